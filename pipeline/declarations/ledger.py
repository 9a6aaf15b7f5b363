"""schemas/ledger.toml: the ledger of hazards, where a campaign has one."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from pipeline.books.references import LAST_ROW
from pipeline.declarations.ledger_book import load_book
from pipeline.declarations.ledger_rules import LedgerContext, read_ledger_rules
from pipeline.declarations.plain_values import wrong_with_choices
from pipeline.declarations.tables import Table
from pipeline.model.form import Form
from pipeline.model.ledger import COLUMN_KINDS, ROLES, Ledger, LedgerColumn, Tie
from pipeline.model.roster import Roster
from pipeline.model.rule import Rule
from pipeline.words.wording import same_text


def load_ledger(
    schemas: Path, form: Form, roster: Roster, taken: Collection[str]
) -> tuple[Ledger | None, tuple[Rule, ...]]:
    """The ledger and its rules, None where there is no such file; DeclarationError where it contradicts itself.

    taken: the codes of other rules.
    """
    if not (schemas / "ledger.toml").exists():
        return None, ()
    file = Table.load(schemas / "ledger.toml")
    head = file.table("ledger")
    ledger = _ledger(file, head, form, schemas)
    known = LedgerContext(ledger.columns, ledger.roles["status"], roster, taken)
    rules = read_ledger_rules(file, known)
    for table in (head, file):
        table.close()
    for key, problem in _contradictions(ledger):
        raise head.fault(key, problem)
    return ledger, rules


def _ledger(file: Table, head: Table, form: Form, schemas: Path) -> Ledger:
    columns = {name: _column(name, table) for name, table in file.named("columns")}
    return Ledger(
        sheet=head.take("sheet", str),
        title=head.take("title", str),
        note=head.take("note", str),
        last_row=head.take("last_row", int),
        most_rows=head.take("most_rows", int),
        totals=head.strings("totals", ()),
        earliest=head.take("earliest", date),
        latest=head.take("latest", date),
        columns=columns,
        roles=_roles(file.table("roles"), columns),
        ties=tuple(_tie(n, t, form, file) for n, t in file.named("tie")),
        book=load_book(schemas, columns),
    )


def _column(name: str, table: Table) -> LedgerColumn:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise table.fault("", "标识只能用小写字母、数字和下划线")
    column = LedgerColumn(
        id=name,
        label=table.take("label", str),
        kind=table.one_of("kind", COLUMN_KINDS),
        width=table.width(),
        longest=table.take("longest", int, 0),
        choices=table.strings("choices", ()),
        personal=table.take("personal", bool, False),
    )
    table.close()
    if bool(column.choices) != (column.kind == "choice"):
        raise table.fault("choices", "choice要有choices，其他不能有")
    if bool(column.longest) != (column.kind == "text"):
        raise table.fault("longest", "text要有longest，其他不能有")
    if problem := wrong_with_choices(column.choices):
        raise table.fault("choices", problem)
    return column


def _contradictions(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """What cannot be drawn or read: (key, problem)."""
    if not re.fullmatch(r"[^\[\]:*?/\\'=+@-][^\[\]:*?/\\']{0,30}", ledger.sheet):
        yield "sheet", "不能作工作表名：最多31字，不能有方括号、冒号、星号、问号、斜线和单引号"
    if not 100 <= ledger.last_row <= LAST_ROW:
        yield "last_row", f"应在100至{LAST_ROW}之间"
    if ledger.latest < ledger.earliest:
        yield "latest", "早于earliest"
    labels = [same_text(column.label) for column in ledger.columns.values()]
    for label in labels:
        if labels.count(label) > 1 or not label:
            yield "columns", f"列标题“{label}”空着或重复，表里分不清是哪一列"


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
    file.check_known(f"tie.{name}", [name], form.indicators, "指标")
    # A ledger runs from the first day on: held against the figures of one month alone, right ones would look wrong.
    if not (indicator := form.indicators[name]).is_cumulative:
        reason = (
            "台账从第一天登记起，只能与over_months是“difference”的指标核对，"
            f"这一项是“{indicator.over_months}”"
        )
        raise file.fault(f"tie.{name}", f"{reason}，请删去这一行")
    return tie
