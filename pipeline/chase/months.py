"""All months as they stand on a day: settled as `monthly` would settle them, and how every unit stands in each."""

from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.chase.standing import Standing, standings
from pipeline.ledger.hazard_book import books_of
from pipeline.model.candidate import Candidate
from pipeline.model.hazards import HazardBook
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.receiving.as_of import Seen
from pipeline.receiving.receive import Received
from pipeline.returns.refused_books import MonthView
from pipeline.settling.deadlines import Deadlines
from pipeline.settling.faults import find_faults
from pipeline.settling.filing import file_states, judge_all
from pipeline.settling.settle import settle
from pipeline.settling.strays import with_returned


@record
class StandingMonths:
    """All months up to the one that matters most: how every unit stands, the candidates and the hazards of each."""

    months: Mapping[Month, Sequence[Standing]]
    candidates: Mapping[Month, Sequence[Candidate]]
    books: Mapping[Month, HazardBook]


def stand(received: Received, seen: Seen, until: Month, on: date) -> StandingMonths:
    """Every month up to one, settled as `monthly` would settle it, and how the units stand in it on the day."""
    declared, decisions = received.declared, received.decisions
    findings = find_faults(seen.submissions, declared)
    settled = settle(seen.submissions, findings, decisions, declared, until)
    candidates = judge_all(seen.submissions, findings, settled.candidates, declared)
    months = {}
    for month, state in settled.periods.items():
        assert isinstance(month, Month)  # what is settled up to a month is months
        due, judged = Deadlines(month, decisions, declared), settled.candidates[month]
        files = file_states(candidates, seen.others, seen.read, judged, due, declared)
        view = MonthView(month, with_returned(state, files, due, declared), tuple(files), due)
        months[month] = standings(view, candidates, declared, on)
    books = books_of(list(settled.periods.values()), declared)
    return StandingMonths(months, {m: settled.candidates[m] for m in months}, books)
