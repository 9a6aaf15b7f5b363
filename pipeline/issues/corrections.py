"""Which units changed their figures of a month after it had been issued."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pipeline.issues.first_issues import FirstIssue
from pipeline.model.candidate import Candidate
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.settling.versions import by_sheet, is_whole, newest_valid


@record
class Correction:
    """A sheet whose accepted version was replaced after the month was issued, and by which file."""

    month: Month
    unit: str
    sheet: str
    file: str
    received_at: datetime


def corrections(
    judged: Mapping[Month, Sequence[Candidate]], issued: Mapping[Month, FirstIssue]
) -> list[Correction]:
    """The corrections of all months; judged: each month's candidates.

    A sheet that was not in the issued figures at all came late: that is no correction.
    """
    return [
        correction
        for month, issue in sorted(issued.items(), key=lambda i: i[0])
        for correction in _of_month(month, issue, judged.get(month, ()))
    ]


def _of_month(
    month: Month, issue: FirstIssue, candidates: Sequence[Candidate]
) -> Iterator[Correction]:
    before = by_sheet([c for c in candidates if _was_known(c, issue)])
    after = by_sheet(candidates)
    for sheet in dict.fromkeys(s for c in candidates for s in c.submission.sectors):
        was = newest_valid(before.get(sheet, ()), sheet)
        now = was and (newest_valid(after.get(sheet, ()), sheet) or _taking_back(was, candidates))
        if was and now and now.path != was.path and _values(was, sheet) != _values(now, sheet):
            unit = now.submission.unit
            yield Correction(month, unit, sheet, now.path, now.received_at)


def _taking_back(was: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """The newest whole answer of a unit, which no longer has a sheet that an older one had."""
    own = [c for c in candidates if c.submission.unit == was.submission.unit and is_whole(c)]
    return max(own, key=lambda c: c.age, default=None)


def _was_known(candidate: Candidate, issue: FirstIssue) -> bool:
    """Whether a workbook was there when the month was issued: frozen with it or, at the latest, come on its day."""
    by_day = issue.day is not None and candidate.received_at.date() <= issue.day
    return candidate.submission.arrival.sha256 in issue.hashes or by_day


def _values(candidate: Candidate, sheet: str) -> dict[str, tuple[str, str]]:
    """What a version says of a sheet, if anything; NaN as text, so that it equals itself."""
    forms = (f for f in candidate.submission.submitted if f.sector == sheet)
    return {i: (e.state, repr(e.value)) for f in forms for i, e in f.entries.items()}
