"""One sheet of a blank form: the template's, prefilled, with only what is to be filled unlocked."""

from collections.abc import Mapping
from copy import copy

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.filling_notes import basis_note, prefilled_headings
from pipeline.drawing.protection import protect
from pipeline.drawing.room import make_room
from pipeline.drawing.typing_rules import choice, typed_value
from pipeline.model.campaign import Campaign
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.week import Week
from pipeline.selfcheck.prompts import Prompt

_SHADE = PatternFill("solid", fgColor="FFE7E6E6")
_GREY = "FF7F7F7F"
_HINT_SIZE = 8
_FIXED = ("unit", "sector")  # headings that the office fills in
# Months or weeks before and after that the drop-down of 报告期 offers: as many as it has room for.
_AROUND = {Month.kind: 12, Week.kind: 6}


def add_copy(book: Workbook, source: Worksheet, title: str, at: int) -> Worksheet:
    """A copy of a sheet at a place in the book, with what openpyxl leaves out of its copies."""
    sheet = book.copy_worksheet(source)
    sheet.title = title
    sheet.print_area = source.print_area
    sheet.HeaderFooter = copy(source.HeaderFooter)
    sheet.views = copy(source.views)
    for ranges in source.conditional_formatting:
        for rule in ranges.rules:
            sheet.conditional_formatting.add(str(ranges.sqref), rule)
    book.move_sheet(sheet, at - book.index(sheet))
    return sheet


def fill_sheet(
    sheet: Worksheet,
    declared: Declarations,
    sector: str,
    period: Period,
    cells: Mapping[str, str],
    prompts: Mapping[str, Prompt],
) -> None:
    """Make a copy the form of a sector. prompts: what is shown of a value when its cell is selected."""
    roster, form = declared.roster, declared.form
    asked = [i.id for i in form.indicators.values() if roster.asks(i, sector)]
    for name, text in prefilled_headings(declared, sector, period).items():
        if name in cells:  # a form without sectors has no heading for one
            sheet[cells[name]] = text
            if name in _FIXED:
                make_room(sheet[cells[name]], text)
    sheet[cells["basis_note"]] = basis_note(declared, period.kind)
    _lock(sheet, {cells[name] for name in (*asked, *(h for h in form.headings if h not in _FIXED))})
    for indicator in form.indicators.values():
        if indicator.id not in asked:
            _close(sheet[cells[indicator.id]], declared.hint(indicator, sector))
    _validate(sheet, declared, sector, period, cells)
    _show_prompts(sheet, {cells[name]: told for name, told in prompts.items() if name in asked})
    protect(sheet)


def _lock(sheet: Worksheet, heads: set[str]) -> None:
    """Unlock these cells, with all of a merged range that begins at one, and lock every other."""
    unlocked = set(heads)
    for merged in sheet.merged_cells.ranges:
        refs = [f"{get_column_letter(column)}{row}" for row, column in merged.cells]
        if refs[0] in heads:
            unlocked.update(refs)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.protection.locked == (cell.coordinate in unlocked):
                cell.protection = Protection(locked=cell.coordinate not in unlocked)


def _close(cell: Cell, hint: str) -> None:
    """Shade a cell that is not to be filled here, and say in it who fills it or where."""
    cell.value = hint
    cell.fill = _SHADE
    cell.font = Font(cell.font.name, _HINT_SIZE, color=_GREY)
    cell.alignment = Alignment("center", "center", wrap_text=True)


def _validate(
    sheet: Worksheet, declared: Declarations, sector: str, period: Period, cells: Mapping[str, str]
) -> None:
    form, roster = declared.form, declared.roster
    periods = _around(period, declared.campaign)
    rules = [r for r in declared.rules if r.holds_in(period) and r.concerns(roster.sheets[sector])]
    advice = f"没有发生的填0，文字写在“{form.headings['remarks'].label}”里。"
    asked = {i.id: cells[i.id] for i in form.indicators.values() if roster.asks(i, sector)}
    validations = [
        choice(cells["period"], [p.chinese for p in periods], "请从下拉列表中选报告期。"),
        choice(cells["basis"], form.bases, "请从下拉列表中选数据口径。"),
        choice(cells["blanks_are_zero"], ("是", "否"), "请选“是”或“否”。"),
        *(typed_value(form.indicators[i], asked, rules, advice) for i in asked),
    ]
    for validation in validations:
        sheet.add_data_validation(validation)


def _show_prompts(sheet: Worksheet, prompts: Mapping[str, Prompt]) -> None:
    """Beside what a cell refuses, what is shown when it is selected."""
    for validation in sheet.data_validations.dataValidation:
        told = prompts.get(str(validation.sqref))
        if told:
            validation.promptTitle, validation.prompt = told
            validation.showInputMessage = True


def _around(period: Period, campaign: Campaign) -> list[Period]:
    """The period with those before and after it in which forms are asked for."""
    reach = _AROUND[period.kind]
    return [
        p for p in campaign.periods_like(period) if period.shift(-reach) <= p <= period.shift(reach)
    ]
