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
    tables = _tables(release)
    if tables is None:
        return []
    plan = tables.plan
    return [
        tables.by_sector("hazard_sectors", plan.sectors),
        tables.by_level(),
        hazard_list("hazards_overdue", plan.overdue, tables.whole.overdue, release),
    ]


def closing_hazards(release: Release) -> list[TableBlock]:
    """Those of the closing report: by sector, and what is listed and not closed."""
    tables = _tables(release)
    if tables is None:
        return []
    plan = tables.plan
    left = tuple(h for h in tables.whole.all_listed if h.state != CLOSED)
    return [
        tables.by_sector("hazards_closing", plan.closing),
        hazard_list("hazards_left", plan.left, left, release),
    ]


def _tables(release: Release) -> "_RegisterTables | None":
    """The tables of a release's book; None where the papers tell of none."""
    book, plan = told_book(release), release.declared.hazards
    return None if book is None or plan is None else _RegisterTables(release, book, plan)


class _RegisterTables:
    """The counts of a book as tables. whole: the registers of all its hazards."""

    def __init__(self, release: Release, book: HazardBook, plan: HazardPlan) -> None:
        self._release, self._book, self.plan = release, book, plan
        self.whole = registers_of(release, book)

    def by_sector(self, name: str, shown: ShownTable) -> TableBlock:
        """A row a sector; one that never sent a ledger says so and shows no count. And one of sums."""
        rows, by_sector = [], grouped(self.whole.all, lambda h: h.entry.sector)
        roster, columns = self._release.declared.roster, shown.columns
        for sector, sheets in roster.by_sector.items():
            own = [h for s in sheets for h in by_sector.get(s, [])]
            cells = self._sector_counts(columns, sheets, own)
            title = roster.subjects[sector].title
            rows.append(TableRow((title, *cells, self._as_of(sheets, own))))
        accepted = f"{len(self._book.sectors)}/{len(roster.sectors)}"
        rows.append(TableRow((SUM, *_counts(columns, self.whole), accepted), total=True))
        heads = (roster.terms.sector, *shown.heads, self.plan.as_of)
        numeric = (False, *(True for _ in columns), False)
        return TableBlock(name, shown.title, shown.note, heads, tuple(rows), numeric)

    def _sector_counts(
        self, columns: Sequence[ShownColumn], sheets: Sequence[str], own: Sequence[Hazard]
    ) -> tuple[str, ...]:
        """The counts of a sector, as far as they are known."""
        sent = any(s in self._book.sectors for s in sheets)
        if not sent and not own:
            return (NOT_REPORTED,) * len(columns)
        cells = _counts(columns, self._registers(own))
        return cells if sent else _without_month(columns, cells)

    def _as_of(self, sheets: Sequence[str], own: Iterable[Hazard]) -> str:
        """The month of a sector's newest ledger; where several units report it, how many of them sent this month's."""
        sent = sum(s in self._book.sectors for s in sheets)
        if len(sheets) > 1:
            return f"{sent}/{len(sheets)}"
        if sent:
            return self._release.declared.campaign.called(self._release.period)
        last = max((h.last_month for h in own), default="")
        return called_month(last, self._release) if last else NOTHING

    def by_level(self) -> TableBlock:
        """A row a level of listing that occurs, and one of sums."""
        shown, columns = self.plan.levels, self.plan.levels.columns
        found = {k: self._registers(v) for k, v in self.whole.listed.items() if v}
        rows = [TableRow((level, *_counts(columns, r))) for level, r in found.items()]
        sums = _counts(columns, self._registers(self.whole.all_listed))
        rows.append(TableRow((SUM, *sums), total=True))
        level = _label("level", self._release)
        heads, numeric = (level, *shown.heads), (False, *(True for _ in columns))
        return TableBlock("hazard_levels", shown.title, shown.note, heads, tuple(rows), numeric)

    def _registers(self, chosen: Iterable[Hazard]) -> Registers:
        return registers_of(self._release, self._book, chosen)


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
