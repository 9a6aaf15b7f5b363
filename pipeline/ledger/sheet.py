"""The ledger's sheet in a unit's form: one row a hazard, as long as it needs to be.

It is not protected: on a protected sheet Excel locks what is pasted from elsewhere, and will not sort a range with one
locked cell in it. What is typed over a label is refused there and, if pasted, found by the reader.
"""

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import HEI, RED, SONG, line_height
from pipeline.ledger.header import PREFIX
from pipeline.ledger.typing import typed_column, typed_label
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerColumn
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.roster import Unit

HEADER_ROW = 3
SIZE = 10
_PAPER = "9"  # A4, which every printer has
_PAGES_WIDE = 3
_THIN = Side("thin", "FFBFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="FFDDEBF7")
_OVERDUE = PatternFill("solid", bgColor="FFFCE4D6")
_FORMATS = {"date": "yyyy-mm-dd", "money": "General"}


def add_ledger(
    book: Workbook, declared: Declarations, unit: Unit, period: Period, sample: bool
) -> None:
    """Put the sheet behind those of the sectors; the office has none, and a week's form neither."""
    ledger = declared.ledger
    if ledger is None or unit.is_office or period.kind != Month.kind:
        return
    sheet = book.create_sheet(ledger.sheet, len(unit.sectors))
    _add_titles(sheet, ledger, declared.form.sample_note if sample else "")
    sectors = [declared.roster.sheets[s].title for s in declared.roster.sectors_of(unit)]
    for number, column in enumerate(ledger.columns.values(), 1):
        letters = get_column_letter(number)
        _draw_column(sheet, column, letters)
        reach = f"{letters}{HEADER_ROW + 1}:{letters}{ledger.last_row}"
        sheet.add_data_validation(typed_label(column, f"{letters}{HEADER_ROW}"))
        sheet.add_data_validation(typed_column(column, reach, sectors, ledger))
        target = f"{quote_sheetname(sheet.title)}!${letters}${HEADER_ROW}"
        name = f"{PREFIX}{column.id}"
        book.defined_names[name] = DefinedName(name, attr_text=target)
    _set_up(sheet, ledger)
    _colour_overdue(sheet, ledger, declared, period)


def _add_titles(sheet: Worksheet, ledger: Ledger, sample: str) -> None:
    """Title and note, from the first column that scrolls, on rows without the columns' boxes.

    They run over the empty cells to their right: a merged range would get in the way of sorting and filtering.
    """
    for row in range(1, HEADER_ROW):
        for column in range(1, len(ledger.columns) + 1):
            sheet.cell(row, column).alignment = Alignment("left", "center")
    title, note = sheet["B1"], sheet["B2"]
    title.value = ledger.title + (f"（{sample}）" if sample else "")
    title.font = Font(HEI, 16, color=RED if sample else None)
    note.value, note.font = ledger.note, Font(SONG, SIZE)
    for row, height in ((1, 28.0), (2, 20.0), (HEADER_ROW, line_height(2, SIZE) + 4)):
        sheet.row_dimensions[row].height = height


def _draw_column(sheet: Worksheet, column: LedgerColumn, letters: str) -> None:
    """The header cell, and the looks of all cells below, which need not be written for that."""
    head = sheet[f"{letters}{HEADER_ROW}"]
    head.value = column.label
    head.font, head.fill, head.border = Font(SONG, SIZE, bold=True), _HEAD, _BOX
    head.alignment = Alignment("center", "center", wrap_text=True)
    below = sheet.column_dimensions[letters]
    below.width = column.width
    below.font, below.border = Font(SONG, SIZE), _BOX
    short = column.kind in ("date", "choice", "sector", "code", "money")
    below.alignment = Alignment("center" if short else "left", "center", wrap_text=True)
    below.number_format = _FORMATS.get(column.kind, "@")
    below.protection = Protection(locked=False)


def _set_up(sheet: Worksheet, ledger: Ledger) -> None:
    """Panes, filter and print: the header and the first column on every page, as many pages as there are rows."""
    last = get_column_letter(len(ledger.columns))
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{ledger.last_row}"
    sheet.print_title_rows, sheet.print_title_cols = f"{HEADER_ROW}:{HEADER_ROW}", "A:A"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _PAPER, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = _PAGES_WIDE, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.5, 0.25, 0.25)
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "第&P页，共&N页"


def _colour_overdue(
    sheet: Worksheet, ledger: Ledger, declared: Declarations, period: Period
) -> None:
    """Rows that are open although they were to be done by the cut-off of the period."""
    letters = {c: get_column_letter(n) for n, c in enumerate(ledger.columns, 1)}
    at = {role: f"${letters[c]}{HEADER_ROW + 1}" for role, c in ledger.roles.items()}
    day = declared.campaign.cutoff(period)
    granted = f'AND({at["extended"]}<>"",{at["approval"]}<>"")'
    due = f"IF({granted},{at['extended']},{at['due']})"
    formula = (
        f'AND({at["fixed"]}="",{at["closed"]}="",ISNUMBER({due}),'
        f"{due}<DATE({day.year},{day.month},{day.day}))"
    )
    last = get_column_letter(len(ledger.columns))
    reach = f"A{HEADER_ROW + 1}:{last}{ledger.last_row}"
    look = DifferentialStyle(fill=_OVERDUE)
    sheet.conditional_formatting.add(reach, Rule("expression", formula=[formula], dxf=look))
