"""What the sheets behind Annex 2 have in common on paper: lines of title, A4 across, page numbers."""

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.pen import RED, SAMPLE, SUBTITLE, TITLE, Pen
from pipeline.model.released import Release
from pipeline.model.roster import Roster

_ONE_PAGE = 45  # rows that are still readable on one page
_MARGIN = 0.4  # left and right, in inches


def open_sheet(
    pen: Pen, title: str, subtitle: str, release: Release, columns: int
) -> tuple[Worksheet, int]:
    """A new sheet with its lines of title; and the row below them."""
    sheet = pen.book.create_sheet(title)
    form = release.declared.form
    lines = [(form.sample_note, SAMPLE, 17.0)] if release.sample else []
    lines += [(f"{''.join(form.title)}（{title}）", TITLE, 27.0), (subtitle, SUBTITLE, 17.0)]
    for row, (text, look, height) in enumerate(lines, 1):
        pen.block(sheet, (row, 1, row, columns), text, look)
        sheet.row_dimensions[row].height = height
    return sheet, len(lines) + 1


def set_up_print(
    sheet: Worksheet, release: Release, heads: tuple[int, int], added: int = 0
) -> None:
    """A4 across, one page wide and, if it stays readable, one high; the rows of heads on every page.

    added: how many plain rows will follow what stands there.
    """
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = "9", "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, int(sheet.max_row + added <= _ONE_PAGE)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(_MARGIN, _MARGIN, 0.55, 0.6, 0.25, 0.3)
    sheet.print_title_rows = f"{heads[0]}:{heads[1]}"
    sheet.sheet_view.showGridLines = False
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "第&P页"
    mark_sample(sheet, release)


def mark_sample(sheet: Worksheet, release: Release) -> None:
    """The sample note at the foot of every printed page too, if the figures are invented."""
    if release.sample:
        assert sheet.oddFooter is not None
        sheet.oddFooter.left.text = release.declared.form.sample_note
        sheet.oddFooter.left.color = RED[2:]


def sector_title(roster: Roster) -> str:
    """The title of the sheet by sector: 分行业领域."""
    return f"分{roster.terms.sector}"


def unit_title(roster: Roster) -> str:
    """The title of the sheet by unit; without sectors only the office has values that are not on the other."""
    own = roster.office_sheet
    return "分单位" if roster.has_sectors or own is None else own.name
