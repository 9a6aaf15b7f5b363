"""Draws templates/annex2.xlsx and templates/form.xlsx from the declarations, and templates/bulletin.docx beside them.

Once drawn they are the office's to restyle in Excel and Word: everything else finds cells by defined names, and looks
by the names of styles.
"""

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.filling_notes import basis_note, draw_notes
from pipeline.drawing.looks import (
    HEI,
    NORMAL_SIZE,
    RED,
    SONG,
    Look,
    fit_one_page,
    height,
    put,
    set_widths,
    stretch,
)
from pipeline.drawing.named_cells import name_cell
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.grid import Half, Layout, draw_grid
from pipeline.model.declared import Declarations
from pipeline.model.form import Form
from pipeline.word.template import draw_word_template

_ANNEX = Layout((Half(2, 3, 3, 4), Half(5, 6, 6, 7)), split=False, size=10.5, least_height=36)
_ANNEX_WIDTHS = (8, 4, 21.5, 16.5, 4, 21.5, 16.5)
_FORM = Layout((Half(2, 3, 4, 5), Half(6, 7, 8, 9)), split=True, size=10, least_height=26)
_FORM_WIDTHS = (8, 4.5, 14.5, 12.5, 10.5, 4, 14.5, 12.5, 10.5)
_BELOW = ("blanks_are_zero", "remarks")  # headings that stand below the grid


def draw_templates(declared: Declarations) -> dict[str, bytes]:
    """The templates by file name, as an office would find them drawn."""
    return {
        "annex2.xlsx": _annex2(declared),
        "form.xlsx": _form(declared),
        "bulletin.docx": draw_word_template(),
    }


def _annex2(declared: Declarations) -> bytes:
    book, sheet = _new_book(declared.campaign.document["annex"], _ANNEX_WIDTHS)
    form = declared.form
    sample, top = _titles(sheet, form, 7)
    year = declared.campaign.first_month.year
    date = put(
        sheet, (top, 1, top, 7), f"时间：{year}年　月　日", Look(across="right", boxed=False)
    )
    sheet.row_dimensions[top].height = 20
    below, cells = draw_grid(sheet, form, top + 1, _ANNEX)
    note = put(sheet, (below, 1, below, 7), None, Look(9.5, across="left", down="top", boxed=False))
    sheet.row_dimensions[below].height = 44
    names = {f"total_{indicator}": ref for indicator, ref in cells.items()}
    _name_cells(
        book, sheet, {**names, "annex_date": date, "annex_note": note, "annex_sample": sample}
    )
    fit_one_page(sheet, f"G{below}")
    stretch(sheet, top + 1, below - 1)
    return stable_bytes(book)


def _form(declared: Declarations) -> bytes:
    book, sheet = _new_book("表", _FORM_WIDTHS)
    form = declared.form
    sample, top = _titles(sheet, form, 9)
    basis = put(
        sheet, (top, 1, top, 9), basis_note(declared), Look(11, HEI, bold=True, boxed=False)
    )
    sheet.row_dimensions[top].height = 20
    top, headings = _heading_block(sheet, form, top + 1)
    below, cells = draw_grid(sheet, form, top, _FORM)
    below_cells, count = _closing_rows(sheet, form, below)
    names = {
        **headings,
        **cells,
        **below_cells,
        "basis_note": basis,
        "blank_count": count,
        "sample": sample,
    }
    _name_cells(book, sheet, {f"form_{name}": ref for name, ref in names.items()})
    fit_one_page(sheet, f"I{below + 1}")
    stretch(sheet, top, below - 1)
    draw_notes(book.create_sheet("填表说明"), form.notes)
    return stable_bytes(book)


def _new_book(title: str, widths: tuple[float, ...]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    # Column widths are counted in digits of this font; openpyxl has no public way to set it.
    styles: Any = book
    styles._named_styles["Normal"].font = Font(SONG, NORMAL_SIZE)
    sheet = book.worksheets[0]
    sheet.title = title
    set_widths(sheet, widths)
    return book, sheet


def _titles(sheet: Worksheet, form: Form, width: int) -> tuple[str, int]:
    """The line for samples and the title lines; the former's cell, and the row below."""
    sample = put(sheet, (1, 1, 1, width), None, Look(11, HEI, colour=RED, boxed=False))
    sheet.row_dimensions[1].height = 15
    for row, line in enumerate(form.title, 2):
        put(sheet, (row, 1, row, width), line, Look(18, HEI, boxed=False))
        sheet.row_dimensions[row].height = 27
    return sample, len(form.title) + 2


def _heading_block(sheet: Worksheet, form: Form, top: int) -> tuple[int, dict[str, str]]:
    """Headings two a row; the row below, and the cell of each."""
    cells = {}
    headings = [h for h in form.headings.values() if h.id not in _BELOW]
    for at, heading in enumerate(headings):
        row, right = top + at // 2, at % 2
        label, field = ((6, 7), (8, 9)) if right else ((1, 2), (3, 5))
        put(sheet, (row, label[0], row, label[1]), heading.label, Look(10, HEI))
        look = Look(10, unlocked=True, as_text=True)
        cells[heading.id] = put(sheet, (row, field[0], row, field[1]), None, look)
        sheet.row_dimensions[row].height = 20
    return top + (len(headings) + 1) // 2, cells


def _closing_rows(sheet: Worksheet, form: Form, row: int) -> tuple[dict[str, str], str]:
    """What stands below the grid: how blanks count, how many are left, room for explanations."""
    zero, remarks = (form.headings[name] for name in _BELOW)
    put(sheet, (row, 1, row, 4), zero.label, Look(10, HEI, across="right"))
    cells = {zero.id: put(sheet, (row, 5, row, 5), None, Look(unlocked=True, as_text=True))}
    count = put(sheet, (row, 6, row, 9), None, Look(10, HEI, across="left", colour=RED))
    put(sheet, (row + 1, 1, row + 1, 2), remarks.label, Look(10, HEI))
    field = Look(10, across="left", down="top", unlocked=True)
    cells[remarks.id] = put(sheet, (row + 1, 3, row + 1, 9), None, field)
    sheet.row_dimensions[row].height = max(22, height(sheet, (1, 4), zero.label, 10))
    sheet.row_dimensions[row + 1].height = 84
    return cells, count


def _name_cells(book: Workbook, sheet: Worksheet, names: Mapping[str, str]) -> None:
    for name, ref in names.items():
        name_cell(book, sheet.title, ref, name)
