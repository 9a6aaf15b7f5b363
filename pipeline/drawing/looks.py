"""Cells as an office draws them: fonts that every Windows has, borders, rows high enough."""

import math

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.record import record
from pipeline.words.widths import ems

RED = "FFC00000"
SONG, HEI = "宋体", "黑体"  # 方正小标宋 is not on every Windows
NORMAL_SIZE = 11
_SIDE = Side("thin", "FF000000")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_LINE = 1.36  # line height of the tallest fallback font, in font sizes
_MARGIN = 0.45  # of the page, in inches
_A4 = (595.3, 841.9)  # points

Area = tuple[int, int, int, int]  # top, left, bottom, right


@record
class Look:
    """How a cell is written."""

    size: float = 10.5
    font: str = SONG
    bold: bool = False
    across: str = "center"
    down: str = "center"
    boxed: bool = True
    unlocked: bool = False
    as_text: bool = False
    colour: str = "FF000000"


def put(sheet: Worksheet, area: Area, text: str | float | None, look: Look) -> str:
    """Write into an area, merged if it is more than one cell; the reference of its first cell."""
    top, left, bottom, right = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            _style(sheet.cell(row, column), look)
    sheet.cell(top, left, text)
    if (top, left) != (bottom, right):
        sheet.merge_cells(None, top, left, bottom, right)
    return f"{get_column_letter(left)}{top}"


def _style(cell: Cell | MergedCell, look: Look) -> None:
    cell.font = Font(look.font, look.size, look.bold, color=look.colour)
    cell.alignment = Alignment(look.across, look.down, wrap_text=True)
    cell.protection = Protection(locked=not look.unlocked)
    cell.number_format = "@" if look.as_text else "General"
    if look.boxed:
        cell.border = _BOX


def set_widths(sheet: Worksheet, widths: tuple[float, ...]) -> None:
    """Column widths from A on, in characters."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def height(sheet: Worksheet, columns: tuple[int, int], text: str, size: float) -> float:
    """The row height, in points, that shows a text whole when it is wrapped over some columns."""
    letters = (get_column_letter(c) for c in range(columns[0], columns[1] + 1))
    room = math.fsum(_points(sheet.column_dimensions[c].width) for c in letters) - 6
    # A wide character that does not fit moves down whole: a line loses half of one on average.
    return line_height(math.ceil(max(ems(text), 1.0) * size / (room - size / 2)), size)


def line_height(lines: int, size: float) -> float:
    """The row height, in points, for so many lines of text."""
    return lines * size * _LINE + 4


def _points(width: float) -> float:
    """A column width in points as Excel counts: 8 pixels a digit of the normal font, 5 around."""
    return (8 * width + 5) * 0.75


def fit_one_page(sheet: Worksheet, last: str) -> None:
    """A4 upright, everything from A1 to a cell on one page, centred."""
    sheet.print_area = f"A1:{last}"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN, _MARGIN / 2, _MARGIN / 2)
    sheet.sheet_view.showGridLines = False


def stretch(sheet: Worksheet, first: int, last: int) -> None:
    """Make rows up to half as high again, so that the page is full; all heights are set before."""
    wide, high = (n - 2 * 72 * _MARGIN for n in _A4)
    widths = math.fsum(_points(d.width) for d in sheet.column_dimensions.values())
    heights = math.fsum(d.height or 15 for d in sheet.row_dimensions.values())
    free = high * max(1, widths / wide) * 0.97 - heights
    rows = [sheet.row_dimensions[row] for row in range(first, last + 1)]
    growth = min(1.5, 1 + free / math.fsum(row.height or 15 for row in rows))
    for row in rows:
        row.height = round((row.height or 15) * max(1, growth) / 0.75) * 0.75  # Excel's own steps
