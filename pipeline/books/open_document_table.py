"""One table of an ods file: its cells, what is merged, what of it is not seen, and what stands beside the cells.

Repeated cells are written once there; each that holds something is one cell here.
"""

from collections.abc import Iterator

from odfdo import Element

from pipeline.books.budget import Budget
from pipeline.books.cells import MOST_ASIDES, Aside, Cell, Sheet
from pipeline.books.open_document_asides import aside_texts
from pipeline.books.open_document_cells import read_cell, struck_out
from pipeline.books.open_document_lines import (
    ROW_GROUPS,
    columns_of,
    lines,
    placed,
    repeats,
    style_of,
)
from pipeline.books.open_document_looks import Looks
from pipeline.books.references import reference
from pipeline.books.unseen import Unseen


def read_table(name: str, table: Element, looks: Looks, budget: Budget) -> Sheet:
    """A table as a sheet; ValueError where it is none."""
    reader, row = _TableReader(table, looks, budget), 1
    for element, shown in lines(table, "table-row", ROW_GROUPS):
        count = repeats(element, "table:number-rows-repeated")
        reader.take(element, range(row, row + count), shown)
        row += count
    sheet = reader.sheet(name)
    budget.spend_texts(sheet.texts)
    return sheet


class _TableReader:
    """Takes the rows of a table, one after the other."""

    def __init__(self, table: Element, looks: Looks, budget: Budget) -> None:
        self._looks, self._budget, self._columns = looks, budget, columns_of(table)
        self._cells: dict[str, Cell] = {}
        self._merges: list[str] = []
        self._hidden, self._white = set[int](), set[str]()
        self._asides: list[Aside] = [("", text) for text in aside_texts(table)]

    def sheet(self, name: str) -> Sheet:
        """All that was taken."""
        unseen = Unseen(frozenset(self._hidden), self._columns.hidden)
        hidden = unseen.of(self._cells, self._merges) | self._white
        asides = tuple(self._asides[:MOST_ASIDES])
        return Sheet(name, self._cells, tuple(self._merges), hidden, asides)

    def take(self, row: Element, numbers: range, shown: bool) -> None:
        """A row that stands at these numbers."""
        cells = list(placed(row))
        filled = list(self._filled(cells, style_of(row)))
        if filled:
            self._budget.spend_cells((len(numbers) - 1) * len(filled))
            self._hidden |= set() if shown else {*numbers}
            white = [column for column, _, style in filled if style in self._looks.white]
            for at in numbers:
                self._cells |= {reference(at, column): cell for column, cell, _ in filled}
                self._white |= {reference(at, column) for column in white}
        for column, _, element in cells:
            self._merge(element, numbers[0], column)
            texts = aside_texts(element)
            self._asides += ((reference(numbers[0], column), text) for text in texts)

    def _filled(
        self, cells: list[tuple[int, int, Element]], usual: str
    ) -> Iterator[tuple[int, Cell, str]]:
        """(column, cell, style) of all cells of a row that hold something, repeated ones one by one."""
        for column, count, element in cells:
            cell = read_cell(element, self._looks.marks)
            if cell:
                self._budget.spend_cells(count)
                own = element.get_attribute_string("table:style-name") or usual
                for at in range(column, column + count):
                    style = own or self._columns.styles[at]
                    yield at, struck_out(cell) if style in self._looks.struck else cell, style

    def _merge(self, element: Element, row: int, column: int) -> None:
        wide = repeats(element, "table:number-columns-spanned")
        high = repeats(element, "table:number-rows-spanned")
        if wide * high > 1:
            self._budget.spend_merged(wide * high)
            last = reference(row + high - 1, column + wide - 1)
            self._merges.append(f"{reference(row, column)}:{last}")
