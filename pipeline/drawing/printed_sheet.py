"""What the sheets of long tables have in common on paper: lines of title, A4 across, page numbers."""

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import RED
from pipeline.drawing.pen import SAMPLE, SUBTITLE, TITLE, Pen


def draw_titles(
    pen: Pen, sheet: Worksheet, titles: tuple[str, str], sample: str, columns: int
) -> int:
    """The note of a sample, if it is one, the title and the line under it, as wide as a table; the row below."""
    lines = [(sample, SAMPLE, 17.0)] if sample else []
    lines += [(titles[0], TITLE, 27.0), (titles[1], SUBTITLE, 17.0)]
    for row, (text, look, height) in enumerate(lines, 1):
        pen.block(sheet, (row, 1, row, columns), text, look)
        sheet.row_dimensions[row].height = height
    return len(lines) + 1


def print_across(
    sheet: Worksheet, heads: tuple[int, int], sample: str, *, on_one_page: bool = False
) -> None:
    """A4 across, one page wide; the rows of heads on every page, and the note of a sample at its foot."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = "9", "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, int(on_one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(0.4, 0.4, 0.55, 0.6, 0.25, 0.3)
    sheet.print_title_rows = f"{heads[0]}:{heads[1]}"
    sheet.sheet_view.showGridLines = False
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "第&P页"
    mark_foot(sheet, sample)


def mark_foot(sheet: Worksheet, sample: str) -> None:
    """The note of a sample at the foot of every printed page, if the figures are invented."""
    if sample:
        assert sheet.oddFooter is not None
        sheet.oddFooter.left.text, sheet.oddFooter.left.color = sample, RED[2:]
