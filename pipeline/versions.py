"""Which of several files of one unit and month counts, sheet by sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.faults import Place, found_by_reader
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission for the month being settled, with all its findings."""

    submission: Submission
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing keeps it out; a workbook counts as a whole or not at all."""
        return not any(f.severity == "error" for f in self.findings)

    @property
    def path(self) -> str:
        """Its path, which is also its identity in a run."""
        return self.submission.arrival.path

    @property
    def received_at(self) -> datetime:
        """When it came in."""
        assert self.submission.arrival.received_at
        return self.submission.arrival.received_at

    @property
    def age(self) -> tuple[datetime, str]:
        """Its place in the order of versions: received, then last saved."""
        return self.received_at, self.submission.saved_at

    def plus(self, finding: Finding) -> "Candidate":
        """With one finding more."""
        return replace(self, findings=(*self.findings, finding))


def newest_valid(candidates: Iterable[Candidate], sheet: str) -> Candidate | None:
    """The version of a sheet that counts; of equal twins the first by path."""
    able = [c for c in candidates if c.valid and sheet in c.submission.sectors]
    if not able:
        return None
    newest = max(c.age for c in able)
    return min((c for c in able if c.age == newest), key=lambda c: c.path)


def refuse_ties(candidates: Sequence[Candidate], declared: Declarations) -> list[Candidate]:
    """Versions that nothing tells apart, though they differ, become invalid, all of them."""
    settled = list(candidates)
    while pair := next(_ties(settled), None):
        for one, other in (pair, pair[::-1]):
            fault = found_by_reader(declared, "tie", found=other.path)
            settled[settled.index(one)] = one.plus(fault)
    return settled


def _ties(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    sheets = sorted({s for c in candidates for s in c.submission.sectors})
    for sheet in sheets:
        best = newest_valid(candidates, sheet)
        for other in candidates:
            twin = (
                best and other.valid and sheet in other.submission.sectors and other.age == best.age
            )
            if (
                best
                and twin
                and other.path != best.path
                and _contents(other, sheet) != _contents(best, sheet)
            ):
                yield best, other


def _contents(candidate: Candidate, sheet: str) -> dict[str, tuple[str, str]]:
    form = next(f for f in candidate.submission.submitted if f.sector == sheet)
    return {
        e.indicator: (e.state, repr(e.value))
        for e in form.entries.values()
        if e.state != "elsewhere"
    }


def refuse_stale(
    candidates: Sequence[Candidate], month: Month, due: datetime, declared: Declarations
) -> list[Candidate]:
    """A file that came after the due day replaces no accepted version, unless it says 更正."""
    settled: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.age, c.path)):
        filled = any(newest_valid(settled, s) for s in candidate.submission.sectors)
        if filled and candidate.received_at > due and not _is_correction(candidate.submission):
            intended = _intended(candidate.received_at, month, declared)
            fault = found_by_reader(
                declared,
                "stale_month",
                Place(candidate.submission.sectors[0]),
                found=month.short,
                expected=intended.short,
            )
            candidate = candidate.plus(fault)
        settled.append(candidate)
    return settled


def _is_correction(submission: Submission) -> bool:
    return any(f.headings["remarks"].text.startswith("更正") for f in submission.submitted)


def _intended(received: datetime, month: Month, declared: Declarations) -> Month:
    """The month that was being reported when a file came in."""
    later = [m for m in declared.campaign.months if m > month]
    return next(
        (m for m in later if declared.campaign.cutoff(m) >= received.date()), month.shift(1)
    )
