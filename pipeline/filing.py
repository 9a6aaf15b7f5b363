"""Every file's one status in the run for a month."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.decisions import Decision
from pipeline.faults import found_by_reader
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Arrival, Finding, Submission
from pipeline.model.released import FileState
from pipeline.settling import Deadlines, Settled
from pipeline.versions import Candidate, newest_valid


def set_aside(
    read: Sequence[Submission | Arrival], decisions: Sequence[Decision], declared: Declarations
) -> tuple[list[Submission], list[Arrival]]:
    """Submissions that may count, and everything else with its fate: samples beside real forms, withdrawn files."""
    submissions = [r for r in read if isinstance(r, Submission)]
    others = [r for r in read if isinstance(r, Arrival)]
    if not all(s.sample for s in submissions):
        aside = found_by_reader(declared, "sample_set_aside")
        others += [
            replace(s.arrival, fate="ignored", findings=(aside,)) for s in submissions if s.sample
        ]
        submissions = [s for s in submissions if not s.sample]
    withdrawn = {d.target for d in decisions if d.decision == "withdraw"}
    withdrawn |= {a.sha256 or "" for a in others if a.path in withdrawn}  # named by a second copy
    taken = [s for s in submissions if withdrawn & {s.arrival.path, s.arrival.sha256}]
    kept = [s for s in submissions if s not in taken]
    return kept, others + [replace(s.arrival, fate="withdrawn", findings=s.findings) for s in taken]


def file_states(
    submissions: Sequence[Submission],
    others: Sequence[Arrival],
    settled: Settled,
    decisions: Sequence[Decision],
    declared: Declarations,
    month: Month,
) -> list[FileState]:
    """One entry for every file of the inbox, in the order of their paths."""
    judged = {c.path: c for cs in settled.candidates.values() for c in cs}
    states = [_state(a, a.fate or "unreadable", a.findings) for a in others]
    due = Deadlines(month, decisions, declared)
    for s in submissions:
        candidate = judged.get(s.arrival.path, Candidate(s, s.findings))
        states.append(_submission_state(candidate, settled, due, declared, month))
    return sorted(states, key=lambda f: f.path)


def _state(arrival: Arrival, status: str, findings: Sequence[Finding]) -> FileState:
    return FileState(
        path=arrival.path,
        sha256=arrival.sha256,
        status=status,
        unit=None,
        sectors=(),
        period=None,
        received_at=arrival.received_at,
        note=arrival.note,
        on_time=None,
        findings=tuple(findings),
    )


def _submission_state(
    candidate: Candidate, settled: Settled, due: Deadlines, declared: Declarations, month: Month
) -> FileState:
    s = candidate.submission
    status, sheets = _status(candidate, settled, declared, month)
    in_time = all(candidate.received_at <= due.of(sheet) for sheet in s.sectors)
    return replace(
        _state(s.arrival, status, candidate.findings),
        unit=s.unit,
        sectors=tuple(x for x in sheets if x in declared.roster.sectors),
        period=s.period,
        on_time=in_time if s.period == month else None,
    )


def _status(
    candidate: Candidate, settled: Settled, declared: Declarations, month: Month
) -> tuple[str, Sequence[str]]:
    """The status, and the sheets that count from the file or, where none does, those it submits."""
    s = candidate.submission
    if s.period is None or s.period not in declared.campaign.months:
        return "returned", s.sectors
    if s.period != month:
        return ("returned" if _meant_for(candidate, month, declared) else "other_period"), s.sectors
    versions = [c for c in settled.candidates[month] if c.submission.unit == s.unit]
    best = {sheet: newest_valid(versions, sheet) for sheet in s.sectors}
    counted = [sheet for sheet, b in best.items() if b and b.path == candidate.path]
    if counted:
        return "accepted", counted
    replaced = bool(best) and all(
        b and (candidate.valid or b.age > candidate.age) for b in best.values()
    )
    return ("superseded" if replaced else "returned"), s.sectors


def _meant_for(candidate: Candidate, month: Month, declared: Declarations) -> bool:
    """Whether a stale copy of an earlier month came in while this month was being reported."""
    stale = declared.intake_rule("stale_month").code
    if not any(f.rule == stale and f.severity == "error" for f in candidate.findings):
        return False
    campaign, day = declared.campaign, candidate.received_at.date()
    return campaign.cutoff(month.shift(-1)) < day <= campaign.cutoff(month)
