"""The colour of each cell of the form, as a number beside it."""

from collections.abc import Sequence

from pipeline.selfcheck import places as at
from pipeline.selfcheck.causes import Board
from pipeline.selfcheck.formula import any_of, first_that
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.pen import FormulaPen
from pipeline.selfcheck.places import SheetBlock


def draw_flags(pen: FormulaPen, block: SheetBlock, board: Board) -> None:
    """The colour of each cell: 2 for an error at it, 1 for a question."""
    at_place: dict[str, list[tuple[int, Line]]] = {}
    for row, line in board.rows.items():
        if line.block is block and line.place and line.severity < 2:
            at_place.setdefault(line.place, []).append((row, line))
    for name, lines in at_place.items():
        tests = [(_told(0, lines, board), "2"), (_told(1, lines, board), "1")]
        pen.formula(block.at(at.FLAG, name), first_that([t for t in tests if t[0]], "0"), 0)


def _told(severity: int, lines: Sequence[tuple[int, Line]], board: Board) -> str:
    """Whether one of some lines is told, or one that stands for it."""
    rows = [row for row, line in lines if line.severity == severity]
    told = [f"COUNT({','.join(f'${at.ORDER}${row}' for row in rows)})>0"] if rows else []
    for row in rows:
        gathered = [f"${at.ORDER}${m}" for m in board.gatherers(row)]
        told += [f"${at.BROKEN}${row}*COUNT({','.join(gathered)})>0"] if gathered else []
    return any_of(*told) if told else ""
