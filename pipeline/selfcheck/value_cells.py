"""A cell of the form as the reader would read it: blank, a number, or no number at all (numbers.py, as formulas)."""

from openpyxl.utils import quote_sheetname

from pipeline.books.references import position
from pipeline.model.form import Indicator
from pipeline.selfcheck.formula import all_of, any_of, first_that, number, replaced, text
from pipeline.selfcheck.places import DIGITS, PARSED, REST, TEXT, SheetBlock

ERROR, LOGICAL = "#错误值", "#逻辑值"  # what stands for such a cell; no one types these
NO_NUMBER = '"x"'
_SPACES = [*(f"CHAR({n})" for n in (9, 10, 13)), *(text(c) for c in "\u00a0\u3000")]
_NOTHING = [text(c) for c in "\u200b\ufeff"]
_WIDE = list(zip(map(text, "０１２３４５６７８９．－"), map(text, "0123456789.-"), strict=True))
_MOST, _NEAR = "1E15", "1E-9"
_END = "|"  # stands behind a text while its unit is taken off


def cleaned(block: SheetBlock, name: str) -> str:
    """What a cell of the form holds, without the spaces around it."""
    row, column = position(block.cells[name])
    cell = f"INDEX({quote_sheetname(block.title)}!{block.reach},{row},{column})"
    spaces = [(c, '" "') for c in _SPACES] + [(c, '""') for c in _NOTHING]
    cases = [
        (f"ISERROR({cell})", text(ERROR)),
        (f"ISLOGICAL({cell})", text(LOGICAL)),
        (f"ISTEXT({cell})", f"TRIM({replaced(cell, spaces)})"),
        (f"ISBLANK({cell})", '""'),
    ]
    return first_that(cases, cell)


def digits(block: SheetBlock, indicator: Indicator) -> str:
    """A text's own digits: wide ones made narrow, the field's unit behind them taken off."""
    ref = block.at(TEXT, indicator.id)
    narrow = replaced(ref, [(text(_END), '"x"'), *_WIDE])
    unit = [(text(indicator.unit + _END), text(_END))] if indicator.unit else []
    bare = replaced(f"{narrow}&{text(_END)}", [*unit, (text(_END), '""')])
    return f'IF(ISTEXT({ref}),TRIM({bare}),"")'


def rest(block: SheetBlock, indicator: Indicator) -> str:
    """What is left of them without digits and thousands commas."""
    ref = block.at(DIGITS, indicator.id)
    return replaced(ref, [(text(c), '""') for c in "0123456789,"])


def parsed(block: SheetBlock, indicator: Indicator) -> str:
    """The number that the digits write out, or no number."""
    ref, left = block.at(DIGITS, indicator.id), block.at(REST, indicator.id)
    bare = f'SUBSTITUTE({ref},",","")'
    behind = f'IF(ISERROR(FIND(".",{ref})),0,LEN({ref})-FIND(".",{ref}))'
    tests = all_of(
        any_of(*(f"{left}={text(w)}" for w in ("", ".", "-", "-."))),
        f"LEN({bare})>LEN({left})",
        any_of(f'ISERROR(FIND("-",{left}))', f'LEFT({ref},1)="-"'),
        f'RIGHT({ref},1)<>"."',
        f'LEFT(SUBSTITUTE({ref},"-",""),1)<>"."',
        any_of(f'ISERROR(FIND(",",{ref}))', f"{ref}=FIXED(VALUE({bare}),{behind},FALSE)"),
    )
    return f'IF({ref}="","",IFERROR(IF({tests},VALUE({bare}),{NO_NUMBER}),{NO_NUMBER}))'


def value(block: SheetBlock, indicator: Indicator, zero: str) -> str:
    """The value: a number, "" for a blank, or a text for what is no number. zero: whether blanks count as 0."""
    ref, typed = block.at(TEXT, indicator.id), block.at(PARSED, indicator.id)
    if indicator.is_yesno:
        words = [(f"{ref}={text(w)}", v) for w, v in (("是", "1"), ("否", "0"), ("", '""'))]
        return first_that(words, NO_NUMBER)
    blank = '""' if indicator.is_stock else f'IF({zero},0,"")'
    cases = [
        (f'{ref}=""', blank),
        (f"ISNUMBER({ref})", _stored(ref, indicator)),
        (f"ISNUMBER({typed})", _stored(typed, indicator)),
    ]
    return first_that(cases, NO_NUMBER)


def _stored(ref: str, indicator: Indicator) -> str:
    """A number, but for the tail that a sum leaves behind; what is beyond all measure is none."""
    near = f"ROUND({ref},{number(indicator.kind.decimals)})"
    cases = [(f"ABS({ref})>{_MOST}", NO_NUMBER), (f"ABS({ref}-{near})<={_NEAR}", near)]
    return first_that(cases, ref)
