"""What lies behind a total: each part with the cell it comes from, and all that was ever sent for that cell."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.figures.sources import Source, sources
from pipeline.figures.totals import by_sheet
from pipeline.ledger.backing import Backing, backing
from pipeline.model.period import Period
from pipeline.model.received import Entry, Finding, Submission
from pipeline.model.record import record
from pipeline.model.released import Release, Total
from pipeline.model.states import FileState, SheetState
from pipeline.settling.deadlines import came_for
from pipeline.tracing.asking import Question

Contents = Mapping[str | None, Submission]  # what a workbook holds, by its sha256


@record
class Version:
    """A file in which a sheet was sent. entry: what its cell holds, None where it was not found.

    status is the file's, but for a file that counts for other sheets only: here it is superseded. findings are about
    the cell; faults are the errors elsewhere that keep the workbook out. backing: what its ledger says of the count.
    """

    file: FileState
    status: str
    counts: bool
    entry: Entry | None
    findings: tuple[Finding, ...]
    faults: tuple[Finding, ...]
    backing: Backing | None


@record
class Part:
    """What one sheet gives to a total. source: None where nothing counts; before: the newest earlier value."""

    sheet: str
    reporter: str
    unit: str
    state: SheetState
    source: Source | None
    before: tuple[Period, Decimal] | None
    versions: tuple[Version, ...]


@record
class Traced:
    """The answer to a question."""

    question: Question
    total: Total
    parts: tuple[Part, ...]


def trace_total(question: Question, release: Release, contents: Contents) -> Traced:
    """The parts of a total in the order of the roster; those that are missing too."""
    indicator = question.indicator.id
    counted = {s.sheet_id: s for s in sources(release)[indicator]}
    earlier, sent = _earlier(indicator, release), _sent(release, contents)
    parts = []
    for sheet in question.sheets:
        entry = release.declared.roster.sheets[sheet]
        unit = release.declared.roster.units[entry.unit].name
        reporter = entry.name if question.indicator.level == "sector" else unit
        part = Part(
            sheet=sheet,
            reporter=reporter,
            unit=unit,
            state=release.state.sheets[sheet],
            source=counted.get(sheet),
            before=earlier.get(sheet),
            versions=tuple(_version(*s, sheet, indicator, release) for s in sent.get(sheet, ())),
        )
        parts.append(part)
    return Traced(question, release.totals[indicator], tuple(parts))


def _earlier(indicator: str, release: Release) -> dict[str, tuple[Period, Decimal]]:
    """Sheet id -> the newest value that was accepted from it before this month."""
    found: dict[str, tuple[Period, Decimal]] = {}
    for state in release.history[:-1]:
        for sheet, figures in by_sheet(state, release.declared).items():
            if indicator in figures:
                found[sheet] = state.period, figures[indicator]
    return found


def _sent(release: Release, contents: Contents) -> dict[str, list[tuple[FileState, Submission]]]:
    """All that was sent for the month, by whomever, by the sheets that it is for, in the order in which it came."""
    held = [(f, contents[f.sha256]) for f in release.files if contents.get(f.sha256)]
    held.sort(key=lambda s: (str(s[0].received_at), s[1].saved_at, s[0].path))
    sent: dict[str, list[tuple[FileState, Submission]]] = {}
    for file, book in held:
        if _is_for_month(file, release):
            for sheet in _sheets(book):
                sent.setdefault(sheet, []).append((file, book))
    return sent


def _sheets(held: Submission) -> Iterable[str]:
    """The sheets that a workbook submits, each once; an empty one is for all of its sheets."""
    return dict.fromkeys(held.sectors or [f.sector for f in held.sheets])


def _is_for_month(file: FileState, release: Release) -> bool:
    """Whether a file is of the month, by what it says or, returned for a wrong month on it, by when it came."""
    if file.status == "ignored" or file.received_at is None:
        return False
    if file.period != release.period and file.status not in ("returned", "superseded"):
        return False
    return came_for(file.received_at, file.period, release.period, release.declared.campaign)


def _version(
    file: FileState, held: Submission, sheet: str, indicator: str, release: Release
) -> Version:
    counts = file.path == release.state.sheets[sheet].file
    status = "superseded" if file.status == "accepted" and not counts else file.status
    form = next(f for f in held.sheets if f.sector == sheet)
    on_cell = [x for x in file.findings if (x.sector, x.indicator) == (sheet, indicator)]
    faults = [x for x in file.findings if x.severity == "error" and x not in on_cell]
    return Version(
        file=file,
        status=status,
        counts=counts,
        entry=form.entries.get(indicator),
        findings=tuple(on_cell),
        faults=tuple(faults),
        backing=backing(held, sheet, indicator, release.declared),
    )
