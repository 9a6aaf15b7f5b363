"""What a unit owes of its hazards on a day: those overdue, those due soon; and the sectors that never sent a ledger."""

from collections.abc import Mapping
from datetime import date, timedelta

from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger_plan import OPEN
from pipeline.model.record import record
from pipeline.words.periods import called_cutoff, parse_period
from pipeline.words.wording import inert, short_date

_LONGEST = 40  # characters of a text out of a ledger


@record
class OwedHazard:
    """An open hazard, ready to print. days: to its due day, below 0 overdue. Texts are empty where nothing is said.

    as_of: the last day of the ledger that says so, empty where it is one of the month itself.
    """

    sector: str
    id: str
    enterprise: str
    description: str
    owner: str
    level: str
    due: str
    days: int
    as_of: str


@record
class Owed:
    """overdue: the longest first; soon: the next first. lacking: sectors (by name) that never sent a ledger."""

    overdue: tuple[OwedHazard, ...] = ()
    soon: tuple[OwedHazard, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        """Days since the due day of the longest overdue one; 0 where none is."""
        return max((-h.days for h in self.overdue), default=0)


NOTHING_OWED = Owed()


def owed_hazards(book: HazardBook | None, declared: Declarations, on: date) -> Mapping[str, Owed]:
    """What every unit owes on a day, by its id; empty without ledgers, and where nobody ever sent one."""
    plan = declared.hazards
    if book is None or plan is None or not (book.hazards or book.sectors):
        return {}
    known = book.hazards
    sent = {*book.sectors, *(h.entry.sector for h in known)}
    last = on + timedelta(days=plan.soon_days)
    due = sorted((h.due, n) for n, h in enumerate(known) if h.state == OPEN and h.due)
    told = grouped(((known[n], day) for day, n in due if day <= last), lambda t: t[0].entry.unit)
    found = {}
    for unit in (u for u in declared.roster.units.values() if not u.is_office):
        own = [_ready(h, day, on, book, declared) for h, day in told.get(unit.id, ())]
        found[unit.id] = Owed(
            overdue=tuple(h for h in own if h.days < 0),
            soon=tuple(h for h in own if h.days >= 0),
            lacking=tuple(
                declared.roster.sheets[s].title
                for s in declared.roster.sectors_of(unit)
                if s not in sent
            ),
        )
    return found


def _ready(
    hazard: Hazard, due: date, on: date, book: HazardBook, declared: Declarations
) -> OwedHazard:
    ledger, values, sector = declared.ledger, hazard.values, hazard.entry.sector
    assert ledger
    texts = {
        role: inert(values.get(ledger.roles[role], ""), _LONGEST)
        for role in ("id", "enterprise", "description", "owner")
    }
    return OwedHazard(
        sector=declared.roster.sectors[sector].name,
        level=inert(hazard.level),
        due=short_date(due),
        days=(due - on).days,
        as_of="" if sector in book.sectors else _last_day(hazard, declared),
        **texts,
    )


def _last_day(hazard: Hazard, declared: Declarations) -> str:
    """The day up to which the newest ledger with a hazard runs."""
    month = parse_period(hazard.last_month)
    return called_cutoff(month, declared.campaign) if month else hazard.last_month
