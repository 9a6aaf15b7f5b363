"""A long table as a sheet of a workbook that the office prints: titles above, A4 across, one page wide."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2_pen import CENTRE, HEAD, LEFT, NUMBER, RED, SAMPLE, SUBTITLE, TITLE, Pen
from pipeline.drawing import Look, height, put, set_widths

Cell = str | int | Decimal
_LEAST_HEIGHT, _TALLEST = 20.0, 400.0  # Excel has no row higher than 409 points
_SHORT = 8  # characters; longer texts begin at the left


def open_sheet(
    pen: Pen, name: str, titles: tuple[str, str], sample: str, widths: tuple[float, ...]
) -> tuple[Worksheet, int]:
    """A new sheet with its title and the line under it; and the row below them."""
    sheet = pen.book.create_sheet(name)
    set_widths(sheet, widths)
    texts = [(sample, SAMPLE, 17.0)] if sample else []
    texts += [(titles[0], TITLE, 27.0), (titles[1], SUBTITLE, 17.0)]
    for row, (text, look, high) in enumerate(texts, 1):
        pen.block(sheet, (row, 1, row, len(widths)), text, look)
        sheet.row_dimensions[row].height = high
    top = len(texts) + 1
    _set_up_print(sheet, top, sample)
    return sheet, top


def fill_table(
    pen: Pen, sheet: Worksheet, top: int, heads: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    """The heads in a row that stays in sight, and the rows below it, each as high as its texts need."""
    for row, cells in enumerate([heads, *rows], top):
        heights = [_LEAST_HEIGHT]
        for column, cell in enumerate(cells, 1):
            if not isinstance(cell, str):
                number = float(cell) if isinstance(cell, Decimal) else cell
                put(sheet, (row, column, row, column), number, NUMBER)
                continue
            look = _look(cell, column, is_head=row == top)
            pen.text(sheet, (row, column), cell, look)
            heights += [
                height(sheet, (column, column), line, look.size) for line in cell.splitlines()
            ]
        sheet.row_dimensions[row].height = min(max(heights), _TALLEST)
    sheet.freeze_panes = f"B{top + 1}"


def _look(text: str, column: int, *, is_head: bool) -> Look:
    if is_head:
        return HEAD
    return LEFT if len(text) > _SHORT or column == 1 else CENTRE


def _set_up_print(sheet: Worksheet, top: int, sample: str) -> None:
    """A4 across, one page wide; the headings on every page, and the note of a sample at its foot."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = "9", "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(0.4, 0.4, 0.55, 0.6, 0.25, 0.3)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.sheet_view.showGridLines = False
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "第&P页"
    if sample:
        sheet.oddFooter.left.text, sheet.oddFooter.left.color = sample, RED[2:]
