"""What the text templates may say of the hazards in the ledgers; every figure is text already."""

from collections.abc import Iterable
from datetime import date

from pipeline.ledger.counting import counted
from pipeline.ledger.registers import Firms, Registers, firms, older_hazards, registers
from pipeline.model.grouping import grouped
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.words.periods import called_cutoff, called_months, parse_period
from pipeline.words.wording import listing, short_date, span


@record
class Older:
    """Sectors without a ledger of this month: their names, the day up to which their last one runs, its hazards."""

    names: str
    until: str
    count: int


def hazard_view(release: Release) -> "HazardView | None":
    """The view of a release; None without ledgers, and where nobody ever sent one."""
    book = told_book(release)
    return HazardView(release, book) if book else None


def told_book(release: Release) -> HazardBook | None:
    """The book that the papers tell of; None without ledgers, and where nobody ever sent one."""
    book = release.hazards
    if book is None or release.declared.hazards is None or not (book.hazards or book.sectors):
        return None
    return book


def registers_of(
    release: Release, book: HazardBook, chosen: Iterable[Hazard] | None = None
) -> Registers:
    """The registers of a release's book, or of some of its hazards."""
    declared = release.declared
    assert declared.ledger
    since, ahead = declared.campaign.cumulative_from, _next_cutoff(release)
    return registers(book, declared.ledger, since, ahead, chosen)


def _next_cutoff(release: Release) -> date | None:
    """The cut-off that follows the release's own, None after the last."""
    campaign, following = release.declared.campaign, release.period.shift(1)
    return campaign.cutoff(following) if campaign.has(following) else None


class HazardView:
    """The hazards as the templates see them."""

    def __init__(self, release: Release, book: HazardBook) -> None:
        """Keep the registers, over all and over those that are listed."""
        self._release, self._book = release, book
        self._all = registers_of(release, book)
        self._listed = registers_of(release, book, self._all.all_listed)
        ahead = _next_cutoff(release)
        self.ahead = short_date(ahead) if ahead else ""

    def count(self, name: str) -> int:
        """A count of hazards (schemas/hazards.toml lists them) over all."""
        return len(counted(name, self._all))

    def listed(self, name: str) -> int:
        """The same over those under 挂牌督办."""
        return len(counted(name, self._listed))

    def of_due(self, name: str) -> int:
        """The same over those that were due within the month."""
        due = registers_of(self._release, self._book, self._all.due_now)
        return len(counted(name, due))

    @property
    def levels(self) -> list[str]:
        """The levels of listing that occur, in official order: 县区级3个."""
        return [f"{level}{len(found)}个" for level, found in self._all.listed.items() if found]

    @property
    def firms(self) -> Firms:
        """How many firms the hazards are of, none counted twice."""
        assert self._release.declared.ledger
        return firms(self._all.all, self._release.declared.ledger)

    @property
    def earlier(self) -> int:
        """How many were found before the campaign began."""
        return len(self._all.earlier)

    @property
    def longest(self) -> int:
        """Days since the due day of the longest overdue one; 0 where none is."""
        return max((h.days_overdue or 0 for h in self._all.overdue), default=0)

    @property
    def overdue_sectors(self) -> int:
        """In how many sectors one is overdue."""
        return len({h.entry.sector for h in self._all.overdue})

    @property
    def reported(self) -> int:
        """How many sectors sent a ledger this month."""
        return len(self._book.sectors)

    @property
    def months(self) -> str:
        """The months in which any ledger came: 6月至12月."""
        sent = [state.period for state in self._release.history if state.ledger_sheets]
        return called_months(sent, self._release.declared.campaign)

    @property
    def lacking(self) -> str:
        """The sectors that are in the totals and never sent a ledger, by name."""
        known = {*self._book.sectors, *(h.entry.sector for h in self._all.all)}
        return self._names(s for s in self._accepted if s not in known)

    @property
    def _accepted(self) -> list[str]:
        return self._release.state.accepted(self._release.declared.roster.sectors)

    def older(self) -> list[Older]:
        """Sectors of which only a ledger of an earlier month is known, the newest first."""
        older = older_hazards(self._all.all, self._book)
        by_month = grouped(older, lambda h: h.last_month)
        return [self._older(month, by_month[month]) for month in sorted(by_month, reverse=True)]

    def _older(self, month: str, found: list[Hazard]) -> Older:
        period = parse_period(month)
        until = called_cutoff(period, self._release.declared.campaign) if period else month
        names = self._names(dict.fromkeys(h.entry.sector for h in found))
        return Older(names, until, len(found))

    def _names(self, sectors: Iterable[str]) -> str:
        return listing(self._release.declared.roster.sheets[s].name for s in sectors)

    @property
    def span(self) -> str:
        """The days that are the month's own: 6月29日至7月28日."""
        return span(self._book.since, self._book.until)
