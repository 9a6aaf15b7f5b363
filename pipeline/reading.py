"""One workbook to one submission: who, which month, and what each value cell holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.faults import Place, found_by_reader
from pipeline.file_names import check_name
from pipeline.file_remarks import file_remarks
from pipeline.heading_block import read_headings
from pipeline.headings import check_headings
from pipeline.ledger.header import Header, ledger_pages
from pipeline.ledger.reading import read_ledger
from pipeline.locating import Located, locate
from pipeline.marks import check_marks, read_marks
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Arrival, Finding, SheetForm, Submission
from pipeline.model.week import Week
from pipeline.overlooked import extra_sheets, overlooked
from pipeline.periods import is_like_a_week, parse_period
from pipeline.recognising import foreign_sheets, unit_of, why_not_ours
from pipeline.refusals import DamagedWorkbookError
from pipeline.rollup.reading import read_annex
from pipeline.values import read_values
from pipeline.work_reports.reading import read_report
from pipeline.workbook import Book, open_book

_NOT_OURS = ("unrecognised", "other_form", "unit_unknown")


def read_arrival(arrival: Arrival, declared: Declarations) -> Submission | Arrival:
    """A submission; or the arrival with its fate, where it is not one of our forms."""
    if arrival.fate or arrival.data is None:
        return arrival
    try:
        book = open_book(arrival.data)
    except DamagedWorkbookError as e:
        return _refused(arrival, declared, e.case, str(e), e.advice)
    rolled_up = read_annex(arrival, book, declared)
    if rolled_up:
        return rolled_up
    pages = ledger_pages(book, declared.ledger)
    read = _read_book(arrival, book, pages, declared)
    if isinstance(read, Arrival):
        return read
    report, told = read_report(book, declared)
    besides = {page.page for page in pages}
    told += file_remarks(book, read, besides, declared)
    return replace(read, findings=(*read.findings, *told), report=report)


def _refused(
    arrival: Arrival, declared: Declarations, case: str, found: str = "", expected: str = ""
) -> Arrival:
    fate = "unrecognised" if case in _NOT_OURS else "unreadable"
    finding = found_by_reader(declared, case, found=found, expected=expected)
    return replace(arrival, fate=fate, data=None, findings=(finding,))


def _read_book(
    arrival: Arrival, book: Book, pages: Sequence[Header], declared: Declarations
) -> Submission | Arrival:
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
    located, sheets = located.of(own), list(own.values())
    found = [] if located.handmade and not marks else check_marks(marks, declared)
    forms: list[SheetForm] = []
    for sheet in sheets:
        form, faults = _read_sheet(book, located, marks, sheet, declared)
        forms.append(form)
        found += _of_sheet(form, faults, located, declared)
        if form.submitted:
            found += _besides(
                faults, check_headings(form, forms, unit, arrival.received_at, declared)
            )
            found += overlooked(book, form, declared)
    found += foreign
    found += extra_sheets(book, located, forms, declared)
    if not subjects:
        found.append(found_by_reader(declared, "layout"))
    elif not foreign and not any(f.submitted for f in forms):
        found.append(found_by_reader(declared, "nothing_filled"))
    ledger, told = read_ledger(book, pages, forms, unit, declared)
    found += told
    sample = bool(marks.get("sample"))
    submission = Submission(
        arrival, unit, sample, book.saved_at, tuple(forms), tuple(found), ledger
    )
    told = check_name(arrival.path, unit, submission.period, declared)
    return replace(submission, findings=(*submission.findings, *told))


def _of_sheet(
    form: SheetForm, faults: list[Finding], located: Located, declared: Declarations
) -> list[Finding]:
    """What is told of a sheet: of one that is not submitted only what somebody typed there all the same."""
    if not form.submitted:
        typed = {declared.intake_rule(case).code for case in ("zero_word", "filled_elsewhere")}
        return [f for f in faults if f.rule in typed]
    if form.sector not in located.by_label:
        return faults
    name = declared.roster.sheets[form.sector].title
    case = "handmade" if form.sector in located.handmade else "located"
    place = Place(form.sector, form.sheet)
    return [found_by_reader(declared, case, place, found=name), *faults]


def _besides(told: list[Finding], found: list[Finding]) -> list[Finding]:
    """Without what is found where a fault is told already: a heading that is not believed is not blank as well."""
    places = {(f.sheet, f.cell) for f in told if f.severity == "error"}
    return [f for f in found if (f.sheet, f.cell) not in places]


def _subjects_of(names: Collection[str], declared: Declarations) -> list[str]:
    """What the sheets are about of which a value cell was found, believed or not, in official order."""
    parts = (name.partition("_") for name in names)  # no subject has an underscore
    found = {subject for subject, _, key in parts if key in declared.form.indicators}
    return [subject for subject in declared.roster.subjects if subject in found]


def _read_sheet(
    book: Book, located: Located, marks: Mapping[str, str], sheet: str, declared: Declarations
) -> tuple[SheetForm, list[Finding]]:
    headings, faults = read_headings(book, located, sheet, declared)
    zero = headings["blanks_are_zero"]
    if zero.text not in ("", "是", "否"):
        place = Place(sheet, zero.sheet, zero.cell)
        faults.append(found_by_reader(declared, "zero_word", place, found=zero.text))
    declared_zero = zero.text == "是"
    read = read_values(book, located, sheet, declared, declared_zero)
    period = parse_period(headings["period"].text)
    form = SheetForm(
        sector=sheet,
        sheet=located.pages[sheet],
        headings=headings,
        entries=read.entries,
        period=period,
        kind=period.kind if period else _meant_kind(headings["period"].text, marks),
        zero=declared_zero,
        submitted=declared_zero or read.filled,
    )
    return form, [*faults, *read.findings]


def _meant_kind(text: str, marks: Mapping[str, str]) -> str:
    """What a period that cannot be read was meant to be: as it is written, or as the form was made for."""
    return Week.kind if is_like_a_week(text) or marks.get("period") == Week.kind else Month.kind
