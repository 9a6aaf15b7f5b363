"""schemas/ledger_book.toml: the workbook of hazards."""

import re
from collections.abc import Collection
from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.ledger_plan import (
    ALL,
    FIELDS,
    QUOTED,
    STATES,
    WAYS,
    BookColumn,
    BookPlan,
    BookSheet,
)

_FILE = re.compile(r'[^<>:"/\\|?*\x00-\x1f.][^<>:"/\\|?*\x00-\x1f]{0,60}\.xlsx')
_TITLE = re.compile(r"[^\[\]:*?/\\']{1,31}")  # what Excel takes as the name of a sheet
_PAPERS = (8, 9)


def load_book(schemas: Path, columns: Collection[str]) -> BookPlan:
    """The plan of the workbook; DeclarationError where it contradicts itself or the ledger's columns."""
    file = Table.load(schemas / "ledger_book.toml")
    head = file.table("book")
    names = dict.fromkeys(name for fields in FIELDS.values() for name in fields)
    plan = BookPlan(
        file=_file(head, "file"),
        public_file=_file(head, "public_file"),
        absent=head.wording("absent", ("sectors",)),
        level=head.wording("level", ("level", "count")),
        **{key: head.take(key, str) for key in ("internal", "public", "hidden", "yes", "total")},
        told=head.wording("told", ("month", "file", "public_file", "database")),
        states=file.table("states").texts(STATES),
        ways=file.table("ways").texts(WAYS),
        columns=_columns(file.table("columns"), names),
        sheets=tuple(_sheet(table, columns) for table in file.listed("sheet")),
    )
    for table in (head, file):
        table.close()
    _check_book(file, plan)
    return plan


def _check_book(file: Table, plan: BookPlan) -> None:
    """Two files with different names, each with a sheet at least, and no two sheets of one title."""
    if plan.file.casefold() == plan.public_file.casefold():
        raise file.fault("book.public_file", "要与file不同")
    titles = [sheet.title for sheet in plan.sheets]
    for title in titles:
        if titles.count(title) > 1:
            raise file.fault("sheet.title", f"“{title}”重复")
    if not any(sheet.public for sheet in plan.sheets) or all(s.public for s in plan.sheets):
        raise file.fault("sheet.public", "公开的和不公开的表都至少要有一张")


def _file(head: Table, key: str) -> str:
    name = head.take(key, str)
    if not _FILE.fullmatch(name):
        raise head.fault(key, f"“{name}”不能作文件名，应为××.xlsx")
    return name


def _columns(table: Table, names: Collection[str]) -> dict[str, BookColumn]:
    columns = {}
    for name in names:
        own = table.table(name)
        columns[name] = BookColumn(own.take("label", str), own.width())
        own.close()
    table.close()
    return columns


def _sheet(table: Table, columns: Collection[str]) -> BookSheet:
    sheet = BookSheet(
        kind=table.one_of("kind", tuple(FIELDS)),
        title=table.take("title", str),
        note=table.wording("note", QUOTED),
        empty=table.take("empty", str),
        columns=table.strings("columns"),
        paper=table.take("paper", int),
        kept=table.take("kept", int, 0),
        public=table.take("public", bool),
    )
    table.close()
    _check_sheet(table, sheet, columns)
    return sheet


def _check_sheet(table: Table, sheet: BookSheet, columns: Collection[str]) -> None:
    if not _TITLE.fullmatch(sheet.title):
        raise table.fault("title", f"“{sheet.title}”不能作工作表名")
    if sheet.paper not in _PAPERS:
        raise table.fault("paper", "只能是8（A3）或9（A4）")
    if not 0 <= sheet.kept < len(sheet.columns):
        raise table.fault("kept", "应少于列数")
    own = {f"_{name}" for name in FIELDS[sheet.kind]}
    theirs = {*columns, ALL} if "file" in FIELDS[sheet.kind] else set[str]()
    for name in sheet.columns:
        if name not in own | theirs:
            raise table.fault("columns", f"这种表没有“{name}”这一列")
        if sheet.columns.count(name) > 1:
            raise table.fault("columns", f"“{name}”重复")
    if not sheet.columns:
        raise table.fault("columns", "至少要有一列")
