"""考核参考.xlsx: the reporting-discipline tables as a workbook, a sheet a section, and all the evidence."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2_pen import CENTRE, HEAD, LEFT, NUMBER, RED, SAMPLE, SUBTITLE, TITLE, Pen
from pipeline.discipline import Discipline
from pipeline.discipline_evidence import evidence
from pipeline.discipline_evidence import heads as evidence_heads
from pipeline.discipline_table import Cell, heads, lines, title
from pipeline.drawing import height, put, set_widths
from pipeline.wording import chinese_date
from pipeline.xlsx_bytes import stable_bytes

_TITLE = "考核参考"
_NAME, _COUNT, _WORDS = 21.0, 7.0, 24.0  # widths of columns
_EVIDENCE_WIDTHS = (20.0, 12.0, 13.0, 13.0, 13.0, 15.0, 15.0, 8.0, 34.0, 24.0)
_LEAST_HEIGHT = 20.0


def discipline_book(found: Discipline, on: date, sample: str) -> bytes:
    """The workbook, the same bytes for the same findings; without a month that was due, only headings."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = _TITLE
    pen, day = Pen(book), f"截至{chinese_date(on)}"
    counts = len(heads(found)) - 2 - 2 * found.weighed
    widths = (_NAME, *(_COUNT,) * counts, _WORDS, *(_COUNT, _WORDS)[: 2 * found.weighed])
    for section in found.sections:
        sheet, top = _open(pen, section.name, f"{title(section, found)}　{day}", sample, widths)
        rows = [line.cells for line in lines(section, found)]
        _table(pen, sheet, top, heads(found), rows)
    sheet, top = _open(pen, "依据", day, sample, _EVIDENCE_WIDTHS)
    named = evidence_heads(found.declared)
    _table(pen, sheet, top, named, [line.texts for line in evidence(found)])
    sheet.auto_filter.ref = f"A{top}:{sheet.cell(sheet.max_row, len(named)).coordinate}"
    return stable_bytes(book)


def _open(
    pen: Pen, name: str, subtitle: str, sample: str, widths: tuple[float, ...]
) -> tuple[Worksheet, int]:
    """A new sheet with its lines of title; and the row below them."""
    sheet = pen.book.create_sheet(name)
    set_widths(sheet, widths)
    texts = [(sample, SAMPLE, 17.0)] if sample else []
    texts += [(f"{_TITLE}：各单位报送情况（{name}）", TITLE, 27.0), (subtitle, SUBTITLE, 17.0)]
    for row, (text, look, high) in enumerate(texts, 1):
        pen.block(sheet, (row, 1, row, len(widths)), text, look)
        sheet.row_dimensions[row].height = high
    top = len(texts) + 1
    _set_up_print(sheet, top, sample)
    return sheet, top


def _table(
    pen: Pen, sheet: Worksheet, top: int, heads: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    for row, cells in enumerate([heads, *rows], top):
        heights = [_LEAST_HEIGHT]
        for column, cell in enumerate(cells, 1):
            if not isinstance(cell, str):
                number = float(cell) if isinstance(cell, Decimal) else cell
                put(sheet, (row, column, row, column), number, NUMBER)
                continue
            look = HEAD if row == top else LEFT if len(cell) > 8 or column == 1 else CENTRE
            pen.text(sheet, (row, column), cell, look)
            heights.append(height(sheet, (column, column), cell, look.size))
        sheet.row_dimensions[row].height = max(heights)
    sheet.freeze_panes = f"B{top + 1}"


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
