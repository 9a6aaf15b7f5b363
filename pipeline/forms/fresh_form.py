"""A fresh form with what could be read of a workbook that cannot be marked itself."""

from collections.abc import Collection, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.unit_form import draw_unit_form
from pipeline.ledger.filling import fill_ledger
from pipeline.marking.texts import as_shown
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.period import Period
from pipeline.model.received import SheetForm, Submission
from pipeline.model.work_reports import PREFIX as REPORT
from pipeline.sheets.located import At
from pipeline.words.wording import show


def fresh_form(
    submission: Submission, declared: Declarations, templates: Path, period: Period
) -> tuple[bytes, dict[str, At]]:
    """The form, and the place in it of every `<sheet id>_<indicator or heading>` and of the ledger's cells.

    Carried over are the values that could be read and the headings as they were typed; all else stays blank.
    """
    unit = declared.roster.units[submission.unit]
    book, stored = draw_unit_form(declared, templates, unit, period, submission.sample)
    places = {
        name: (sheet, ref.replace("$", ""))
        for name, defined in book.defined_names.items()
        for sheet, ref in defined.destinations
    }
    for form in submission.submitted:
        if form.sector in unit.sectors:
            _carry_over(book, places, form, _moved(submission, declared), declared)
    for said in submission.report.texts if submission.report else ():
        if at := places.get(f"{REPORT}{said.box}"):  # the forms of weeks have none
            _type(_cell(book, at), said.text)
    places |= _carry_ledger(book, submission, declared)
    # What the self-check amounts to now is worked out by whatever opens the book: better nothing than what was.
    return stable_bytes(book, dict.fromkeys(stored)), places


def _carry_ledger(book: Workbook, submission: Submission, declared: Declarations) -> dict[str, At]:
    """The rows of the ledger as far as they could be read, and where their cells now stand, by their keys."""
    ledger, came = declared.ledger, submission.ledger
    if ledger is None or came is None or ledger.sheet not in book.sheetnames:
        return {}
    rows = sorted((*came.rows, *came.others), key=lambda row: row.number)
    cells = fill_ledger(book[ledger.sheet], ledger, rows)
    return {key: (ledger.sheet, cell) for key, cell in cells.items()}


def _moved(submission: Submission, declared: Declarations) -> set[At]:
    """The cells that were taken for headings, but are not beside their labels."""
    code = declared.intake_rule("heading_moved").code
    return {(f.sheet or "", f.cell or "") for f in submission.findings if f.rule == code}


def _carry_over(
    book: Workbook,
    places: Mapping[str, At],
    form: SheetForm,
    moved: Collection[At],
    declared: Declarations,
) -> None:
    about = declared.roster.sheets[form.sector].sector
    for name, heading in form.headings.items():
        found = heading.cell and (heading.sheet, heading.cell) not in moved
        blank = found and declared.form.headings[name].demand == "must"
        if heading.text or blank:  # what the unit left blank is not filled in for it
            _type(_cell(book, places[f"{about}_{name}"]), heading.text)
    for entry in form.entries.values():
        if entry.state == "number":
            value = _as_typed(declared.form.indicators[entry.indicator], entry.value)
            _type(_cell(book, places[f"{about}_{entry.indicator}"]), value)


def _as_typed(indicator: Indicator, value: float) -> str | float:
    """A value as a clerk types it: 是 or 否, a whole number without decimals."""
    if indicator.is_yesno:
        return show(indicator, value)
    return int(value) if value.is_integer() else value


def _type(cell: Cell, value: str | float) -> None:
    """Type into a cell; a text stays one, whatever it begins with."""
    cell.value = as_shown(value) or None if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _cell(book: Workbook, at: At) -> Cell:
    cell = book[at[0]][at[1]]
    assert isinstance(cell, Cell)
    return cell
