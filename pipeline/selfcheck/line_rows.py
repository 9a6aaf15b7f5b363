"""The rows of the hidden sheet for what can be wrong: whether it is, whether it is told, and in which words."""

from pipeline.selfcheck import places as at
from pipeline.selfcheck.causes import Board, board_of
from pipeline.selfcheck.cell_lines import cell_lines
from pipeline.selfcheck.formula import all_of, first_that, text
from pipeline.selfcheck.heading_lines import heading_lines
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.pen import FormulaPen
from pipeline.selfcheck.places import Scene
from pipeline.selfcheck.rule_lines import past_lines, rule_lines
from pipeline.selfcheck.several import counted, several_lines, several_said

_PARTS = (several_lines, cell_lines, heading_lines, rule_lines, past_lines)


def lines_of(scene: Scene) -> Board:
    """Everything that can be wrong, errors first and sheet by sheet, each with its row below those of the cells."""
    lines = [line for b in scene.blocks for part in _PARTS for line in part(b, scene)]
    ordered = sorted(lines, key=lambda line: (line.severity, line.block.row))
    return board_of(dict(enumerate(ordered, scene.below + 2)), scene.declared)


def draw_lines(pen: FormulaPen, scene: Scene, board: Board) -> None:
    """Write all of them."""
    for row, line in board.rows.items():
        _draw_line(pen, row, line, board)
        _draw_said(pen, row, line, scene, board)


def _draw_line(pen: FormulaPen, row: int, line: Line, board: Board) -> None:
    """Whether it is broken, and its number among those that are told."""
    code, place = f"{at.CODE}{row}", line.block.cells.get(line.place, "A1")
    broken = f"IF({line.broken},1,0)"
    if line.tells_which:
        pen.formula(code, line.broken, "")
        broken = f'IF({code}="",0,1)'
    else:
        pen.constant(code, line.rules[0].code)
    if line.rules[0].kind == "several":
        pen.formula(f"{at.COUNTED}{row}", counted(row, board), 0)
        broken = f"IF({at.COUNTED}{row}>={line.rules[0].least},1,0)"
    pen.constant(f"{at.SEVERITY}{row}", line.severity + 1)
    pen.constant(f"{at.TITLE}{row}", line.block.title)
    if line.at:
        pen.formula(f"{at.CELL}{row}", line.at, line.block.cells[next(iter(line.block.cells))])
    else:
        pen.constant(f"{at.CELL}{row}", place)
    pen.formula(f"{at.BROKEN}{row}", broken, 0)
    causes = [*board.first_round(row), *board.second_round(row)]
    tests = [f"{at.BROKEN}{row}=1", *([f"SUM({','.join(causes)})=0"] if causes else [])]
    above = f"COUNT({at.ORDER}${min(board.rows) - 1}:{at.ORDER}{row - 1})"
    pen.formula(f"{at.ORDER}{row}", f'IF({all_of(*tests)},{above}+1,"")', "")


def _draw_said(pen: FormulaPen, row: int, line: Line, scene: Scene, board: Board) -> None:
    words = dict(line.said)
    if line.rules[0].kind == "several":
        words[line.rules[0].code] = several_said(row, board, scene)
    cases = [(f"{at.CODE}{row}={text(code)}", told) for code, told in words.items()]
    told = first_that(cases[:-1], cases[-1][1])
    pen.formula(f"{at.SAID}{row}", f'IF({at.ORDER}{row}="","",{told})', "")
