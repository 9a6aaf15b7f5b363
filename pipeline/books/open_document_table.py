"""One table of an ods file: its cells, what is merged, and which rows and columns are not shown.

Repeated cells are written once there; each that holds something is one cell here.
"""

from collections.abc import Collection, Iterator

from odfdo import Element

from pipeline.books.budget import Budget
from pipeline.books.cells import Cell, Sheet
from pipeline.books.open_document_cells import read_cell
from pipeline.books.references import LAST_COLUMN, reference
from pipeline.books.unseen import Unseen

_GROUPS = ("table:table-rows", "table:table-header-rows", "table:table-row-group")
_COLUMN_GROUPS = ("table:table-columns", "table:table-header-columns", "table:table-column-group")
_HIDDEN = ("collapse", "filter")
_REPEATED = "table:number-columns-repeated"
_CELLS = ("table:table-cell", "table:covered-table-cell")


def read_table(name: str, table: Element, budget: Budget) -> Sheet:
    """A table as a sheet; ValueError where it is none."""
    cells: dict[str, Cell] = {}
    merges: list[str] = []
    row, hidden = 1, set[int]()
    for element, shown in _lines(table, "table-row", _GROUPS):
        count = _count(element, "table:number-rows-repeated")
        filled = list(_filled(element, budget))
        if filled:
            budget.spend_cells((count - 1) * len(filled))
            hidden |= set() if shown else {*range(row, row + count)}
            for at in range(row, row + count):
                cells |= {reference(at, column): cell for column, cell in filled}
        merges += _merges(element, row, budget)
        row += count
    unseen = Unseen(frozenset(hidden), _hidden_columns(table)).of(cells, merges)
    sheet = Sheet(name, cells, tuple(merges), unseen)
    budget.spend_texts(sheet.texts)
    return sheet


def _lines(
    parent: Element, tag: str, groups: Collection[str], shown: bool = True
) -> Iterator[tuple[Element, bool]]:
    """The rows or columns of a table, those in groups too, and whether each is shown; none of tables within cells."""
    for child in parent.children:
        if child.tag == f"table:{tag}":
            yield child, shown and _get(child, "table:visibility") not in _HIDDEN
        elif child.tag in groups:
            folded = _get(child, "table:display") == "false"
            yield from _lines(child, tag, groups, shown and not folded)


def _get(element: Element, attribute: str) -> str | None:
    return element.get_attribute_string(attribute)


def _hidden_columns(table: Element) -> frozenset[int]:
    """The numbers of the columns that are not shown."""
    column, hidden = 1, set[int]()
    for element, shown in _lines(table, "table-column", _COLUMN_GROUPS):
        after = min(column + _count(element, _REPEATED), LAST_COLUMN + 1)
        hidden |= set() if shown else {*range(column, after)}
        column = after
    return frozenset(hidden)


def _count(element: Element, attribute: str) -> int:
    """How often something stands; a number below 1 is none."""
    number = int(element.get_attribute_string(attribute) or 1)
    if number < 1:
        raise ValueError(attribute)
    return number


def _filled(row: Element, budget: Budget) -> Iterator[tuple[int, Cell]]:
    """(column, cell) of all cells of a row that hold something, repeated ones one by one."""
    column = 1
    for element in row.children:
        if element.tag in _CELLS:
            count = _count(element, _REPEATED)
            cell = read_cell(element)
            if cell:
                budget.spend_cells(count)
                yield from ((at, cell) for at in range(column, column + count))
            column += count


def _merges(row: Element, number: int, budget: Budget) -> Iterator[str]:
    column = 1
    for element in row.children:
        if element.tag in _CELLS:
            wide = _count(element, "table:number-columns-spanned")
            high = _count(element, "table:number-rows-spanned")
            if wide * high > 1:
                budget.spend_merged(wide * high)
                last = reference(number + high - 1, column + wide - 1)
                yield f"{reference(number, column)}:{last}"
            column += _count(element, _REPEATED)
