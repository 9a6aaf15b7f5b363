"""One unit's form, drawn from templates/form.xlsx: the workbook before anybody has typed into it."""

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.filling_notes import fill_notes, words_of
from pipeline.drawing.named_cells import name_cell
from pipeline.drawing.protection import protect
from pipeline.drawing.template_book import load_template
from pipeline.forms.form_sheet import add_copy, fill_sheet
from pipeline.ledger.sheet import add_ledger
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.form import Form
from pipeline.model.period import Period
from pipeline.model.roster import Sector, Unit
from pipeline.model.week import Week
from pipeline.selfcheck.into_form import Stored, add_selfcheck
from pipeline.selfcheck.prompts import prompts_of
from pipeline.sheets.marks import MARKS
from pipeline.work_reports.sheet import add_report_sheet

PREFIX = "form_"


def draw_unit_form(
    declared: Declarations,
    templates: Path,
    unit: Unit,
    period: Period,
    sample: bool,
    earlier: Mapping[str, Earlier] | None = None,
) -> tuple[Workbook, Stored]:
    """The workbook, and what its formulas amount to while it is blank, by (sheet name, reference).

    earlier: what sheets had before, by sheet id; None where nothing can be known of that.
    """
    book = load_template(templates / "form.xlsx")
    cells = _draw_sheets(book, declared, unit, period, sample, earlier)
    notes = book.worksheets[len(unit.sectors) :]
    for sheet in notes:
        fill_notes(sheet, words_of(declared, unit, period))
        protect(sheet)
    add_ledger(book, declared, unit, period, sample)
    add_report_sheet(book, declared, unit, period, book.index(notes[0]), sample)
    stored = add_selfcheck(book, declared, unit, period, cells, earlier or {})
    _add_marks(book, declared.form, unit, period, sample)
    _open_at_first(book)
    return book, stored


def _draw_sheets(
    book: Workbook,
    declared: Declarations,
    unit: Unit,
    period: Period,
    sample: bool,
    earlier: Mapping[str, Earlier] | None,
) -> dict[str, str]:
    """The unit's sheets in place of the template's; where its cells stand on each of them, by name."""
    source, cells = _take_names(book)
    source[cells["sample"]] = declared.form.sample_note if sample else None
    for at, sector in enumerate(unit.sectors):
        about = declared.roster.sheets[sector]
        sheet = add_copy(book, source, about.title, at)
        prompts = prompts_of(declared, sector, period, earlier)
        fill_sheet(sheet, declared, sector, period, cells, prompts)
        _name_cells(book, about, cells, declared.form)
    book.remove(source)
    return cells


def _take_names(book: Workbook) -> tuple[Worksheet, dict[str, str]]:
    """The template's sheet and its cells by name without prefix; the names leave the book."""
    cells: dict[str, str] = {}
    title = ""
    for name in [n for n in book.defined_names if n.startswith(PREFIX)]:
        ((title, ref),) = book.defined_names.pop(name).destinations
        cells[name.removeprefix(PREFIX)] = ref.replace("$", "")
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet, cells


def _name_cells(book: Workbook, about: Sector, cells: Mapping[str, str], form: Form) -> None:
    """The names by which the headings and values of a sheet are read again."""
    for key in (*form.headings, *form.indicators):
        name_cell(book, about.title, cells[key], f"{about.sector}_{key}")


def _add_marks(book: Workbook, form: Form, unit: Unit, period: Period, sample: bool) -> None:
    sheet = book.create_sheet(MARKS)
    sheet.sheet_state = "hidden"
    for row in (("form", form.id), ("form_version", form.version), ("unit", unit.id)):
        sheet.append(row)
    # Should nobody be able to read the period, a form without this mark was meant for a month.
    if period.kind == Week.kind:
        sheet.append(("period", period.kind))
    if sample:
        sheet.append(("sample", "是"))
    protect(sheet)


def _open_at_first(book: Workbook) -> None:
    """Select the first sheet alone: in several selected ones Excel types into all of them."""
    book.active = 0
    for at, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = at == 0
