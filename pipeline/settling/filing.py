"""Every file's one status in the run for a period."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.checking.symptoms import one_per_cause
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.period import Period
from pipeline.model.received import Arrival, Finding, Read, SheetKey, Submission
from pipeline.model.states import FileState
from pipeline.settling.deadlines import Deadlines
from pipeline.settling.statuses import Versions, status_of
from pipeline.settling.versions import by_sheet, whose


def judge_all(
    submissions: Sequence[Submission],
    findings: Mapping[SheetKey, Sequence[Finding]],
    judged: Mapping[Period, Sequence[Candidate]],
    declared: Declarations,
) -> dict[str, Candidate]:
    """Every submission by path with all its findings: as judged in its period or, where that is later, by itself."""
    known = {c.path: c for candidates in judged.values() for c in candidates}
    return {
        s.arrival.path: known.get(s.arrival.path) or _unsettled(s, findings, declared)
        for s in submissions
    }


def file_states(
    candidates: Mapping[str, Candidate],
    others: Sequence[Arrival],
    read: Sequence[Read],
    judged: Sequence[Candidate],
    due: Deadlines,
    declared: Declarations,
) -> list[FileState]:
    """One entry for every file of the inbox, in the order of their paths, as seen from the period of `due`.

    read: all that was read, set aside or not. judged: the candidates of that period.
    """
    by_hash = {r.arrival.sha256: r for r in read if isinstance(r, Submission)}
    states = [_other_state(a, by_hash.get(a.sha256), declared) for a in others]
    versions = by_sheet(judged)
    own = grouped(candidates.values(), whose)
    for candidate in candidates.values():
        mine = own[whose(candidate)]
        states.append(_submission_state(candidate, mine, versions, due, declared))
    return sorted(states, key=lambda f: f.path)


def _other_state(arrival: Arrival, twin: Submission | None, declared: Declarations) -> FileState:
    """A file that is not weighed; of one with a form's bytes it is told whose form that is."""
    state = _state(arrival, arrival.fate or "unreadable", arrival.findings)
    if twin is None:
        return state
    sectors = tuple(x for x in twin.sectors if x in declared.roster.sectors)
    return replace(state, unit=twin.unit, sectors=sectors, period=twin.period)


def _state(arrival: Arrival, status: str, findings: Sequence[Finding]) -> FileState:
    return FileState(
        path=arrival.path,
        sha256=arrival.sha256,
        status=status,
        unit=None,
        sectors=(),
        submitted=(),
        period=None,
        received_at=arrival.received_at,
        note=arrival.note,
        on_time=None,
        findings=tuple(findings),
    )


def _unsettled(
    s: Submission, findings: Mapping[SheetKey, Sequence[Finding]], declared: Declarations
) -> Candidate:
    """A file of a later period, of another kind or of none: not compared with earlier ones."""
    found = [x for sheet in s.sectors for x in findings[s.arrival.path, sheet]]
    return Candidate(s, tuple(one_per_cause([*s.findings, *found], declared, s.kind)))


def _submission_state(
    candidate: Candidate,
    own: Sequence[Candidate],
    versions: Versions,
    due: Deadlines,
    declared: Declarations,
) -> FileState:
    s = candidate.submission
    status, sheets = status_of(candidate, own, versions, due.period, declared)
    in_time = all(candidate.received_at <= due.of(sheet) for sheet in s.sectors)
    return replace(
        _state(s.arrival, status, candidate.findings),
        unit=s.unit,
        sectors=tuple(x for x in sheets if x in declared.roster.sectors),
        submitted=s.sectors,
        period=s.period,
        on_time=in_time if s.period == due.period else None,
    )
