"""A unit's versions of a period in the order in which they came: copies of an earlier period and ties refused."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from pipeline.checking.changes import changes
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.received import Submission
from pipeline.settling.deadlines import meant_period
from pipeline.settling.versions import is_whole, lacks, newest_valid
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.wording import listing


def order_versions(
    candidates: Sequence[Candidate],
    period: Period,
    due: datetime,
    declared: Declarations,
    waive: Callable[[Candidate], Candidate],
) -> list[Candidate]:
    """A unit's versions of a period in the order in which they came, stale ones and ties refused, waivers applied."""
    settled: list[Candidate] = []
    in_order = sorted(candidates, key=lambda c: (c.age, c.path))
    for _, group in groupby(in_order, key=lambda c: c.age):
        late = [_unless_stale(c, settled, period, due, declared) for c in group]
        told = [_with_changes(waive(c), settled, declared) for c in late]
        sheets = {s for c in told for s in c.submission.sectors}
        settled = _refuse_ties([*settled, *told], sheets, declared)
    return settled


def _with_changes(
    candidate: Candidate, settled: Sequence[Candidate], declared: Declarations
) -> Candidate:
    """A valid version with what it changed in the ones that it takes the place of."""
    for form in candidate.submission.submitted if candidate.valid else ():
        before = newest_valid(settled, form.sector)
        if before:
            was = next(f for f in before.submission.submitted if f.sector == form.sector)
            for finding in changes(was, form, declared):
                candidate = candidate.plus(finding)
    return candidate


def _unless_stale(
    candidate: Candidate,
    settled: Sequence[Candidate],
    period: Period,
    due: datetime,
    declared: Declarations,
) -> Candidate:
    """A file that came after the due day replaces no accepted version, unless it says 更正."""
    in_time = candidate.received_at <= due
    if in_time or not _is_filled(settled, candidate) or _is_correction(candidate.submission):
        return candidate
    campaign = declared.campaign
    intended = meant_period(candidate.received_at, period, period.kind, campaign)
    told = intended.short if campaign.has(intended) else f"其他{period.plural}"
    first = candidate.submission.submitted[0]
    heading = first.headings["period"]
    place = Place(first.sector, heading.sheet or None, heading.cell or None)
    fault = found_by_reader(declared, "stale_month", place, found=period.short, expected=told)
    return candidate.plus(fault)


def _is_filled(settled: Sequence[Candidate], by: Candidate) -> bool:
    """Whether an older valid version has one of its sheets."""
    return any(newest_valid(settled, sheet) for sheet in by.submission.sectors)


def _is_correction(submission: Submission) -> bool:
    return any(f.headings["remarks"].text.startswith("更正") for f in submission.submitted)


def _refuse_ties(
    candidates: Sequence[Candidate], sheets: Collection[str], declared: Declarations
) -> list[Candidate]:
    """Versions that nothing tells apart, though they differ, become invalid, all of them.

    sheets: those of the newest versions; of all others that was seen before.
    """
    faults = {}
    for twins in _ties(candidates, sheets):
        for one in twins:
            others = listing(c.path for c in twins if c is not one)
            faults[one.path] = found_by_reader(declared, "tie", found=others)
    return [c.plus(faults[c.path]) if c.path in faults else c for c in candidates]


def _ties(candidates: Sequence[Candidate], sheets: Collection[str]) -> Iterator[list[Candidate]]:
    """The newest valid versions of a sheet, for each of the sheets on which there are several that differ."""
    for sheet in sorted(sheets):
        able = [c for c in candidates if c.valid and (is_whole(c) or not lacks(c, sheet))]
        newest = max((c.age for c in able), default=None)
        twins = [c for c in able if c.age == newest]
        if any(_contents(c, sheet) != _contents(twins[0], sheet) for c in twins[1:]):
            yield twins


def _contents(candidate: Candidate, sheet: str) -> dict[str, tuple[str, str]]:
    """What a version says of a sheet; nothing where it says that the sheet is missing."""
    forms = (f for f in candidate.submission.submitted if f.sector == sheet)
    return {
        e.indicator: (e.state, repr(e.value))
        for form in forms
        for e in form.entries.values()
        if e.state != "elsewhere"
    }
