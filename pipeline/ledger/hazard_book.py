"""The hazards as they stand at a month's cut-off, out of all accepted ledgers up to it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipeline.ledger.following import Footprint, Trail, follow
from pipeline.ledger.likeness import alike
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import Ledger, LedgerEntry
from pipeline.model.ledger_plan import CLOSED, FIXED, OPEN
from pipeline.model.month import Month
from pipeline.model.states import PeriodState

Newest = dict[str, tuple[str, Footprint]]  # by key: the newest month that has it, and its row there


def hazard_book(history: Sequence[PeriodState], declared: Declarations) -> HazardBook | None:
    """The hazards of the newest month in `history` (all months so far, oldest first).

    None where the campaign has no ledger, and for weeks. A sheet whose workbook of the month brings no ledger stands
    as in its newest one: as it was at the cut-off of that month, since nobody has said anything later.
    """
    month = history[-1].period
    if declared.ledger is None or not isinstance(month, Month):
        return None
    return book_of(follow(history, declared.ledger), month, declared, declared.ledger)


def books_of(history: Sequence[PeriodState], declared: Declarations) -> dict[Month, HazardBook]:
    """The hazards of every month, by month; empty where the campaign has no ledger."""
    if declared.ledger is None:
        return {}
    trail = follow(history, declared.ledger)
    months = [s.period for s in history if isinstance(s.period, Month)]
    return {m: book_of(trail, m, declared, declared.ledger) for m in months}


def book_of(trail: Trail, month: Month, declared: Declarations, ledger: Ledger) -> HazardBook:
    """The hazards at a month's cut-off; months after it say nothing about it."""
    campaign = declared.campaign
    months = {m: sheets for m, sheets in trail.months.items() if m <= str(month)}
    newest = {sheet: m for m, sheets in months.items() for sheet in sheets}
    now: Newest = {
        f.key: (newest[sheet], f)
        for sheet in declared.roster.sheets
        if sheet in newest
        for f in months[newest[sheet]][sheet]
    }
    gone = _gone(months, now)
    hazards, vanished = (tuple(_hazards(known, trail, declared, ledger)) for known in (now, gone))
    return HazardBook(
        since=campaign.since(month),
        until=campaign.cutoff(month),
        sectors=tuple(s for s in declared.roster.sheets if s in months.get(str(month), {})),
        hazards=hazards,
        vanished=vanished,
        alike=alike([f for _, f in now.values()], [f for _, f in gone.values()]),
    )


def _gone(months: Mapping[str, Mapping[str, Sequence[Footprint]]], now: Newest) -> Newest:
    """What earlier ledgers have and the newest of their sheet has not: neither it nor a row that might be it."""
    bases = {f.base for _, f in now.values()}
    unsure = {f.base for _, f in now.values() if f.followed == "alone"}
    gone: Newest = {}
    for month, sheets in months.items():
        for footprints in sheets.values():
            gone |= {f.key: (month, f) for f in footprints if f.key not in now}
    return {
        key: (month, f)
        for key, (month, f) in gone.items()
        if f.base not in (bases if f.followed == "alone" else unsure)
    }


def _hazards(
    known: Newest, trail: Trail, declared: Declarations, ledger: Ledger
) -> Iterator[Hazard]:
    cutoffs = {m: declared.campaign.cutoff(Month.parse(m)) for m in trail.months}
    for month, footprint in known.values():
        yield hazard_of(footprint, month, trail.first[footprint.key], cutoffs[month], ledger)


def hazard_of(footprint: Footprint, month: str, first: str, cutoff: date, ledger: Ledger) -> Hazard:
    """A hazard as its row of a month tells it, at that month's cut-off. first: the first month that has it."""
    roles, entry = ledger.roles, footprint.entry
    fixed, closed = _day(entry, roles["fixed"]), _day(entry, roles["closed"])
    due = _due(entry, ledger)
    state = _state(fixed, closed, cutoff)
    is_known = not {roles["fixed"], roles["closed"]} & entry.row.unreadable
    is_overdue = state == OPEN and is_known and due is not None and due < cutoff
    return Hazard(
        key=footprint.key,
        followed=footprint.followed,
        entry=entry,
        first_month=first,
        last_month=month,
        state=state,
        found=_day(entry, roles["found"]),
        due=due,
        fixed=fixed,
        closed=closed,
        listed_on=_day(entry, roles["listed"]),
        level=entry.row.values.get(roles["level"], ""),
        days_overdue=(cutoff - due).days if is_overdue and due else None,
    )


def _due(entry: LedgerEntry, ledger: Ledger) -> date | None:
    """The day by which it is to be fixed; an extension counts only with the document that grants it.

    None where that is granted to a day that cannot be read: it is not known then, and no earlier day stands in for it.
    """
    row, extended = entry.row, ledger.roles["extended"]
    is_granted = {ledger.roles["approval"]} & {*row.values, *row.unreadable}
    if is_granted and extended in row.unreadable:
        return None
    return (_day(entry, extended) if is_granted else None) or _day(entry, ledger.roles["due"])


def _state(fixed: date | None, closed: date | None, cutoff: date) -> str:
    if closed and closed <= cutoff:
        return CLOSED
    return FIXED if fixed and fixed <= cutoff else OPEN


def _day(entry: LedgerEntry, column: str) -> date | None:
    text = entry.row.values.get(column)
    return date.fromisoformat(text) if text else None
