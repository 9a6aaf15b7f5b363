"""The one status that a workbook has in the run for a period, and the sheets that count from it."""

from collections.abc import Mapping, Sequence

from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.settling.deadlines import meant_period
from pipeline.settling.versions import is_put_right, newest_valid

Versions = Mapping[str, Sequence[Candidate]]  # of a period, by the sheets that they submit


def status_of(
    candidate: Candidate,
    own: Sequence[Candidate],
    versions: Versions,
    period: Period,
    declared: Declarations,
) -> tuple[str, Sequence[str]]:
    """The status, and the sheets that count from the file or, where none does, those it submits.

    own: all versions of its own unit and period. versions: those of the period of the run.
    """
    s = candidate.submission
    if s.kind != period.kind:
        return "other_period", s.sectors
    if not declared.campaign.has(s.period):
        return "returned", s.sectors
    if s.period == period:
        return _own_status(candidate, versions)
    if not (_is_stale(candidate, declared) and _meant(candidate, declared) == period):
        return "other_period", s.sectors
    # Put right by a correction of its own period, it was not meant for this one.
    if is_put_right(candidate, own):
        return "other_period", s.sectors
    best = [newest_valid(versions.get(sheet, ()), sheet) for sheet in s.sectors]
    replaced = all(b and b.age > candidate.age for b in best)
    return ("superseded" if replaced else "returned"), s.sectors


def _own_status(candidate: Candidate, versions: Versions) -> tuple[str, Sequence[str]]:
    """The same of a file of the period itself."""
    s = candidate.submission
    sheets = [x for x in s.sectors if any(c.path == candidate.path for c in versions.get(x, ()))]
    if s.sectors and not sheets:  # all of them were taken back
        return "superseded", s.sectors
    sheets = sheets or [f.sector for f in s.sheets]  # an empty form is for all of its sheets
    best = {
        sheet: newest_valid(
            (c for c in versions.get(sheet, ()) if c.submission.unit == s.unit), sheet
        )
        for sheet in sheets
    }
    counted = [sheet for sheet, b in best.items() if b and b.path == candidate.path]
    if counted:
        return "accepted", counted
    replaced = all(b and (candidate.valid or b.age > candidate.age) for b in best.values())
    return ("superseded" if replaced else "returned"), s.sectors


def _is_stale(candidate: Candidate, declared: Declarations) -> bool:
    """Whether it is a copy of an earlier period, sent in after that one was over."""
    stale = declared.intake_rule("stale_month").code
    return any(f.rule == stale and f.severity == "error" for f in candidate.findings)


def _meant(candidate: Candidate, declared: Declarations) -> Period:
    s = candidate.submission
    return meant_period(candidate.received_at, s.period, s.kind, declared.campaign)
