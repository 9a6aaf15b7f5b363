"""Months in order: which files count, how every sector stands, and the accepted values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.deadlines import Deadlines
from pipeline.decisions import Decision, waived
from pipeline.explanations import explained
from pipeline.history import Earlier, check_history
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.model.released import MonthState, SheetState
from pipeline.versions import Candidate, newest_valid, order_versions

COLUMNS = ["sheet_id", "indicator", "level", "sector", "unit", "value", "file", "sheet", "cell"]
_NEAR_DEADLINE = 24 * 3600


@dataclass(slots=True)
class Settled:
    """All months up to the one asked for, oldest first, and the candidates of each."""

    months: dict[Month, MonthState] = field(default_factory=dict)
    candidates: dict[Month, list[Candidate]] = field(default_factory=dict)


def settle(
    submissions: Sequence[Submission],
    findings: Mapping[tuple[str, str], Sequence[Finding]],
    decisions: Sequence[Decision],
    declared: Declarations,
    until: Month,
) -> Settled:
    """Each month from the first on; what is accepted in one is what the next is compared with."""
    settled, earlier = Settled(), dict[str, Earlier]()
    for month in declared.campaign.first_month.until(until):
        due = Deadlines(month, decisions, declared)
        mine = [s for s in submissions if s.period == month]
        candidates = _judged(mine, findings, earlier, decisions, declared)
        candidates = _ordered(candidates, month, due, decisions, declared)
        state = _month_state(month, candidates, due, declared)
        settled.months[month], settled.candidates[month] = state, candidates
        for sheet, rows in state.values.groupby("sheet_id", sort=False):
            earlier[str(sheet)] = Earlier(
                month, dict(zip(rows["indicator"], rows["value"], strict=True))
            )
    return settled


def _judged(
    submissions: Sequence[Submission],
    findings: Mapping[tuple[str, str], Sequence[Finding]],
    earlier: Mapping[str, Earlier],
    decisions: Sequence[Decision],
    declared: Declarations,
) -> list[Candidate]:
    """Every submission of a month with all that is wrong with it, waivers applied."""
    forms: dict[tuple[str, str], SheetForm] = {
        (s.arrival.path, f.sector): f for s in submissions for f in s.submitted
    }
    compared = check_history(forms, earlier, declared)
    candidates = []
    for s in submissions:
        keys = [(s.arrival.path, f.sector) for f in s.submitted]
        found = list(s.findings)
        for key in keys:
            own = _of_what_was_said(findings[key], compared[key], declared)
            found += explained([*own, *compared[key]], forms[key], declared)
        candidates.append(Candidate(s, tuple(_waive(found, s, decisions))))
    return candidates


def _of_what_was_said(
    found: Sequence[Finding], compared: Sequence[Finding], declared: Declarations
) -> list[Finding]:
    """Without the rules about blanks that cannot be the zeros they were declared: the unit never said 0 there."""
    unsaid = declared.intake_rule("zero_not_allowed").code
    blanks = {x.indicator for x in compared if x.rule == unsaid}
    involved = {r.code for r in declared.rules if blanks & r.indicators}
    return [x for x in found if x.rule not in involved]


def _waive(found: Sequence[Finding], s: Submission, decisions: Sequence[Decision]) -> list[Finding]:
    assert s.period
    return [waived(f, s.unit, s.period, list(decisions)) for f in found]


def _ordered(
    candidates: list[Candidate],
    month: Month,
    due: Deadlines,
    decisions: Sequence[Decision],
    declared: Declarations,
) -> list[Candidate]:
    """Each unit's versions put in order: stale ones and ties refused."""

    def waive(c: Candidate) -> Candidate:
        return Candidate(c.submission, tuple(_waive(c.findings, c.submission, decisions)))

    settled = []
    for unit in declared.roster.units.values():
        mine = [c for c in candidates if c.submission.unit == unit.id]
        last = max(due.of(sheet) for sheet in unit.sectors)
        settled += order_versions(mine, month, last, declared, waive)
    return settled


def _month_state(
    month: Month, candidates: Sequence[Candidate], due: Deadlines, declared: Declarations
) -> MonthState:
    sheets, rows = {}, []
    for sheet in declared.roster.sheets:
        mine = [c for c in candidates if sheet in c.submission.sectors]
        sheets[sheet] = _sheet_state(sheet, mine, due)
        counted = newest_valid(mine, sheet)
        if counted:
            rows += _rows(counted, sheet, declared)
    values = pd.DataFrame(rows, columns=COLUMNS).astype({"value": float})
    return MonthState(month, sheets, values)


def _sheet_state(sheet: str, candidates: Sequence[Candidate], due: Deadlines) -> SheetState:
    filed = sorted(
        (c for c in candidates if sheet in c.submission.sectors), key=lambda c: (c.age, c.path)
    )
    valid = [c for c in filed if c.valid]
    deadline = due.of(sheet)
    arrived = filed[0].received_at if filed else None
    if not valid:
        word = "退回未补正" if filed else "未报送"
        return SheetState(
            sheet, "returned" if filed else "missing", word, None, arrived, None, False
        )
    first, counted = valid[0], newest_valid(valid, sheet)
    assert counted
    assert arrived
    word = (
        "按时" if first.received_at <= deadline else "退回后补正" if arrived <= deadline else "迟报"
    )
    near = abs((first.received_at - deadline).total_seconds()) <= _NEAR_DEADLINE
    doubtful = near and not first.submission.arrival.note
    return SheetState(sheet, "accepted", word, counted.path, arrived, first.received_at, doubtful)


def _rows(candidate: Candidate, sheet: str, declared: Declarations) -> list[tuple[object, ...]]:
    """The values that count from a sheet, in the order of COLUMNS."""
    form = next(f for f in candidate.submission.submitted if f.sector == sheet)
    rows: list[tuple[object, ...]] = []
    for entry in form.entries.values():
        if entry.state in ("number", "zero"):
            level = declared.form.indicators[entry.indicator].level
            sector = sheet if level == "sector" else ""
            unit = declared.roster.sheets[sheet].unit
            rows.append(
                (
                    sheet,
                    entry.indicator,
                    level,
                    sector,
                    unit,
                    entry.value,
                    candidate.path,
                    entry.sheet,
                    entry.cell,
                )
            )
    return rows
