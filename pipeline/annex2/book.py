"""The published Annex 2: the official form filled with the totals, and behind it where they come from."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.note import annex_note, date_line
from pipeline.annex2.record import add_record
from pipeline.annex2.sheets import add_sector_sheet, add_unit_sheet
from pipeline.annex2.sources import add_source_sheet
from pipeline.annex2.status import add_status_sheet
from pipeline.drawing.figure_cells import number_format, stored_value, write_number
from pipeline.drawing.pen import TEMPLATE, Pen
from pipeline.drawing.printed_sheet import mark_foot
from pipeline.drawing.room import make_room
from pipeline.drawing.template_book import load_template
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release, Total
from pipeline.words.shared_text import shared_text


def fill_annex2(release: Release, templates: Path) -> bytes:
    """附件2.xlsx as it is published; DeclarationError where the template cannot take it."""
    book = load_template(templates / TEMPLATE)
    _fill_official(book, release)
    for sheet in book.worksheets:
        _refuse_formulas(sheet)
        mark_foot(sheet, release.sample_note)
    pen = Pen(book)
    add_sector_sheet(pen, release)
    add_unit_sheet(pen, release)
    add_status_sheet(pen, release)
    add_source_sheet(pen, release)
    add_record(pen, release)
    book.properties.title = f"{''.join(release.declared.form.title)}（{release.period.chinese}）"
    return stable_bytes(book, pen.stored, pen.added)


def _fault(key: str, problem: str) -> DeclarationError:
    return DeclarationError(f"templates/{TEMPLATE}", key, problem)


def _fill_official(book: Workbook, release: Release) -> None:
    form = release.declared.form
    values = {i: t.value for i, t in release.totals.items()}
    for item, indicators in form.by_item.items():
        cell = _named(book, f"total_{indicators[0].id}")  # those of one item have one cell
        if item in form.shared_items:
            _write_text(cell, shared_text(form.shared_items[item], form, values))
        else:
            _write_total(cell, release.totals[indicators[0].id])
    _write_text(_named(book, "annex_date"), date_line(release))
    _write_text(_named(book, "annex_note"), annex_note(release))
    _write_text(_named(book, "annex_sample"), release.sample_note)


def _named(book: Workbook, name: str) -> Cell:
    """The cell of a defined name, wherever the office has moved it; check_templates has seen that it is one."""
    title, reference = next(book.defined_names[name].destinations)
    cell = book[title][reference.replace("$", "")]
    assert isinstance(cell, Cell), name
    return cell


def _write_total(cell: Cell, total: Total) -> None:
    """The value and nothing else, but a format that shows its own digits."""
    value = stored_value(total.indicator, total.value)
    if isinstance(value, str):
        _write_text(cell, value)
    else:
        write_number(cell, value)
        cell.number_format = number_format(total.indicator, value)


def _write_text(cell: Cell, text: str) -> None:
    """A text, and room for it."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
        make_room(cell, text)


def _refuse_formulas(sheet: Worksheet) -> None:
    """A formula that an office put into the template would be published without its result."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                raise _fault(f"{sheet.title}!{cell.coordinate}", "模板里不能有公式，请改成文字")
