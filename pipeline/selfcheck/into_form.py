"""Puts the self-check into a form: the sheet 自查, the hidden sheet that works it out, colours, and the verdict."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.protection import protect
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.own_sheets import CHECK
from pipeline.model.period import Period
from pipeline.model.roster import Unit
from pipeline.selfcheck import places as at
from pipeline.selfcheck.colours import colour, colour_verdict
from pipeline.selfcheck.engine import draw_engine
from pipeline.selfcheck.layout import lay_out
from pipeline.selfcheck.line_rows import draw_lines, lines_of
from pipeline.selfcheck.list_sheet import LIST, draw_list
from pipeline.selfcheck.pen import FormulaPen
from pipeline.selfcheck.places import Scene
from pipeline.selfcheck.verdict import unfilled

Stored = dict[tuple[str, str], str | int]  # by (sheet name, reference)
_ENGINE = quote_sheetname(CHECK)


def add_selfcheck(
    book: Workbook,
    declared: Declarations,
    unit: Unit,
    period: Period,
    cells: Mapping[str, str],
    earlier: Mapping[str, Earlier],
) -> Stored:
    """Add it behind the unit's sheets, which are drawn; what its formulas amount to while the form is blank.

    cells: of the form's template, by name. earlier: what the unit's sheets had before, by sheet id, where it is known.
    """
    scene = _with_ledger(lay_out(declared, unit, period, cells, earlier), book)
    drawn, told = _draw_own_sheets(book, scene), cells["blank_count"]
    for block in scene.blocks:
        sheet = book[block.title]
        _tell(sheet, told, f"{_ENGINE}!{block.of_sheet(at.VERDICT)}")
        colour(book, sheet, block, _ENGINE)
        colour_verdict(sheet, told)
    return {**drawn, **{(b.title, told): unfilled(len(b.asked)) for b in scene.blocks}}


def _draw_own_sheets(book: Workbook, scene: Scene) -> Stored:
    """The list behind the unit's sheets, and the hidden sheet, both locked."""
    board = lines_of(scene)
    listed = FormulaPen(book.create_sheet(LIST, len(scene.blocks)))
    engine = FormulaPen(book.create_sheet(CHECK))
    engine.sheet.sheet_state = "hidden"
    draw_engine(engine, scene, board)
    draw_lines(engine, scene, board)
    draw_list(listed, scene, board, _ENGINE)
    protect(listed.sheet)
    protect(engine.sheet)
    return {**listed.stored, **engine.stored}


def _tell(sheet: Worksheet, ref: str, verdict: str) -> None:
    """The verdict on a sheet, which leads to the list."""
    cell = sheet[ref]
    cell.value = f"=HYPERLINK(\"#'{LIST}'!A1\",{verdict})"
    look, line = copy(cell.font), copy(cell.alignment)
    look.underline = "single"  # it is a link
    line.wrap_text, line.shrink_to_fit = False, True  # two lines would be cut
    cell.font, cell.alignment = look, line


def _with_ledger(scene: Scene, book: Workbook) -> Scene:
    """The verdict has to say that a ledger is not checked here: its errors return the workbook as well."""
    ledger = scene.declared.ledger
    if ledger is None or ledger.sheet not in book.sheetnames:
        return scene
    rows = book[ledger.sheet].iter_rows(values_only=True)
    drawn = sum(value is not None for row in rows for value in row)
    return replace(scene, unchecked=ledger.sheet, drawn=drawn)
