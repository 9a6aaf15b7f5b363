"""The registers that an office keeps of its hazards (挂牌督办、销号), read from a month's book."""

from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import OPEN
from pipeline.model.record import record

Hazards = tuple[Hazard, ...]


@record
class Firms:
    """How many firms hazards are of: by credit code, none counted twice; and how many hazards name no code."""

    coded: int
    without_code: int


@record
class Registers:
    """The registers of some hazards, each in the order of the book unless said otherwise.

    all: the hazards themselves, without those that vanished from their ledger. listed: by level, in the declared order,
    a level with none included. newly_listed, due_now, fixed_now, closed_now: on a day of the month, of sectors with a
    ledger of this month, as of others nobody has said what the month brought. due_now: whatever became of them;
    due_next: still open, and due after the cut-off up to the next one. overdue: the longest first. joint: with other
    departments. earlier: found before the campaign began, which Annex 2 does not count.
    """

    all: Hazards
    listed: Mapping[str, Hazards]
    newly_listed: Hazards
    due_now: Hazards
    due_next: Hazards
    overdue: Hazards
    fixed_now: Hazards
    closed_now: Hazards
    joint: Hazards
    earlier: Hazards

    @property
    def all_listed(self) -> Hazards:
        """All that are under 挂牌督办."""
        return tuple(h for h in self.all if h.is_listed)


def registers(
    book: HazardBook,
    ledger: Ledger,
    start: date,
    ahead: date | None,
    chosen: Iterable[Hazard] | None = None,
) -> Registers:
    """The registers of a book, or of some of its hazards. start: of the campaign; ahead: the next cut-off, if any."""
    known = book.hazards if chosen is None else tuple(chosen)
    told = tuple(h for h in known if h.entry.sector in book.sectors)
    return Registers(
        all=known,
        listed=_by_level(known, ledger),
        newly_listed=tuple(h for h in told if h.is_listed and book.covers(h.listed_on)),
        due_now=tuple(h for h in told if book.covers(h.due)),
        due_next=tuple(h for h in known if _is_due_by(h, book.until, ahead)),
        overdue=overdue(known),
        fixed_now=tuple(h for h in told if book.covers(h.fixed)),
        closed_now=tuple(h for h in told if book.covers(h.closed)),
        joint=tuple(h for h in known if h.values.get(ledger.roles["joint"])),
        earlier=tuple(h for h in known if h.found and h.found < start),
    )


def overdue(hazards: Iterable[Hazard]) -> Hazards:
    """The overdue ones, the longest first; alike ones in their order."""
    return tuple(
        sorted((h for h in hazards if h.days_overdue is not None), key=lambda h: -_days(h))
    )


def older_hazards(hazards: Iterable[Hazard], book: HazardBook) -> Hazards:
    """Those of sectors that sent no ledger this month: what became of them since is not known."""
    return tuple(h for h in hazards if h.entry.sector not in book.sectors)


def current_overdue(book: HazardBook) -> Hazards:
    """The overdue ones that this month's own ledgers have, the longest first: of others nobody can say."""
    return overdue(h for h in book.hazards if h.entry.sector in book.sectors)


def _days(hazard: Hazard) -> int:
    return hazard.days_overdue or 0


def in_state(hazards: Iterable[Hazard], *states: str) -> Hazards:
    """Those in one of some states: open, fixed, closed."""
    return tuple(h for h in hazards if h.state in states)


def firms(hazards: Iterable[Hazard], ledger: Ledger) -> Firms:
    """The firms by credit code; a name alone is no proof that two rows are of one firm."""
    codes = [h.values.get(ledger.roles["code"], "") for h in hazards]
    return Firms(len(set(filter(None, codes))), codes.count(""))


def _by_level(hazards: Hazards, ledger: Ledger) -> dict[str, Hazards]:
    """The listed ones by level: the declared levels in their order, then any other."""
    declared = ledger.columns[ledger.roles["level"]].choices
    levels = dict.fromkeys([*declared, *(h.level for h in hazards if h.is_listed)])
    return {level: tuple(h for h in hazards if h.level == level) for level in levels}


def _is_due_by(hazard: Hazard, until: date, ahead: date | None) -> bool:
    """Whether it is open and due between two cut-offs."""
    if hazard.due is None or ahead is None or hazard.state != OPEN:
        return False
    return until < hazard.due <= ahead
