"""One workbook to one submission: who, which period, and what each value cell holds."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.workbook import Book, open_book
from pipeline.ledger.header import Header, ledger_pages
from pipeline.ledger.reading import read_ledger
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Finding, Read, SheetForm, Submission
from pipeline.reading.file_remarks import file_remarks
from pipeline.reading.not_shown import beside_cells, not_shown
from pipeline.reading.overlooked import extra_sheets
from pipeline.reading.recognising import foreign_sheets, unit_of, why_not_ours
from pipeline.reading.sheet_reading import Sender, read_sheets
from pipeline.rollup.reading import read_annex
from pipeline.rollup.telling import typed_by_hand
from pipeline.sheets.locating import locate
from pipeline.sheets.marks import check_marks, is_marked_sample, read_marks
from pipeline.words.faults import found_by_reader
from pipeline.words.file_names import check_name
from pipeline.work_reports.reading import read_report

_NOT_OURS = ("unrecognised", "other_form", "unit_unknown")


def read_arrival(arrival: Arrival, declared: Declarations) -> Read:
    """A submission; or the arrival with its fate, where it is not one of our forms."""
    if arrival.fate or arrival.data is None:
        return arrival
    try:
        book = open_book(arrival.data)
    except DamagedWorkbookError as e:
        return _refused(arrival, declared, e.case, str(e), e.advice)
    rolled_up = read_annex(arrival, book, declared)
    if rolled_up:
        return _with_asides(rolled_up, book, declared)
    pages = ledger_pages(book, declared.ledger)
    read = _read_book(arrival, book, pages, declared)
    if isinstance(read, Arrival):
        return read
    report, told = read_report(book, declared)
    read = replace(read, report=report)
    besides = {page.page for page in pages}
    told += file_remarks(book, read, besides, declared)
    told += (*not_shown(book, read, declared), *beside_cells(book, read, declared))
    return replace(read, findings=(*read.findings, *told))


def _with_asides(read: Read, book: Book, declared: Declarations) -> Read:
    """A published Annex 2 with what is told of what is not seen in it, or stands beside its cells."""
    if isinstance(read, Arrival):
        return read
    told = (*not_shown(book, read, declared), *beside_cells(book, read, declared))
    return replace(read, findings=(*read.findings, *told))


def _refused(
    arrival: Arrival, declared: Declarations, case: str, found: str = "", expected: str = ""
) -> Arrival:
    fate = "unrecognised" if case in _NOT_OURS else "unreadable"
    finding = found_by_reader(declared, case, found=found, expected=expected)
    return replace(arrival, fate=fate, data=None, findings=(finding,))


def _read_book(
    arrival: Arrival, book: Book, pages: Sequence[Header], declared: Declarations
) -> Read:
    marks, located = read_marks(book), locate(book, {p.page for p in pages}, declared)
    subjects = _subjects_of({*located.cells, *located.wrong}, declared)
    reason = why_not_ours(book, marks, subjects, located, declared)
    if reason:
        return _refused(arrival, declared, *reason)
    unit = unit_of(book, marks, subjects, located, declared)
    if not unit:
        return _refused(arrival, declared, "unit_unknown")
    own = {s: sheet for s in subjects if (sheet := declared.roster.sheet_of(unit, s))}
    foreign = foreign_sheets(book, located, [s for s in subjects if s not in own], unit, declared)
    located = located.of(own)
    found = [] if located.handmade and not marks else check_marks(marks, declared)
    sender = Sender(unit, arrival.received_at, marks)
    forms, told = read_sheets(book, located, list(own.values()), sender, declared)
    found = [*_with_version(found, told, declared), *foreign]
    found += extra_sheets(book, located, forms, declared)
    found += (*typed_by_hand(unit, declared), *_lacking(subjects, foreign, forms, declared))
    ledger, told = read_ledger(book, pages, forms, unit, declared)
    found += told
    is_sample = is_marked_sample(book, marks, declared)
    read = Submission(arrival, unit, is_sample, book.saved_at, tuple(forms), tuple(found), ledger)
    return replace(read, findings=(*found, *check_name(arrival.path, unit, read.period, declared)))


def _with_version(
    marked: Sequence[Finding], told: Sequence[Finding], declared: Declarations
) -> list[Finding]:
    """What is told of the sheets; cells that a form of another version has not are told with that, not as deleted."""
    version, lost = (declared.intake_rule(c).code for c in ("form_version", "names_lost"))
    if not any(f.rule == version for f in marked):
        return [*marked, *told]
    gone = tuple(f for f in told if f.rule == lost)
    named = [replace(f, also=gone) if f.rule == version else f for f in marked]
    return [*named, *(f for f in told if f.rule != lost)]


def _lacking(
    subjects: Sequence[str],
    foreign: Sequence[Finding],
    forms: Sequence[SheetForm],
    declared: Declarations,
) -> list[Finding]:
    """What is told of a workbook in which nothing is to be counted."""
    if not subjects:
        return [found_by_reader(declared, "layout")]
    if not foreign and not any(f.submitted for f in forms):
        return [found_by_reader(declared, "nothing_filled")]
    return []


def _subjects_of(names: Collection[str], declared: Declarations) -> list[str]:
    """What the sheets are about of which a value cell was found, believed or not, in official order."""
    parts = (name.partition("_") for name in names)  # no subject has an underscore
    found = {subject for subject, _, key in parts if key in declared.form.indicators}
    return [subject for subject in declared.roster.subjects if subject in found]
