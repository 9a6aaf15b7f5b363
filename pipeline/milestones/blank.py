"""The office's workbook of milestones as it is before anything is noted: a row for every unit and milestone."""

from collections.abc import Mapping

from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.books.moments import serial_of
from pipeline.declarations.milestones import HEADS
from pipeline.drawing.list_sheet import fill_table, new_book, open_sheet
from pipeline.drawing.pen import CENTRE, LEFT, Pen
from pipeline.drawing.typing_rules import choice
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.model.declared import Declarations
from pipeline.model.milestones import Key, NotedEntry
from pipeline.words.wording import chinese_date

_WIDTHS = (30.0, 15.0, 26.0, 14.0, 34.0, 13.0)
_DAY_FORMAT = "yyyy-mm-dd"


def blank_noted(
    declared: Declarations, noted: Mapping[Key, NotedEntry] | None = None, sample: str = ""
) -> bytes:
    """The workbook, with what is noted already, if anything; sample: the note of a sample."""
    plan = declared.milestones
    pen = new_book(plan.book.title)
    titles = (plan.book.title, plan.book.note)
    sheet, top = open_sheet(pen, plan.book.sheet, titles, sample, _WIDTHS)
    pairs = [(m, plan.filers[f]) for m in plan.milestones.values() for f in m.filers]
    rows = [(m.name, chinese_date(m.due), f.name, "", "", "") for m, f in pairs]
    fill_table(pen, sheet, top, [plan.book.heads[key] for key in HEADS], rows, lefts=(1, 3))
    for row, (milestone, filer) in enumerate(pairs, top + 1):
        entry = (noted or {}).get((milestone.id, filer.id))
        _fill(pen, sheet, row, entry or NotedEntry(row), plan.book.not_needed)
    last = top + len(pairs)
    for validation in _validations(declared, top + 1, last):
        sheet.add_data_validation(validation)
    sheet.auto_filter.ref = f"A{top}:F{last}"
    return stable_bytes(pen.book)


def _fill(pen: Pen, sheet: Worksheet, row: int, entry: NotedEntry, not_needed: str) -> None:
    """The cells in which the office writes."""
    day = pen.text(sheet, (row, 4), "", CENTRE)
    day.value, day.number_format = entry.day, _DAY_FORMAT
    note = pen.text(sheet, (row, 5), entry.note, LEFT)
    status = pen.text(sheet, (row, 6), not_needed if entry.not_needed else "", CENTRE)
    for cell in (note, status):
        cell.value = cell.value or None
    for cell in (day, note, status):
        cell.protection = Protection(locked=False)


def _validations(declared: Declarations, first: int, last: int) -> list[DataValidation]:
    """Days of the campaign, and the one word of a state."""
    campaign, word = declared.campaign, declared.milestones.book.not_needed
    days = DataValidation(
        type="date",
        operator="between",
        formula1=str(serial_of(campaign.cumulative_from)),
        formula2=str(serial_of(campaign.final_cutoff)),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="请填日期",
        error=f"应为{chinese_date(campaign.cumulative_from)}至{chinese_date(campaign.final_cutoff)}之间的日期，"
        f"如{campaign.cumulative_from}。",
        sqref=f"D{first}:D{last}",
    )
    return [days, choice(f"F{first}:F{last}", [word], f"只能选“{word}”，或空着。")]
