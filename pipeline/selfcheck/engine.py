"""The hidden sheet that works the self-check out: one row for each sheet of the form, and one for each cell of it."""

from pipeline.selfcheck import places as at
from pipeline.selfcheck.blank_lines import blanks_of
from pipeline.selfcheck.causes import Board
from pipeline.selfcheck.cell_lines import declared_zero, had
from pipeline.selfcheck.flags import draw_flags
from pipeline.selfcheck.formula import all_of, any_of
from pipeline.selfcheck.heading_lines import (
    is_known_period,
    is_own_period,
    is_right_sector,
    is_right_unit,
)
from pipeline.selfcheck.pen import FormulaPen
from pipeline.selfcheck.places import Scene, SheetBlock
from pipeline.selfcheck.value_cells import cleaned, digits, parsed, rest, value
from pipeline.selfcheck.verdict import unfilled, verdict


def draw_engine(pen: FormulaPen, scene: Scene, board: Board) -> None:
    """Write what is known of the form's sheets and cells."""
    pen.constant("A1", "本页是核对用的公式，请不要改动")
    for block in scene.blocks:
        _draw_sheet(pen, block, scene, board)
        _draw_values(pen, block, scene)
        _draw_others(pen, block, scene)
        draw_flags(pen, block, board)


def _draw_sheet(pen: FormulaPen, block: SheetBlock, scene: Scene, board: Board) -> None:
    """What is known of a sheet as a whole."""
    filled = f'SUMPRODUCT(--({block.all_asked(at.TEXT)}<>""))>0'
    tests = {
        at.SUBMITTED: (any_of(declared_zero(block), filled), 0),
        at.KNOWN_PERIOD: (is_known_period(block, scene), 1),
        at.COMPARABLE: (_is_comparable(block, scene), 1),
    }
    pen.constant(f"A{block.row}", block.sector)
    for column, (test, blank) in tests.items():
        pen.formula(block.of_sheet(column), f"IF({test},1,0)", blank)
    for column, severity in ((at.ERRORS, 0), (at.WARNINGS, 1)):
        rows = [r for r, x in board.rows.items() if (x.block, x.severity) == (block, severity)]
        told = f"COUNT(${at.ORDER}${rows[0]}:${at.ORDER}${rows[-1]})" if rows else "0"
        pen.formula(block.of_sheet(column), told, 0)
    pen.formula(block.of_sheet(at.BLANKS), blanks_of(block), len(block.asked))
    told = verdict(block, scene)
    pen.formula(block.of_sheet(at.VERDICT), told, unfilled(len(block.asked)))


def _is_comparable(block: SheetBlock, scene: Scene) -> str:
    """Whether the sheet is still the one that had something before."""
    tests = [is_own_period(block, scene), is_right_unit(block, scene.declared)]
    if "sector" in block.headings:
        tests.append(is_right_sector(block, scene.declared))
    return all_of(*tests)


def _draw_values(pen: FormulaPen, block: SheetBlock, scene: Scene) -> None:
    """The values that are to be filled: what is typed, and the number that it is."""
    zero = declared_zero(block)
    for name in block.asked:
        indicator = scene.declared.form.indicators[name]
        pen.constant(block.at(at.KEY, name), block.key(name))
        pen.formula(block.at(at.TEXT, name), cleaned(block, name), "")
        if not indicator.is_yesno:
            pen.formula(block.at(at.DIGITS, name), digits(block, indicator), "")
            pen.formula(block.at(at.REST, name), rest(block, indicator), "")
            pen.formula(block.at(at.PARSED, name), parsed(block, indicator), "")
        pen.formula(block.value(name), value(block, indicator, zero), "")
        was = had(block, name)
        if was == was:  # not NaN
            pen.constant(block.at(at.BEFORE, name), int(was) if was.is_integer() else was)


def _draw_others(pen: FormulaPen, block: SheetBlock, scene: Scene) -> None:
    """The cells that are not to be filled, and the headings."""
    indicators = scene.declared.form.indicators
    shown = {i: scene.declared.hint(indicators[i], block.sector) for i in block.others}
    for name in (*block.others, *block.headings):
        pen.constant(block.at(at.KEY, name), block.key(name))
        blank = {**shown, **scene.prefilled[block.sector]}.get(name, "")
        pen.formula(block.at(at.TEXT, name), cleaned(block, name), blank)
