"""A long table as a sheet of a workbook that the office prints: titles above, A4 across, one page wide."""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import RED, Look, height, line_height, put, set_widths
from pipeline.drawing.pen import CENTRE, HEAD, LEFT, NUMBER, Pen
from pipeline.drawing.printed_sheet import draw_titles, print_across

CellValue = str | int | Decimal
_LEAST_HEIGHT, _TALLEST = 20.0, 400.0  # Excel has no row higher than 409 points
_SHORT = 8  # characters; longer texts begin at the left


def new_book(title: str) -> Pen:
    """A pen for a workbook without any sheet yet, with its title among its properties."""
    pen = Pen(Workbook())
    pen.book.remove(pen.book.worksheets[0])
    pen.book.properties.title = title
    return pen


def open_sheet(
    pen: Pen, name: str, titles: tuple[str, str], sample: str, widths: tuple[float, ...]
) -> tuple[Worksheet, int]:
    """A new sheet with its title and the line under it; and the row below them."""
    sheet = pen.book.create_sheet(name)
    set_widths(sheet, widths)
    top = draw_titles(pen, sheet, titles, sample, len(widths))
    print_across(sheet, (top, top), sample)
    return sheet, top


def fill_table(
    pen: Pen,
    sheet: Worksheet,
    top: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[CellValue]],
    lefts: Collection[int] = (),
    alarming: Collection[str] = (),
) -> None:
    """The heads in a row that stays in sight, and the rows below it, each as high as its texts need.

    lefts: the columns whose texts all begin at the left; without any, the first one's and long texts do. alarming:
    texts that are written in red.
    """
    _fill_row(pen, sheet, top, heads, [HEAD] * len(heads))
    for row, cells in enumerate(rows, top + 1):
        looks = [_look(cell, column, lefts, alarming) for column, cell in enumerate(cells, 1)]
        _fill_row(pen, sheet, row, cells, looks)
    sheet.freeze_panes = f"B{top + 1}"


def _fill_row(
    pen: Pen, sheet: Worksheet, row: int, cells: Sequence[CellValue], looks: Sequence[Look]
) -> None:
    heights = [_LEAST_HEIGHT]
    for column, (cell, look) in enumerate(zip(cells, looks, strict=True), 1):
        if isinstance(cell, str):
            pen.text(sheet, (row, column), cell, look)
            heights.append(_height(sheet, column, cell, look.size))
        else:
            number = float(cell) if isinstance(cell, Decimal) else cell
            put(sheet, (row, column, row, column), number, look)
    sheet.row_dimensions[row].height = min(max(heights), _TALLEST)


def _height(sheet: Worksheet, column: int, text: str, size: float) -> float:
    """The height that a text of several lines needs."""
    around = line_height(0, size)
    lines = text.splitlines() or [""]
    return math.fsum(height(sheet, (column, column), x, size) - around for x in lines) + around


def _look(cell: CellValue, column: int, lefts: Collection[int], alarming: Collection[str]) -> Look:
    if not isinstance(cell, str):
        return NUMBER
    at_the_left = column in lefts if lefts else len(cell) > _SHORT or column == 1
    look = LEFT if at_the_left else CENTRE
    return replace(look, colour=RED) if cell in alarming else look
