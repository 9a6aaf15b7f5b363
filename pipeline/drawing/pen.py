"""Writes the cells of the sheets behind Annex 2: styles shared, names given, results of formulas remembered."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.cell_style import give_style, style_of
from pipeline.drawing.figure_cells import (
    GENERAL,
    Stored,
    number_format,
    put_text,
    stored_value,
    write_number,
)
from pipeline.drawing.looks import HEI, RED, Area, Look, put
from pipeline.drawing.named_cells import name_cell
from pipeline.drawing.xlsx_rows import PlainRows
from pipeline.model.errors import DeclarationError
from pipeline.model.form import Indicator
from pipeline.model.released import Total

TEMPLATE = "annex2.xlsx"
_GREY = "FF7F7F7F"
TITLE, SAMPLE = Look(16, HEI, boxed=False), Look(11, HEI, colour=RED, boxed=False)
SUBTITLE = Look(10, across="right", boxed=False)
HEAD, SMALL_HEAD, SECTION = Look(10, HEI), Look(9), Look(10.5, HEI, across="left")
CENTRE, LEFT = Look(10), Look(10, across="left")
NUMBER, SUM, MISSING = Look(11), Look(11, bold=True), Look(10, colour=_GREY)

At = tuple[int, int]  # row, column
# A cell of a merged area: its look, and whether it is in the first and last row, the first and last column.
_Edge = tuple[Look, bool, bool, bool, bool]


@dataclass(slots=True)
class Pen:
    """Writes into one workbook.

    stored: what its formulas amount to, by (sheet name, reference). sums: indicator id -> the cell with its total.
    added: sheet name -> plain rows to be put below what stands there.
    """

    book: Workbook
    stored: dict[tuple[str, str], Stored] = field(default_factory=dict)
    sums: dict[str, Cell] = field(default_factory=dict)
    added: dict[str, PlainRows] = field(default_factory=dict)
    _styles: dict[tuple[Look, str], StyleArray] = field(default_factory=dict)
    _merged: dict[_Edge, StyleArray] = field(default_factory=dict)

    def text(self, sheet: Worksheet, at: At, text: str, look: Look) -> Cell:
        """A text that stays one, also where it begins like a formula."""
        cell = self._cell(sheet, at, look)
        put_text(cell, text)
        return cell

    def value(self, sheet: Worksheet, at: At, indicator: Indicator, value: Decimal | None) -> Cell:
        """A reported value as number, 是, 否 or 未报."""
        stored = stored_value(indicator, value)
        if isinstance(stored, str):
            return self.text(sheet, at, stored, MISSING if value is None else NUMBER)
        cell = self._cell(sheet, at, NUMBER, number_format(indicator, stored))
        write_number(cell, stored)
        return cell

    def formula(self, sheet: Worksheet, at: At, formula: str, total: Total) -> None:
        """A live formula that amounts to a total."""
        result = stored_value(total.indicator, total.value)
        look = MISSING if total.value is None else SUM
        numbers = number_format(total.indicator, result)
        self.sums[total.indicator.id] = self.result(sheet, at, formula, result, look, numbers)

    def result(
        self, sheet: Worksheet, at: At, formula: str, result: Stored, look: Look, numbers: str
    ) -> Cell:
        """A live formula and what it amounts to."""
        cell = self._cell(sheet, at, look, numbers)
        cell.value = formula
        self.stored[sheet.title, cell.coordinate] = result
        return cell

    def shown(self, sheet: Worksheet, at: At) -> Stored:
        """What a cell shows: of a formula its result, of an empty one an empty text."""
        cell = sheet.cell(*at)
        value = self.stored.get((sheet.title, cell.coordinate), cell.value)
        return value if isinstance(value, float | int | str) else ""

    def block(self, sheet: Worksheet, area: Area, text: str, look: Look) -> None:
        """A text in an area of merged cells, none of them drawn before.

        Merging takes the first cell's borders around the area, which costs openpyxl more than drawing all other cells:
        what it makes of a look at each edge is kept for the next area.
        """
        self.text(sheet, area[:2], text, look)
        top, left, bottom, right = area
        cells = product(range(top, bottom + 1), range(left, right + 1))
        edges = {(r, c): (look, r == top, r == bottom, c == left, c == right) for r, c in cells}
        if self._merged.keys() >= set(edges.values()):
            sheet.merged_cells.add(CellRange(None, left, top, right, bottom))
            for at, edge in edges.items():
                cell = sheet.cell(*at) if at == (top, left) else MergedCell(sheet, *at)
                give_style(cell, self._merged[edge])
                sheet._cells[at] = cell
        else:
            sheet.merge_cells(None, *area)
            for at, edge in edges.items():
                self._merged[edge] = style_of(sheet.cell(*at))

    def name(self, cell: Cell, name: str) -> None:
        """Give a cell a name that the whole workbook knows."""
        if name in self.book.defined_names:
            raise DeclarationError(
                f"templates/{TEMPLATE}", name, "名称重复，请改模板里的名称，或schemas里的标识"
            )
        name_cell(self.book, cell.parent.title, cell.coordinate, name)

    def style(self, sheet: Worksheet, at: At, look: Look, numbers: str = GENERAL) -> int:
        """The number of a look in the book, for plain rows; tried on a cell that is written afterwards."""
        return self._cell(sheet, at, look, numbers).style_id

    def _cell(self, sheet: Worksheet, at: At, look: Look, numbers: str = GENERAL) -> Cell:
        """A cell in a look; the style is made once and copied, for `put` would change it in all who share it."""
        cell = sheet.cell(*at)
        assert isinstance(cell, Cell)
        if (look, numbers) not in self._styles:
            # What `style` numbered last is the book's own, which put would change.
            give_style(cell, style_of(cell))
            put(sheet, (*at, *at), None, look)
            if numbers != GENERAL:
                # General rounds to what the column has room for; this shows all, if need be smaller.
                cell.number_format = numbers
                cell.alignment = Alignment(look.across, look.down, shrink_to_fit=True)
            self._styles[look, numbers] = style_of(cell)
        give_style(cell, self._styles[look, numbers])
        return cell
