"""What is told of a readable file as such: its format, and cells far off the form."""

from collections.abc import Collection, Iterator
from functools import lru_cache

from pipeline.books.cells import Book, Sheet
from pipeline.books.references import position
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, Submission
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.wording import inert

LAST_NEAR_ROW, LAST_NEAR_COLUMN = 2_000, 200
_OLD = {"xls": "xls（或et）", "ods": "ods"}
_QUOTED = 12


def file_remarks(
    book: Book, submission: Submission, besides: Collection[str], declared: Declarations
) -> list[Finding]:
    """Notices: an old format; and for each sheet the cells that stand far off and are not the form's own.

    besides: sheets that may be as long as they like.
    """
    told = []
    if book.kind in _OLD:
        told.append(found_by_reader(declared, "old_format", found=_OLD[book.kind]))
    for sheet in (s for s in book.sheets.values() if s.name not in besides):
        far = [ref for ref in sheet.cells if is_far(ref)]
        strays = _not_of_the_form(far, sheet, submission)
        if strays:
            sector = next((f.sector for f in submission.sheets if f.sheet == sheet.name), None)
            place = Place(sector, sheet.name, strays[0])
            told.append(found_by_reader(declared, "far_cell", place, found=_quote(sheet, strays)))
    return told


def _not_of_the_form(far: list[str], sheet: Sheet, submission: Submission) -> list[str]:
    """Cells far off in which no value or heading of the form was found."""
    own = set(_form_cells(submission)) if far else set()
    return [ref for ref in far if (sheet.name, ref) not in own]


def _form_cells(submission: Submission) -> Iterator[tuple[str, str]]:
    """Where the form's values and headings were found, however far off."""
    for form in submission.sheets:
        yield from ((cell.sheet, cell.cell) for cell in form.entries.values())
        yield from ((cell.sheet, cell.cell) for cell in form.headings.values())


@lru_cache(maxsize=16_384)  # the cells of a form are the same in every form
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
