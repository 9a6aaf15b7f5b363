"""schemas/hazards.toml: what the papers show of the ledgers of hazards, where a campaign has them."""

from pathlib import Path

from pipeline.declarations.shown_figures import columns_of, table_of
from pipeline.declarations.tables import Table
from pipeline.model.bulletin_plan import Caption, ShownColumn, ShownTable
from pipeline.model.hazard_plan import (
    HAZARD_COUNTS,
    HAZARD_WORDS,
    VARIANTS,
    HazardList,
    HazardPlan,
    Masking,
)
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import STATES


def load_hazard_plan(schemas: Path, ledger: Ledger | None) -> HazardPlan | None:
    """The plan, None without ledgers; DeclarationError where it shows something unknown, or a name in public."""
    if ledger is None:
        return None
    table = Table.load(schemas / "hazards.toml")
    plan = HazardPlan(
        internal=table.one_of("names", VARIANTS) == "internal",
        internal_note=table.take("internal_note", str),
        as_of=table.take("as_of", str),
        soon_days=table.take("soon_days", int),
        states=table.table("states").texts(STATES),
        sectors=_counted(table.table("sectors_table")),
        levels=_counted(table.table("levels_table")),
        overdue=_list(table.table("overdue_table"), ledger),
        left=_list(table.table("left_table"), ledger),
        closing=_counted(table.table("closing_table")),
        masking=_masking(table.table("masking"), ledger),
    )
    table.close()
    return plan


def _counted(table: Table) -> ShownTable:
    """A table of counts."""
    return table_of(table, _columns(table, "columns", HAZARD_COUNTS))


def _columns(table: Table, key: str, known: tuple[str, ...]) -> tuple[ShownColumn, ...]:
    return columns_of(table, key, lambda column: column.one_of("value", known))


def _list(table: Table, ledger: Ledger) -> HazardList:
    """A list of hazards; what is personal stands under internal_columns, which only the internal variant shows."""
    columns = _columns(table, "columns", (*HAZARD_WORDS, *ledger.columns))
    for column in columns:
        if column.value in ledger.columns and ledger.columns[column.value].personal:
            raise table.fault(
                "columns", f"“{column.value}”是不公开的列（personal），只能写在internal_columns里"
            )
    private = _columns(table, "internal_columns", (*HAZARD_WORDS, *ledger.columns))
    found = HazardList(
        caption=Caption(table.take("caption", str), table.take("note", str)),
        columns=columns,
        private=private,
        most=table.take("most", int),
        more=table.wording("more", ("shown", "more")),
    )
    if found.most < 1:
        raise table.fault("most", "至少是1")
    table.close()
    return found


def _masking(table: Table, ledger: Ledger) -> Masking:
    words = table.table("words")
    personal = [name for name, column in ledger.columns.items() if column.personal]
    masked = {name: words.take(name, str, "") for name in personal}
    words.close()
    masking = Masking(
        {name: word for name, word in masked.items() if word},
        table.strings("suffixes"),
        table.strings("posts"),
        table.strings("bodies"),
    )
    for role in ("enterprise", "owner"):
        name = ledger.roles[role]
        if ledger.columns[name].personal and name not in masking.words:
            raise table.fault(f"words.{name}", "缺少这一项：对外的文字里用什么词代替")
    table.close()
    return masking
