"""One workbook to one submission: who, which month, and what each value cell holds."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.faults import Place, found_by_reader
from pipeline.headings import check_headings, parse_period
from pipeline.locating import At, locate
from pipeline.marks import check_marks, read_marks
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Finding, HeadingCell, SheetForm, Submission
from pipeline.refusals import DamagedWorkbookError
from pipeline.remarks import remarks
from pipeline.values import read_values
from pipeline.wording import same_text
from pipeline.workbook import Book, open_book

_SPACES = " \t\r\n\u00a0\u3000"


def read_arrival(arrival: Arrival, declared: Declarations) -> Submission | Arrival:
    """A submission; or the arrival with its fate, where it is not one of our forms."""
    if arrival.fate or arrival.data is None:
        return arrival
    try:
        book = open_book(arrival.data)
    except DamagedWorkbookError as e:
        return _refused(arrival, declared, e.case, str(e), e.advice)
    read = _read_book(arrival, book, declared)
    if isinstance(read, Arrival):
        return read
    return replace(read, findings=(*read.findings, *remarks(book, read, declared)))


def _refused(
    arrival: Arrival, declared: Declarations, case: str, found: str = "", expected: str = ""
) -> Arrival:
    fate = "unrecognised" if case == "unrecognised" else "unreadable"
    finding = found_by_reader(declared, case, found=found, expected=expected)
    return replace(arrival, fate=fate, data=None, findings=(finding,))


def _read_book(arrival: Arrival, book: Book, declared: Declarations) -> Submission | Arrival:
    marks, located = read_marks(book), locate(book, declared)
    sheets = _sheets_of(located.cells, declared)
    if not _is_ours(marks, sheets, located.cells, declared):
        return _refused(arrival, declared, "unrecognised")
    unit = marks.get("unit", "")
    if unit not in declared.roster.units:
        unit = declared.roster.sheets[sheets[0]].unit
    forms: list[SheetForm] = []
    found = check_marks(marks, declared)
    for sheet in sheets:
        form, faults = _read_sheet(book, located.cells, sheet, declared)
        forms.append(form)
        found += _of_sheet(form, faults, sheet in located.by_label, declared)
        if form.submitted:
            found += check_headings(form, forms, unit, declared)
    if not any(f.submitted for f in forms):
        found.append(found_by_reader(declared, "nothing_filled"))
    return Submission(
        arrival, unit, bool(marks.get("sample")), book.saved_at, tuple(forms), tuple(found)
    )


def _is_ours(
    marks: Mapping[str, str], sheets: list[str], cells: Mapping[str, At], declared: Declarations
) -> bool:
    """A form of ours: marked so or, without marks, one with a heading block, which what we publish has not."""
    if marks:
        return bool(sheets) and marks.get("form") == declared.form.id
    return any(f"{s}_unit" in cells or f"{s}_period" in cells for s in sheets)


def _of_sheet(
    form: SheetForm, faults: list[Finding], by_label: bool, declared: Declarations
) -> list[Finding]:
    """What is told of a sheet: of one that is not submitted only what somebody typed there all the same."""
    if not form.submitted:
        typed = {declared.intake_rule(case).code for case in ("zero_word", "filled_elsewhere")}
        return [f for f in faults if f.rule in typed]
    if not by_label:
        return faults
    name = declared.roster.sheets[form.sector].name
    return [
        found_by_reader(declared, "located", Place(form.sector, form.sheet), found=name),
        *faults,
    ]


def _sheets_of(cells: Mapping[str, At], declared: Declarations) -> list[str]:
    """The sheet ids of which a value cell was found, in official order."""
    indicators = declared.form.indicators
    return [s for s in declared.roster.sheets if any(f"{s}_{i}" in cells for i in indicators)]


def _read_sheet(
    book: Book, cells: Mapping[str, At], sheet: str, declared: Declarations
) -> tuple[SheetForm, list[Finding]]:
    headings, faults = _read_headings(book, cells, sheet, declared)
    zero = headings["blanks_are_zero"]
    if zero.text not in ("", "是", "否"):
        place = Place(sheet, zero.sheet, zero.cell)
        faults.append(found_by_reader(declared, "zero_word", place, found=zero.text))
    declared_zero = zero.text == "是"
    read = read_values(book, cells, sheet, declared, declared_zero)
    form = SheetForm(
        sector=sheet,
        sheet=headings["unit"].sheet,
        headings=headings,
        entries=read.entries,
        period=parse_period(headings["period"].text),
        zero=declared_zero,
        submitted=declared_zero or read.filled,
    )
    return form, [*faults, *read.findings]


def _read_headings(
    book: Book, cells: Mapping[str, At], sheet: str, declared: Declarations
) -> tuple[dict[str, HeadingCell], list[Finding]]:
    """Each heading, believed only beside its label; an unbelieved one is empty."""
    headings, faults = {}, []
    for heading in declared.form.headings.values():
        name, ref = cells.get(f"{sheet}_{heading.id}", ("", ""))
        label = book.sheet(name).left_of(ref) if name else ""
        believed = same_text(label) == same_text(heading.label)
        text = book.sheet(name).cell(ref).text.strip(_SPACES) if believed else ""
        headings[heading.id] = HeadingCell(text, name, ref)
        if not believed and heading.demand == "must":
            place = Place(sheet, name or None, ref or None)
            faults.append(
                found_by_reader(
                    declared, "heading_moved", place, found=label, expected=heading.label
                )
            )
    return headings, faults
