"""The registers as tables of the bulletin and of the closing report: by sector, by level, and lists."""

from collections.abc import Iterable, Sequence

from pipeline.ledger.counting import counted
from pipeline.ledger.hazard_lists import called_month, hazard_list
from pipeline.ledger.hazard_view import registers_of, told_book
from pipeline.ledger.registers import Registers
from pipeline.model.bulletin_plan import ShownColumn, ShownTable
from pipeline.model.grouping import grouped
from pipeline.model.hazard_plan import OF_THE_MONTH, HazardPlan
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger_plan import CLOSED
from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.words.wording import NOT_REPORTED, NOTHING

SUM = "合计"


def bulletin_hazards(release: Release) -> list[TableBlock]:
    """The tables that the bulletin may place: by sector, by level, the overdue ones."""
    book, plan = told_book(release), release.declared.hazards
    if book is None or plan is None:
        return []
    whole = registers_of(release, book)
    return [
        _sector_table("hazard_sectors", plan.sectors, whole, release, book),
        _level_table(plan, whole, release, book),
        hazard_list("hazards_overdue", plan.overdue, whole.overdue, release),
    ]


def closing_hazards(release: Release) -> list[TableBlock]:
    """Those of the closing report: by sector, and what is listed and not closed."""
    book, plan = told_book(release), release.declared.hazards
    if book is None or plan is None:
        return []
    whole = registers_of(release, book)
    left = tuple(h for h in whole.all_listed if h.state != CLOSED)
    return [
        _sector_table("hazards_closing", plan.closing, whole, release, book),
        hazard_list("hazards_left", plan.left, left, release),
    ]


def _sector_table(
    name: str, shown: ShownTable, whole: Registers, release: Release, book: HazardBook
) -> TableBlock:
    """A row a sector; one that never sent a ledger says so and shows no count. And one of sums."""
    plan, columns = release.declared.hazards, shown.columns
    assert plan
    rows, by_sector = [], grouped(whole.all, lambda h: h.entry.sector)
    roster = release.declared.roster
    for sector, sheets in roster.by_sector.items():
        own = [h for s in sheets for h in by_sector.get(s, [])]
        cells = _sector_counts(columns, sheets, own, release, book)
        as_of = _as_of(sheets, own, release, book)
        rows.append(TableRow((roster.subjects[sector].title, *cells, as_of)))
    accepted = f"{len(book.sectors)}/{len(roster.sectors)}"
    rows.append(TableRow((SUM, *_counts(columns, whole), accepted), total=True))
    heads = (roster.terms.sector, *shown.heads, plan.as_of)
    numeric = (False, *(True for _ in columns), False)
    return TableBlock(name, shown.title, shown.note, heads, tuple(rows), numeric)


def _sector_counts(
    columns: Sequence[ShownColumn],
    sheets: Sequence[str],
    own: Sequence[Hazard],
    release: Release,
    book: HazardBook,
) -> tuple[str, ...]:
    """The counts of a sector, as far as they are known."""
    sent = any(s in book.sectors for s in sheets)
    if not sent and not own:
        return (NOT_REPORTED,) * len(columns)
    cells = _counts(columns, registers_of(release, book, own))
    return cells if sent else _without_month(columns, cells)


def _as_of(sheets: Sequence[str], own: Iterable[Hazard], release: Release, book: HazardBook) -> str:
    """The month of a sector's newest ledger; where several units report it, how many of them sent this month's."""
    sent = sum(s in book.sectors for s in sheets)
    if len(sheets) > 1:
        return f"{sent}/{len(sheets)}"
    if sent:
        return release.declared.campaign.called(release.period)
    last = max((h.last_month for h in own), default="")
    return called_month(last, release) if last else NOTHING


def _level_table(
    plan: HazardPlan, whole: Registers, release: Release, book: HazardBook
) -> TableBlock:
    """A row a level of listing that occurs, and one of sums."""
    shown, columns = plan.levels, plan.levels.columns
    found = {k: registers_of(release, book, v) for k, v in whole.listed.items() if v}
    rows = [TableRow((level, *_counts(columns, r))) for level, r in found.items()]
    sums = _counts(columns, registers_of(release, book, whole.all_listed))
    rows.append(TableRow((SUM, *sums), total=True))
    level = _label("level", release)
    heads, numeric = (level, *shown.heads), (False, *(True for _ in columns))
    return TableBlock("hazard_levels", shown.title, shown.note, heads, tuple(rows), numeric)


def _label(role: str, release: Release) -> str:
    ledger = release.declared.ledger
    assert ledger
    return ledger.columns[ledger.roles[role]].label


def _without_month(columns: Sequence[ShownColumn], cells: Sequence[str]) -> tuple[str, ...]:
    """The counts of a sector whose newest ledger is of an earlier month: what this one brought is not known."""
    return tuple(
        NOTHING if column.value in OF_THE_MONTH else cell
        for column, cell in zip(columns, cells, strict=True)
    )


def _counts(columns: Sequence[ShownColumn], found: Registers) -> tuple[str, ...]:
    return tuple(str(len(counted(c.value, found))) for c in columns)
