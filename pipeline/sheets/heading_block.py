"""The heading block of a sheet as it stands there, each heading believed only beside its label."""

from pipeline.books.workbook import Book, Cell
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, HeadingCell
from pipeline.sheets.located import Located
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place, found_by_reader

_SPACES = " \t\r\n\u00a0\u3000"


def read_headings(
    book: Book, located: Located, sheet: str, declared: Declarations
) -> tuple[dict[str, HeadingCell], list[Finding]]:
    """Every heading of a sheet, empty where none is believed, and what is told of those that must be there."""
    if sheet in located.handmade:
        return _as_written(located, sheet, declared), []
    headings, faults = {}, []
    for heading in declared.form.headings.values():
        name = f"{sheet}_{heading.id}"
        page, ref = located.cells.get(name, ("", ""))
        text = _text(book.sheet(page).cell(ref)) if page else ""
        (home, at), label = located.wrong.get(name, ((page, ref), ""))
        headings[heading.id] = HeadingCell(text, home, at)
        if not page and heading.demand == "must":
            place = Place(sheet, home or None, at or None)
            words = {"found": label, "expected": heading.label}
            faults.append(found_by_reader(declared, "heading_moved", place, **words))
    return headings, faults


def _text(cell: Cell) -> str:
    """What stands in a heading's cell; of a formula without a result the formula, since nobody left that blank."""
    text = cell.text.strip(_SPACES)
    return shown(cell) if cell.formula is not None and not text else text


def _as_written(located: Located, sheet: str, declared: Declarations) -> dict[str, HeadingCell]:
    """The headings of a form that somebody typed by hand; the sector may follow from title or unit."""
    page, written = located.pages[sheet], located.handmade[sheet]
    headings = {
        h: HeadingCell(written[h].text, page, written[h].cell)
        if h in written
        else HeadingCell("", page, "")
        for h in declared.form.headings
    }
    if "sector" in headings and "sector" not in written:
        headings["sector"] = HeadingCell(declared.roster.sheets[sheet].title, page, "")
    return headings
