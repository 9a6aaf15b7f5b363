"""Periods in order: which files count, how every sector stands, and the accepted values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.checking.history import next_earlier, values_without
from pipeline.figures.accepted import Counted, accepted_values, rows_by_sheet
from pipeline.inbox.decisions import Decision
from pipeline.ledger.accepting import accepted_ledgers
from pipeline.ledger.past import EarlierLedger, next_ledgers
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.grouping import grouped
from pipeline.model.period import Period
from pipeline.model.received import Finding, SheetKey, Submission
from pipeline.model.states import PeriodState, SheetState
from pipeline.settling.deadlines import Deadlines, in_time_word
from pipeline.settling.judging import Explanations, judged, waive, with_explanations
from pipeline.settling.ordering import order_versions
from pipeline.settling.versions import by_sheet, newest_valid

_NEAR_DEADLINE = 24 * 3600


@dataclass(slots=True)
class Settled:
    """All periods up to the one asked for, oldest first, the candidates of each, and what the next is compared with."""

    periods: dict[Period, PeriodState] = field(default_factory=dict)
    candidates: dict[Period, list[Candidate]] = field(default_factory=dict)
    earlier: dict[str, Earlier] = field(default_factory=dict)

    @property
    def submissions(self) -> dict[Period, list[Submission]]:
        """The workbooks of each period, whether they count or not."""
        return {p: [c.submission for c in all_] for p, all_ in self.candidates.items()}

    def up_to(self, period: Period) -> "Settled":
        """Without the periods after one, which have no part in it."""
        return Settled(
            {p: state for p, state in self.periods.items() if p <= period},
            {p: found for p, found in self.candidates.items() if p <= period},
        )


def settle(
    submissions: Sequence[Submission],
    findings: Mapping[SheetKey, Sequence[Finding]],
    decisions: Sequence[Decision],
    declared: Declarations,
    until: Period,
) -> Settled:
    """Each period from the first on; what is accepted in one is what the next is compared with."""
    settled, said = Settled(), Explanations()
    earlier = settled.earlier
    ledgers: dict[str, EarlierLedger] = {}
    first = declared.campaign.schedule(until.kind).first
    came = grouped(submissions, lambda s: s.period)
    for period in first.until(until):
        due = Deadlines(period, decisions, declared)
        candidates = judged(came.get(period, []), findings, earlier, decisions, declared, ledgers)
        candidates = _ordered(candidates, period, due, decisions, declared)
        candidates, said = with_explanations(candidates, said, declared)
        state = _state(period, candidates, due, declared)
        settled.periods[period], settled.candidates[period] = state, candidates
        ledgers = next_ledgers(ledgers, state)
        earlier.update(_followed(earlier, state, first, declared))
    return settled


def _followed(
    earlier: Mapping[str, Earlier], state: PeriodState, first: Period, declared: Declarations
) -> dict[str, Earlier]:
    """What the sheets that are accepted in a period bring for the next to be compared with; first: of all periods."""
    found = {}
    for sheet, values in rows_by_sheet(state.values, declared):
        whole = values_without(values, state.partial.get(sheet, ()))
        found[sheet] = next_earlier(earlier.get(sheet), state.period, whole, first)
    return found


def _ordered(
    candidates: list[Candidate],
    period: Period,
    due: Deadlines,
    decisions: Sequence[Decision],
    declared: Declarations,
) -> list[Candidate]:
    """Each unit's versions put in order: stale ones and ties refused."""

    def with_waivers(c: Candidate) -> Candidate:
        return Candidate(c.submission, tuple(waive(c.findings, c.submission, decisions)))

    settled, of_unit = [], grouped(candidates, lambda c: c.submission.unit)
    for unit in declared.roster.units.values():
        last = max(due.of(sheet) for sheet in unit.sectors)
        mine = of_unit.get(unit.id, [])
        settled += order_versions(mine, period, last, declared, with_waivers)
    return settled


def _state(
    period: Period, candidates: Sequence[Candidate], due: Deadlines, declared: Declarations
) -> PeriodState:
    sheets, counts, ledgers = {}, [], {}
    filed = by_sheet(candidates)
    for sheet in declared.roster.sheets:
        mine = filed.get(sheet, [])
        sheets[sheet] = replace(_sheet_state(sheet, mine, due), due=due.of(sheet).date())
        counted = newest_valid(mine, sheet)
        if counted:
            form = next(f for f in counted.submission.submitted if f.sector == sheet)
            counts.append(Counted(form, counted.path))
            ledgers[sheet] = counted.path, counted.submission.ledger
    values = accepted_values(counts, declared)
    partial = {c.form.sector: c.form.partial for c in counts if c.form.partial}
    rows, brought = accepted_ledgers(ledgers, declared.roster)
    return PeriodState(period, sheets, values, rows, brought, partial)


def _sheet_state(sheet: str, candidates: Sequence[Candidate], due: Deadlines) -> SheetState:
    """candidates: those that submit the sheet. An odd time of any of them may have put them in a wrong order."""
    filed = sorted(candidates, key=lambda c: (c.age, c.path))
    valid = [c for c in filed if c.valid]
    deadline = due.of(sheet)
    arrived = filed[0].received_at if filed else None
    odd = any(due.is_odd(c.submission.arrival) for c in filed)
    if not valid:
        word = "退回未补正" if filed else "未报送"
        return SheetState(sheet, "returned" if filed else "missing", word, None, arrived, None, odd)
    first, counted = valid[0], newest_valid(valid, sheet)
    assert counted
    assert arrived
    word = in_time_word(arrived, first.received_at, deadline)
    near = abs((first.received_at - deadline).total_seconds()) <= _NEAR_DEADLINE
    doubtful = odd or (near and not first.submission.arrival.note)
    return SheetState(sheet, "accepted", word, counted.path, arrived, first.received_at, doubtful)
