"""An xlsx package as a book of addressed cells: what no table reader tells apart stays apart.

Why not a library: the fast readers return an error cell as a blank and know neither names nor formulas, and
openpyxl takes many times as long. Cells are what this product is about, so they are read here, by expat.
"""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from pipeline.budget import Budget
from pipeline.cells import MARK_ENDS, STRUCK, Book, Cell, Sheet, text_cell
from pipeline.model.record import record
from pipeline.moments import EPOCH, EPOCH_1904, date_text, in_utc
from pipeline.number_formats import style_kinds
from pipeline.own_sheets import CHECK
from pipeline.refusals import ForeignFileError, damage_told
from pipeline.sheet_parts import parse_sheet, parse_strings
from pipeline.signatures import MACROS
from pipeline.xml_parts import Found, elements

_KINDS = {"n": "number", "b": "bool", "e": "error", "d": "date"}
_TEXTS = frozenset(("s", "str", "inlineStr"))
_MAIN = "xl/workbook.xml"
_NAME = re.compile(r"'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def read_xlsx(parts: Mapping[str, bytes], only: Collection[str] | None = None) -> Book:
    """A book from its unpacked parts; DamagedWorkbookError where anything in them cannot be trusted.

    only: the sheets whose cells are wanted, all if None; any other is empty.
    """
    with damage_told():
        index = _read_index(parts)
        unread = index.hidden & {CHECK} if only is None else {*index.sheets} - {*only}
        saved = elements(parts.get("docprops/core.xml", b"<none/>"), with_text="modified")
        budget = Budget()
        sheets = {
            name: _read_sheet(name, parts[path], index, budget)
            if name not in unread
            else Sheet(name, {}, ())
            for name, path in index.sheets.items()
        }
        return Book(
            "xlsx", index.names, sheets, index.hidden, in_utc("".join(t for *_, t in saved[:1]))
        )


class _Kinds(dict[str, str]):
    """What a number is shown as, by the style of its cell as it is written there: every cell asks."""

    def __init__(self, kinds: Mapping[int, str]) -> None:
        super().__init__()
        self._kinds = kinds

    def __missing__(self, style: str) -> str:
        self[style] = self._kinds.get(int(style), "number")
        return self[style]


@record
class _Index:
    """What the workbook part and those beside it tell: sheets by name with their parts, and what cells refer to."""

    sheets: Mapping[str, str]
    hidden: frozenset[str]
    names: Mapping[str, tuple[str, str]]
    strings: list[str]
    kinds: "_Kinds"
    epoch: datetime


def _read_index(parts: Mapping[str, bytes]) -> _Index:
    (main,) = [p for _, kind, p in _relations(parts, "") if kind == "officedocument"] or [_MAIN]
    relations = _relations(parts, main)
    by_id = {id_: (kind, path) for id_, kind, path in relations}
    by_kind = {kind: path for _, kind, path in relations}
    found = elements(parts[main], "sheet", "workbookPr", with_text="definedName")
    listed = [a for name, a, _ in found if name == "sheet"]
    sheets = {a["name"]: _sheet_path(*by_id[_relation(a)]) for a in listed}
    different = {name.lower() for name in sheets} - {""}
    if len(different) < len(listed) or len(by_id) < len(relations):
        raise ValueError("one name or number twice, or none")
    mac = any(a.get("date1904") in ("1", "true") for n, a, _ in found if n == "workbookPr")
    return _Index(
        sheets,
        frozenset(a["name"] for a in listed if a.get("state", "visible") != "visible"),
        _names(found),
        parse_strings(_part(parts, by_kind.get("sharedstrings"), "xl/sharedstrings.xml")),
        _Kinds(style_kinds(_part(parts, by_kind.get("styles"), "xl/styles.xml"))),
        EPOCH_1904 if mac else EPOCH,
    )


def _relations(parts: Mapping[str, bytes], source: str) -> list[tuple[str, str, str]]:
    """(id, kind, path) of all that a part refers to inside the package; of the package itself for an empty source."""
    folder, file = posixpath.split(source)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    xml = parts[path] if source else parts.get(path, b"<Relationships/>")
    return [
        (a["Id"], a.get("Type", "").rpartition("/")[2].lower(), _path(folder, a["Target"]))
        for _, a, _ in elements(xml, "Relationship")
        if a.get("TargetMode") != "External"
    ]


def _path(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()


def _relation(sheet: Mapping[str, str]) -> str:
    """The id of the relation that leads to a sheet's part: an attribute of another namespace than the rest."""
    return {key.rpartition(" ")[2]: value for key, value in sheet.items()}["id"]


def _sheet_path(kind: str, path: str) -> str:
    if "macrosheet" in kind:
        raise ForeignFileError(*MACROS)
    return path


def _part(parts: Mapping[str, bytes], path: str | None, usual: str) -> bytes:
    """A part that need not be there; but if the workbook refers to one, then that."""
    return parts.get(usual, b"<none/>") if path is None else parts[path]


def _names(found: Iterable[Found]) -> dict[str, tuple[str, str]]:
    """The workbook-scoped names that point at one cell."""
    names = {}
    for name, attributes, text in found:
        match = _NAME.fullmatch(text.strip()) if name == "definedName" else None
        if match and "localSheetId" not in attributes:
            names[attributes["name"]] = match[1].replace("''", "'"), match[2] + match[3]
    return names


def _read_sheet(name: str, xml: bytes, index: _Index, budget: Budget) -> Sheet:
    raw, merges = parse_sheet(xml, budget)
    cells = {c[0]: _cell(index, *c[1:]) for c in raw}
    if len(cells) < len(raw):
        raise ValueError("one cell twice")
    sheet = Sheet(name, cells, tuple(merges))
    budget.spend_texts(sheet.texts)
    return sheet


def _cell(index: _Index, kind: str, style: str, value: str | None, formula: str | None) -> Cell:
    if kind in _TEXTS:
        text = index.strings[_whole(value)] if kind == "s" and value is not None else value or ""
        if text and index.kinds[style] == "struck":
            text = f"{STRUCK}{text}{MARK_ENDS}"
        return text_cell(text) if formula is None else Cell("text", text, formula)
    if kind == "n" and value:
        shown = index.kinds[style]
        text = date_text(float(value), index.epoch) if shown == "date" else value
        return Cell(shown, text, formula)
    return Cell(_KINDS[kind], value or "", formula)


def _whole(text: str) -> int:
    """The index of a shared string, which never counts from the end."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
