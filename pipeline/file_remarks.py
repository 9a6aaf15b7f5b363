"""What is told of a readable file as such: its format, and cells far off the form."""

from collections.abc import Iterator

from pipeline.cells import Book, Sheet
from pipeline.faults import Place, found_by_reader
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, Submission
from pipeline.references import position
from pipeline.wording import inert

LAST_NEAR_ROW, LAST_NEAR_COLUMN = 2_000, 200
_OLD = {"xls": "xls（或et）", "ods": "ods"}
_QUOTED = 12


def file_remarks(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """Notices: an old format; and for each sheet the cells that stand far off and are not the form's own."""
    told = []
    if book.kind in _OLD:
        told.append(found_by_reader(declared, "old_format", found=_OLD[book.kind]))
    own = set(_form_cells(submission))
    sectors = {form.sheet: form.sector for form in submission.sheets}
    for sheet in book.sheets.values():
        far = [ref for ref in sheet.cells if is_far(ref) and (sheet.name, ref) not in own]
        if far:
            place = Place(sectors.get(sheet.name), sheet.name, far[0])
            told.append(found_by_reader(declared, "far_cell", place, found=_quote(sheet, far)))
    return told


def _form_cells(submission: Submission) -> Iterator[tuple[str, str]]:
    """Where the form's values and headings were found; wherever that is, they are no strays."""
    for form in submission.sheets:
        yield from ((cell.sheet, cell.cell) for cell in form.entries.values())
        yield from ((cell.sheet, cell.cell) for cell in form.headings.values())


def is_far(ref: str) -> bool:
    """Whether a cell stands where no form reaches."""
    row, column = position(ref)
    return row > LAST_NEAR_ROW or column > LAST_NEAR_COLUMN


def _quote(sheet: Sheet, far: list[str]) -> str:
    """The first of the cells, what stands in it, and how many there are."""
    text = inert(sheet.cells[far[0]].text, _QUOTED)
    words = f"“{text}”" if text else "空格"
    more = f"，共{len(far)}格" if len(far) > 1 else ""
    return f"{far[0]}（{words}{more}）"
