"""The condition under which a marked cell stays coloured: that it still holds what it held."""

import math
import re

from pipeline.books.references import absolute
from pipeline.books.workbook import Cell

# Part of every condition of ours, true everywhere, and how our conditions are known again in the next round.
SIGN = "退回标记"
_TRUE = f'N("{SIGN}")=0'
_LONGEST = 200  # Excel takes 255 characters in a literal
_NUMBER = re.compile("[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
# What a formula cannot quote as the cell has it: control characters, escapes of them, characters of two units.
_ODD = re.compile(
    "[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|[\U00010000-\U0010ffff]"
)


def still_holds(ref: str, cell: Cell, serial: str, unless: str = "") -> str:
    """A formula that is true as long as a cell holds what it holds now, and `unless`, another cell, is not 是.

    serial: the stored digits of a number or date.
    """
    settled = f',NOT(EXACT({absolute(unless)},"是"))' if unless else ""
    return f"AND({_test(absolute(ref), cell, serial)}{settled},{_TRUE})"


def _test(ref: str, cell: Cell, serial: str) -> str:
    if not cell.text:
        return f"LEN({ref})=0"  # a blank, an empty string, a formula without a result
    if cell.kind == "error":
        return f"ISERROR({ref})"
    if cell.kind == "bool":
        return f"ISLOGICAL({ref}),{ref}={'TRUE' if cell.text == '1' else 'FALSE'}"
    if cell.kind == "text":
        return f"ISTEXT({ref}),{_same_text(ref, cell.text)}"
    return f"ISNUMBER({ref}),{_same_number(ref, serial)}"


def _same_text(ref: str, text: str) -> str:
    odd = _ODD.search(text)
    begin = text[: odd.start() if odd else len(text)][:_LONGEST]
    literal = '"' + begin.replace('"', '""') + '"'
    if begin == text:
        return f"EXACT({ref},{literal})"
    return f"EXACT(LEFT({ref},{len(begin)}),{literal})"


def _same_number(ref: str, serial: str) -> str:
    """Excel reads 15 digits of a literal: what has more is compared within a hair."""
    number = float(serial) if _NUMBER.fullmatch(serial) else math.nan
    if not math.isfinite(number):
        return "TRUE"  # a date in words, digits beyond any number
    literal = f"{number:.15g}".upper()
    if float(literal) == number:
        return f"{ref}={literal}"
    return f"ABS({ref}-({literal}))<=ABS({ref})*1E-14"
