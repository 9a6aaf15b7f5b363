"""The workbooks of a month that could not count: what was wrong with them, and whether they were put right."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.model.states import FileState, PeriodState
from pipeline.returns.faults import Fault, faults_of
from pipeline.returns.names import FOLDER, returned_names
from pipeline.settling.deadlines import Deadlines, came_for


@record
class MonthView:
    """A month settled, and every file of the inbox as seen from it."""

    month: Month
    state: PeriodState
    files: tuple[FileState, ...]
    due: Deadlines


@record
class Refused:
    """A workbook with errors in it. sheets: what it submits. mended: a newer valid one took its place.

    copy: where the marked copy lies; empty where none is made. faults: the errors in it.
    """

    path: str
    received_at: datetime
    sheets: tuple[str, ...]
    mended: bool
    copy: str
    faults: tuple[Fault, ...]


def refused_books(
    view: MonthView, candidates: Mapping[str, Candidate], declared: Declarations
) -> Iterator[tuple[str, Refused]]:
    """(unit, workbook) of all that had errors in it, the newest first; candidates are by path."""
    month = view.month
    copies = {f.path: stem for stem, f in returned_names(view.files, month, declared)}
    mine = [candidates[f.path] for f in view.files if _is_refused(f, month, candidates, declared)]
    status = {f.path: f.status for f in view.files}
    for candidate in sorted(mine, key=lambda c: (c.received_at, c.path), reverse=True):
        stem = copies.get(candidate.path, "")
        errors = [f for f in faults_of(candidate, declared) if f.finding.severity == "error"]
        yield (
            candidate.submission.unit,
            Refused(
                path=candidate.path,
                received_at=candidate.received_at,
                sheets=candidate.submission.sectors,
                mended=status[candidate.path] == "superseded",
                copy=f"outbox/{month}/{FOLDER}/{stem}.xlsx" if stem else "",
                faults=tuple(errors),
            ),
        )


def _is_refused(
    file: FileState, month: Month, candidates: Mapping[str, Candidate], declared: Declarations
) -> bool:
    """Whether a file is a form for the month, or was meant for it, that could not count."""
    if file.status not in ("returned", "superseded") or candidates[file.path].valid:
        return False
    return came_for(file.received_at, file.period, month, declared.campaign)
