"""The sheets of one workbook whose unit is known: what each says, and all that is told of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Finding, SheetForm
from pipeline.model.record import record
from pipeline.model.week import Week
from pipeline.reading.overlooked import overlooked
from pipeline.sheets.heading_block import read_headings
from pipeline.sheets.headings import check_headings
from pipeline.sheets.located import Located
from pipeline.sheets.values import read_values
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.periods import is_like_a_week, parse_period


@record
class Sender:
    """Whose workbook it is, when it came, and what its form was made for."""

    unit: str
    received_at: datetime | None
    marks: Mapping[str, str]


def read_sheets(
    book: Book, located: Located, sheets: Sequence[str], sender: Sender, declared: Declarations
) -> tuple[list[SheetForm], list[Finding]]:
    """The forms of these sheets, in their order, and what is told of them."""
    forms, found = list[SheetForm](), list[Finding]()
    for sheet in sheets:
        form, faults = _read_sheet(book, located, sender.marks, sheet, declared)
        forms.append(form)
        found += _of_sheet(form, faults, located, declared)
        if form.submitted:
            told = check_headings(form, forms, sender.unit, sender.received_at, declared)
            found += (*_unless_told(faults, told), *overlooked(book, form, declared))
    return forms, found


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


def _unless_told(told: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Findings but those at cells with an error that is told already: a heading not believed is not blank as well."""
    places = {(f.sheet, f.cell) for f in told if f.severity == "error"}
    return [f for f in found if (f.sheet, f.cell) not in places]


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
