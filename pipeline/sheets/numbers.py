"""One cell to one number, by a closed list of ways to write it; everything else is a finding.

Read as a number: a number cell; and, each with a notice that says so: full-width digits, spaces around, the
half-width thousands comma, a number kept as text, the field's own unit behind it, a stored number within 1e-9 of
one with the right decimals, a formula with its stored result. And the two values that share a cell of the official
form, written as Annex 2 prints them (12次，35.6万元). Nothing else.
"""

import math
import re
import string
from decimal import Decimal
from functools import cache

from pipeline.books.workbook import Cell
from pipeline.model.form import Indicator, SharedItem
from pipeline.model.record import record
from pipeline.words.wording import plain, same_text

_WIDE = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
_SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff"
_NUMBER = re.compile(r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)[ \u00a0\u3000]*(.*)")
_STORED = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,4})?")
_NEAR = Decimal("1e-9")
_SURE = 15  # digits of a whole number that a float holds to the last one


@record
class Read:
    """What a cell says: a value (NaN where it has none), and the intake case to report, if any."""

    value: float
    case: str | None = None


BLANK = Read(math.nan, "blank")
# Kinds of cells that show something else than the number that they store.
_FORMATTED = {
    "bool": "boolean_cell",
    "date": "date_cell",
    **dict.fromkeys(("percent", "struck"), "percent_cell"),
}


def read_cell(cell: Cell, indicator: Indicator) -> Read:
    """A cell's value for an indicator; yes and no are 1.0 and 0.0. Never raises."""
    text = cell.text.strip(_SPACES)
    if cell.formula is not None and not text:
        return Read(math.nan, "formula_without_value")
    if not text:
        return BLANK
    if cell.kind == "error":
        return Read(math.nan, "error_cell")
    if indicator.is_yesno:
        return _yes_or_no(cell, text)
    if cell.kind in _FORMATTED:
        return Read(math.nan, _FORMATTED[cell.kind])
    read = _stored(text, indicator) if cell.kind == "number" else _typed(text, indicator)
    return Read(read.value, "read_as") if cell.formula is not None and not read.case else read


def _yes_or_no(cell: Cell, text: str) -> Read:
    if cell.kind != "text" or text not in ("是", "否"):
        return Read(math.nan, "not_yes_or_no")
    return Read(float(text == "是"), "read_as" if cell.formula is not None else None)


def _stored(text: str, indicator: Indicator) -> Read:
    """A number cell: its digits are what the office program stored."""
    if len(text) <= _SURE and text.isascii() and text.isdigit():
        return Read(float(text))
    number = Decimal(text) if _STORED.fullmatch(text) else None
    if number is None or abs(number) > 10**15 or (number and not float(number)):
        return Read(math.nan, "not_a_number")  # 1e-400 is no zero, though no float is nearer to it
    near = number.quantize(Decimal(1).scaleb(-indicator.kind.decimals)) + 0  # -0 is 0
    if abs(number - near) > _NEAR:
        return Read(float(number))
    same_double = float(number) == float(near)  # 35.600000000000001 is how 35.6 is stored
    return Read(float(near), None if same_double else "read_as")


def _typed(text: str, indicator: Indicator) -> Read:
    """A number kept as text, with the field's own unit or without."""
    match = _NUMBER.fullmatch(text.translate(_WIDE))
    if not match or match[2] not in ("", indicator.unit):
        return Read(math.nan, "not_a_number")
    read = _stored(match[1].replace(",", ""), indicator)
    return Read(read.value, read.case or "read_as")


def read_shared(cell: Cell, indicator: Indicator, item: SharedItem) -> Read:
    """An indicator's value in a cell that it shares with another; both or neither must stand there."""
    text = cell.text.strip(_SPACES)
    if not text and cell.formula is None:
        return BLANK
    narrow = text.translate(_WIDE)
    match = _shared_pattern(item).fullmatch(narrow) if cell.kind == "text" else None
    if not match:
        return Read(math.nan, "not_a_number")
    number = match[indicator.id]
    read = _typed(number, indicator)
    as_printed = number == plain(read.value) and narrow == text and cell.formula is None
    return Read(read.value) if as_printed else read


@cache
def _shared_pattern(item: SharedItem) -> re.Pattern[str]:
    """How the values of a shared cell are written: the item's own format, its comma wide or not, spaces between."""
    parts = []
    for literal, name, _, _ in string.Formatter().parse(item.format):
        parts.append(re.sub("[，,]", "[，,]", re.escape(same_text(literal))))
        parts.append(f" *(?P<{name}>[-0-9.,]+) *" if name else "")
    return re.compile("".join(parts))


def read_as(indicator: Indicator, value: float) -> str:
    """How a value is quoted back in a notice."""
    return ("是" if value else "否") if indicator.is_yesno else plain(value)
