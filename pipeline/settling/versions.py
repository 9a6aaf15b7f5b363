"""Which of several files of one unit and period counts, sheet by sheet."""

from collections.abc import Iterable, Sequence

from pipeline.model.candidate import Candidate
from pipeline.model.period import Period


def by_sheet(candidates: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    """The versions that submit a sheet, by its id, in their order; without those whose unit has taken the sheet back.

    Forms of one unit complete each other. A published Annex 2 is all that its place says: what it lacks is missing,
    whatever an older one said.
    """
    whole = {
        c.submission.unit: c for c in sorted(filter(is_whole, candidates), key=lambda c: c.age)
    }
    found: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        newest = whole.get(candidate.submission.unit)
        for sheet in candidate.submission.sectors:
            if not (newest and newest.age > candidate.age and lacks(newest, sheet)):
                found.setdefault(sheet, []).append(candidate)
    return found


def is_whole(candidate: Candidate) -> bool:
    """Whether a valid version is all that its unit says: a published Annex 2."""
    return candidate.valid and candidate.submission.record is not None


def lacks(candidate: Candidate, sheet: str) -> bool:
    """Whether it does not submit a sheet."""
    return sheet not in candidate.submission.sectors


def newest_valid(candidates: Iterable[Candidate], sheet: str) -> Candidate | None:
    """The version of a sheet that counts; of equal twins the first by path."""
    able = [c for c in candidates if sheet in c.submission.sectors and c.valid]
    if not able:
        return None
    newest = max(c.age for c in able)
    return min((c for c in able if c.age == newest), key=lambda c: c.path)


def whose(candidate: Candidate) -> tuple[str, Period | None]:
    """The unit and the period of which it is a version."""
    return candidate.submission.unit, candidate.submission.period


def is_put_right(candidate: Candidate, own: Sequence[Candidate]) -> bool:
    """Whether a newer valid one of all versions of its own unit and period counts for each sheet that it submits."""
    best = [newest_valid(own, sheet) for sheet in candidate.submission.sectors]
    return all(b and b.age > candidate.age for b in best)
