"""schemas/ledger.toml: the ledger of hazards, where a campaign has one."""

import re
from pathlib import Path

from pipeline.declarations.ledger_book import load_book
from pipeline.declarations.tables import Table
from pipeline.model.form import Form
from pipeline.model.ledger import COLUMN_KINDS, ROLES, Ledger, LedgerColumn, Tie


def load_ledger(schemas: Path, form: Form) -> Ledger | None:
    """The ledger, None where there is no such file; DeclarationError where it contradicts itself or the form."""
    if not (schemas / "ledger.toml").exists():
        return None
    file = Table.load(schemas / "ledger.toml")
    head = file.table("ledger")
    columns = {name: _column(name, table) for name, table in file.named("columns")}
    ledger = Ledger(
        sheet=head.take("sheet", str),
        title=head.take("title", str),
        note=head.take("note", str),
        rows=head.take("rows", int),
        last_row=head.take("last_row", int),
        most_rows=head.take("most_rows", int),
        columns=columns,
        roles=_roles(file.table("roles"), columns),
        ties=tuple(_tie(n, t, form, file) for n, t in file.named("tie")),
        book=load_book(schemas, columns),
    )
    for table in (head, file):
        table.close()
    return ledger


def _column(name: str, table: Table) -> LedgerColumn:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise table.fault("", "标识只能用小写字母、数字和下划线")
    column = LedgerColumn(
        id=name,
        label=table.take("label", str),
        kind=table.one_of("kind", COLUMN_KINDS),
        width=table.take("width", int),
        longest=table.take("longest", int, 0),
        choices=table.strings("choices", ()),
        personal=table.take("personal", bool, False),
    )
    table.close()
    if bool(column.choices) != (column.kind == "choice"):
        raise table.fault("choices", "choice要有choices，其他不能有")
    if bool(column.longest) != (column.kind == "text"):
        raise table.fault("longest", "text要有longest，其他不能有")
    return column


def _roles(table: Table, columns: dict[str, LedgerColumn]) -> dict[str, str]:
    roles = {role: table.one_of(role, tuple(columns)) for role in ROLES}
    table.close()
    return roles


def _tie(name: str, table: Table, form: Form, file: Table) -> Tie:
    tie = Tie(
        indicator=name,
        sources=table.strings("sources", ()),
        listed=table.take("listed", bool, False),
        fixed=table.take("fixed", bool, False),
    )
    table.close()
    if name not in form.indicators:
        raise file.fault(f"tie.{name}", f"没有“{name}”这个指标")
    return tie
