"""Colours in the form while it is typed: by place, not by reference, so that no paste can shift a condition."""

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.books.references import position
from pipeline.selfcheck import places as at
from pipeline.selfcheck.formula import text
from pipeline.selfcheck.places import SheetBlock
from pipeline.selfcheck.verdict import READY

_FILLS = {2: "FFFFC7CE", 1: "FFFFEB9C"}  # Excel's own light red and light yellow
_GREEN = "FF375623"


def colour(book: Workbook, sheet: Worksheet, block: SheetBlock, engine: str) -> None:
    """One rule an error and one a question, over all cells at once. engine: the quoted name of the hidden sheet.

    The rules reach the hidden sheet through names: Excel before 2010 takes no other sheet in a condition.
    """
    names = {}
    first, last = block.first, block.first + len(block.names) - 1
    for column, what in ((at.KEY, "keys"), (at.FLAG, "flags")):
        names[what] = f"check_{what}_{block.sector}"
        area = f"{engine}!${column}${first}:${column}${last}"
        book.defined_names[names[what]] = DefinedName(names[what], attr_text=area)
    key = f"ROW()*{at.PER_ROW}+COLUMN()"
    flag = f"INDEX({names['flags']},MATCH({key},{names['keys']},0))"
    for level, colour_ in _FILLS.items():
        look = DifferentialStyle(fill=PatternFill("solid", bgColor=colour_))
        add_condition(sheet, _area(block), f"{flag}={level}", look)


def colour_verdict(sheet: Worksheet, ref: str) -> None:
    """Green where the sheet can be filed."""
    ready = f"LEFT({ref},{len(READY)})={text(READY)}"
    add_condition(sheet, ref, ready, DifferentialStyle(font=Font(color=_GREEN)))


def add_condition(sheet: Worksheet, area: str, condition: str, look: DifferentialStyle) -> None:
    """How the cells of an area look where a condition holds."""
    rule = Rule(type="expression", formula=[condition], dxf=look)
    sheet.conditional_formatting.add(area, rule)


def _area(block: SheetBlock) -> str:
    """The smallest range around all cells that may be coloured."""
    places = [position(block.cells[name]) for name in (*block.asked, *block.headings)]
    rows, columns = ([p[n] for p in places] for n in (0, 1))
    first, last = (f"{get_column_letter(f(columns))}{f(rows)}" for f in (min, max))
    return f"{first}:{last}"
