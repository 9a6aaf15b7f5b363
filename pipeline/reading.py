"""One workbook to one submission: who, which month, and what each value cell holds."""

from dataclasses import replace

from pipeline.faults import Place, found_by_reader
from pipeline.headings import check_headings, parse_period
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Finding, HeadingCell, SheetForm, Submission
from pipeline.package import DamagedWorkbookError, unpack
from pipeline.signatures import foreign_format, foreign_package
from pipeline.values import read_values
from pipeline.wording import same_text
from pipeline.workbook import Book

_SPACES = " \t\r\n\u00a0\u3000"


def read_arrival(arrival: Arrival, declared: Declarations) -> Submission | Arrival:
    """A submission; or the arrival with its fate, where it is not one of our forms."""
    if arrival.fate or arrival.data is None:
        return arrival
    foreign = foreign_format(arrival.data)
    if foreign:
        return _refused(arrival, declared, "foreign_format", *foreign)
    try:
        contents = unpack(arrival.data)
        if foreign := foreign_package(frozenset(contents)):
            return _refused(arrival, declared, "foreign_format", *foreign)
        return _read_book(arrival, Book(contents), declared)
    except DamagedWorkbookError as e:
        return _refused(arrival, declared, "damaged", str(e))


def _refused(
    arrival: Arrival, declared: Declarations, case: str, found: str = "", expected: str = ""
) -> Arrival:
    fate = "unrecognised" if case == "unrecognised" else "unreadable"
    finding = found_by_reader(declared, case, found=found, expected=expected)
    return replace(arrival, fate=fate, data=None, findings=(finding,))


def _read_book(arrival: Arrival, book: Book, declared: Declarations) -> Submission | Arrival:
    marks = _marks(book)
    sheets = _sheets_of(book, declared)
    if not sheets or marks.get("form", declared.form.id) != declared.form.id:
        return _refused(arrival, declared, "unrecognised")
    unit = marks.get("unit", "")
    if unit not in declared.roster.units:
        unit = declared.roster.sheets[sheets[0]].unit
    findings = _version_fault(marks, declared)
    forms, found = [], []
    for sheet in sheets:
        form, faults = _read_sheet(book, sheet, declared)
        forms.append(form)
        if form.submitted:
            found += [*faults, *check_headings(form, forms, unit, declared)]
    if not any(f.submitted for f in forms):
        found.append(found_by_reader(declared, "nothing_filled"))
    sample = bool(marks.get("sample"))
    return Submission(arrival, unit, sample, book.saved_at, tuple(forms), (*findings, *found))


def _marks(book: Book) -> dict[str, str]:
    """The hidden sheet `_form`: keys in column A, values in column B."""
    if "_form" not in book.sheet_names:
        return {}
    sheet = book.sheet("_form")
    keys = {
        ref[1:]: c.text.strip()
        for ref, c in sheet.cells.items()
        if ref[0] == "A" and ref[1:].isdigit()
    }
    return {key: sheet.cell(f"B{row}").text.strip() for row, key in keys.items()}


def _version_fault(marks: dict[str, str], declared: Declarations) -> list[Finding]:
    version, expected = marks.get("form_version", "缺失"), str(declared.form.version)
    if version == expected:
        return []
    return [
        found_by_reader(
            declared, "form_version", found=f"第{version}版", expected=f"第{expected}版"
        )
    ]


def _sheets_of(book: Book, declared: Declarations) -> list[str]:
    """The sheet ids for which the workbook has names, in official order."""
    asked = {f"{s}_{i}" for s in declared.roster.sheets for i in declared.form.indicators}
    named = {name.partition("_")[0] for name in asked & set(book.names)}
    return [s for s in declared.roster.sheets if s in named]


def _read_sheet(book: Book, sheet: str, declared: Declarations) -> tuple[SheetForm, list[Finding]]:
    headings, faults = _read_headings(book, sheet, declared)
    zero = headings["blanks_are_zero"]
    if zero.text not in ("", "是", "否"):
        place = Place(sheet, zero.sheet, zero.cell)
        faults.append(found_by_reader(declared, "zero_word", place, found=zero.text))
    declared_zero = zero.text == "是"
    read = read_values(book, sheet, declared, declared_zero)
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
    book: Book, sheet: str, declared: Declarations
) -> tuple[dict[str, HeadingCell], list[Finding]]:
    """Each heading, believed only beside its label; an unbelieved one is empty."""
    headings, faults = {}, []
    for heading in declared.form.headings.values():
        name, ref = book.names.get(f"{sheet}_{heading.id}", ("", ""))
        label = book.sheet(name).left_of(ref) if name in book.sheet_names else ""
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
