"""Room for a text in a cell of an office's template, where it is longer than the template foresaw."""

import math

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import height

_DEFAULT_HEIGHT = 15.0


def make_room(cell: Cell, text: str) -> None:
    """Make the last of a cell's rows higher, where the text would be cut; merged cells count as a whole."""
    sheet = cell.parent
    assert isinstance(sheet, Worksheet)
    areas = {(m.min_row, m.min_col): m for m in sheet.merged_cells.ranges}
    area = areas.get((cell.row, cell.column)) or CellRange(cell.coordinate)
    needed = height(sheet, (area.min_col, area.max_col), text, cell.font.sz)
    rows = [sheet.row_dimensions[row] for row in range(area.min_row, area.max_row + 1)]
    lacking = needed - math.fsum(row.height or _DEFAULT_HEIGHT for row in rows)
    if lacking > 0:
        rows[-1].height = (rows[-1].height or _DEFAULT_HEIGHT) + lacking
