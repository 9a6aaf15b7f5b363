"""The sheet of a unit's form that asks for its work report: a label and a box for each text, on one page."""

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import HEI, Look, fit_one_page, height, put, set_widths, stretch
from pipeline.drawing.named_cells import name_cell
from pipeline.drawing.pen import SAMPLE, TITLE
from pipeline.drawing.protection import protect
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.roster import Unit
from pipeline.model.work_reports import PREFIX, Box, ReportPlan

_WIDTHS = (12.0, 86.0)
_BOX_HEIGHT = 150.0
_LINE = Look(10.5, boxed=False, across="left")
_LABEL = Look(11, HEI)
_BOX = Look(11, across="left", down="top", unlocked=True)


def add_report_sheet(
    book: Workbook, declared: Declarations, unit: Unit, period: Period, at: int, sample: bool
) -> None:
    """Put the sheet into a month's form, at a place in the book; nothing where none is declared."""
    plan = declared.work_reports
    if not plan or period.kind != Month.kind:
        return
    sheet = book.create_sheet(plan.sheet, at)
    set_widths(sheet, _WIDTHS)
    note = declared.form.sample_note if sample else ""
    first = _draw_head(sheet, plan, f"{unit.name}　　{period.chinese}", note)
    for row, box in enumerate(plan.boxes.values(), first):
        _draw_box(book, sheet, row, box, plan)
    last = first + len(plan.boxes) - 1
    fit_one_page(sheet, f"B{last}")
    stretch(sheet, first, last)
    protect(sheet)


def _draw_head(sheet: Worksheet, plan: ReportPlan, whose: str, sample: str) -> int:
    """Title, whose report it is, how to fill it; the row below."""
    lines = [(sample, SAMPLE)] if sample else []
    lines += [(plan.title, TITLE), (whose, _LINE), (plan.note, _LINE)]
    for row, (text, look) in enumerate(lines, 1):
        put(sheet, (row, 1, row, 2), text, look)
        sheet.row_dimensions[row].height = max(20.0, height(sheet, (1, 2), text, look.size))
    return len(lines) + 1


def _draw_box(book: Workbook, sheet: Worksheet, row: int, box: Box, plan: ReportPlan) -> None:
    put(sheet, (row, 1, row, 1), box.label, _LABEL)
    ref = put(sheet, (row, 2, row, 2), None, _BOX)
    sheet.row_dimensions[row].height = _BOX_HEIGHT
    name_cell(book, sheet.title, ref, f"{PREFIX}{box.id}")
    sheet.add_data_validation(
        DataValidation(
            type="textLength",
            operator="lessThanOrEqual",
            formula1=str(plan.longest),
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="warning",
            errorTitle="请精简",
            error=f"超过{plan.longest}字。可以保留，月通报只摘开头。",
            showInputMessage=True,
            promptTitle=box.label,
            prompt=box.prompt,
            sqref=ref,
        )
    )
