"""The sheet 自查: the verdict on each sheet of the form, and what is still wrong, each with a link to its cell."""

from copy import copy

from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import HEI, RED, Look, fit_one_page, line_height, put, set_widths
from pipeline.selfcheck import places as at
from pipeline.selfcheck.causes import Board
from pipeline.selfcheck.colours import add_condition
from pipeline.selfcheck.formula import text
from pipeline.selfcheck.pen import FormulaPen
from pipeline.selfcheck.places import Scene, SheetBlock
from pipeline.selfcheck.verdict import KINDS, LACKING, READY, unfilled

LIST = "自查"
WHOLE_SHEET = "全表"
_WIDTHS = (6, 10, 15, 9, 78)
_HEADS = ("序号", "程度", "工作表", "单元格", "问题")
_NOTE = "本页随填随核，不用填写。点“单元格”一列可以跳到那一格；{}，以收到后的核对为准。"
_NOT_HERE = "这里没有列出的"
_NOT_HERE_NOR = "没有列出的和“{}”里的"
_SHOWN = 20  # faults that are listed at a time
_LINES = 3  # of text that a row shows
_LINK, _AMBER, _GREEN = "FF0563C1", "FF7F6000", "FF375623"
_SIZE = 10.5
_FOUND = "F"  # a hidden column


def draw_list(pen: FormulaPen, scene: Scene, board: Board, engine: str) -> None:
    """Draw it. engine: the quoted name of the hidden sheet."""
    sheet = pen.sheet
    set_widths(sheet, _WIDTHS)
    put(sheet, (1, 1, 1, 5), LIST, Look(18, HEI, boxed=False))
    put(sheet, (2, 1, 2, 5), _note(scene), Look(_SIZE, across="left", boxed=False))
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 20
    row = 3
    for block in scene.blocks:
        _draw_verdict(pen, row, block, engine)
        row += 1
    for column, head in enumerate(_HEADS, 1):
        put(sheet, (row + 1, column, row + 1, column), head, Look(_SIZE, HEI))
    first = row + 2
    rows = list(board.rows)
    _draw_faults(pen, first, (f"{engine}!", rows[0], rows[-1]))
    last = first + _SHOWN
    _draw_more(pen, last, f"{engine}!${at.ORDER}${rows[0]}:${at.ORDER}${rows[-1]}")
    _colour(sheet, 3, first, last - 1)
    fit_one_page(sheet, f"E{last}")


def _note(scene: Scene) -> str:
    """What the page is for, and what it does not tell."""
    return _NOTE.format(_NOT_HERE_NOR.format(scene.unchecked) if scene.unchecked else _NOT_HERE)


def _draw_verdict(pen: FormulaPen, row: int, block: SheetBlock, engine: str) -> None:
    """What stands under the table of each sheet, and a link there."""
    put(pen.sheet, (row, 1, row, 3), block.title, Look(12, HEI))
    put(pen.sheet, (row, 4, row, 5), None, Look(12, HEI, across="left"))
    pen.sheet.row_dimensions[row].height = 24
    blank = unfilled(len(block.asked))
    pen.formula(f"D{row}", f"{engine}!{block.of_sheet(at.VERDICT)}", blank)


def _draw_faults(pen: FormulaPen, first: int, where: tuple[str, int, int]) -> None:
    """The faults that are told, by their number; blank where there are not so many."""
    sheet = pen.sheet
    looks = [Look(_SIZE, boxed=False)] * 4 + [Look(_SIZE, across="left", boxed=False)]
    for column, look in enumerate(looks, 1):
        put(sheet, (first, column, first, column), None, look)
    sheet[f"D{first}"].font = Font(HEI, _SIZE, underline="single", color=_LINK)
    for row in range(first, first + _SHOWN):
        sheet.row_dimensions[row].height = line_height(_LINES, _SIZE)
        for letter, formula in _fault(row, row - first + 1, where).items():
            pen.formula(f"{letter}{row}", formula, "")
            # Cells alike share their looks: to set them one by one takes openpyxl half a second.
            sheet[f"{letter}{row}"]._style = copy(sheet[f"{letter}{first}"]._style)
    sheet.column_dimensions[_FOUND].hidden = True


def _fault(row: int, n: int, where: tuple[str, int, int]) -> dict[str, str]:
    """The formulas of one, by column; a hidden one finds it."""
    engine, first, last = where

    def column_of(letter: str) -> str:
        return f"{engine}${letter}${first}:${letter}${last}"

    def told(letter: str) -> str:
        return f"INDEX({column_of(letter)},${_FOUND}{row})"

    orders, found = column_of(at.ORDER), f'${_FOUND}{row}=""'
    place = f'SUBSTITUTE($C{row},"\'","\'\'")'
    link = f'"#\'"&{place}&"\'!"&{told(at.CELL)}'
    shown = f'IF({told(at.CELL)}="A1",{text(WHOLE_SHEET)},{told(at.CELL)})'
    kinds = ",".join(map(text, KINDS))
    return {
        _FOUND: f'IF(COUNT({orders})>={n},MATCH({n},{orders},0),"")',
        "A": f'IF({found},"",{n})',
        "B": f'IF({found},"",CHOOSE({told(at.SEVERITY)},{kinds}))',
        "C": f'IF({found},"",{told(at.TITLE)})',
        "D": f'IF({found},"",HYPERLINK({link},{shown}))',
        "E": f'IF({found},"",{told(at.SAID)})',
    }


def _draw_more(pen: FormulaPen, row: int, orders: str) -> None:
    """How many there are beyond those."""
    put(pen.sheet, (row, 1, row, 5), None, Look(_SIZE, across="left", boxed=False))
    more = f"{text('还有')}&(COUNT({orders})-{_SHOWN})&{text('条没有列出，改完上面的再看。')}"
    pen.formula(f"A{row}", f'IF(COUNT({orders})>{_SHOWN},{more},"")', "")


def _colour(sheet: Worksheet, top: int, first: int, last: int) -> None:
    """Lines around what is told, the verdict green or red, the faults red or amber."""
    side = Side("thin", "FFBFBFBF")
    box = Border(left=side, right=side, top=side, bottom=side)
    looks = {
        KINDS[0]: DifferentialStyle(Font(color=RED), fill=_filled("FFFFE5E5"), border=box),
        KINDS[1]: DifferentialStyle(Font(color=_AMBER), fill=_filled("FFFFF2CC"), border=box),
        KINDS[2]: DifferentialStyle(border=box),
    }
    # One area, one set of conditions: LibreOffice shows only one of several that hold in a cell.
    for kind, look in looks.items():
        add_condition(sheet, f"B{first}:B{last}", f"$B{first}={text(kind)}", look)
    told = f'$A{first}<>""'
    for area in (f"A{first}:A{last}", f"C{first}:E{last}"):
        add_condition(sheet, area, told, DifferentialStyle(border=box))
    verdicts = f"D{top}:E{first - 3}"
    for words, colour in ((READY, _GREEN), (LACKING, RED)):
        begins = f"LEFT($D{top},{len(words)})={text(words)}"
        add_condition(sheet, verdicts, begins, DifferentialStyle(Font(color=colour)))


def _filled(colour: str) -> PatternFill:
    return PatternFill("solid", bgColor=colour)
