"""The cells of a ledger that are written as they should be, read without ado: there may be a hundred thousand of them.

Whatever is in the least unusual is left to cell_reading.py, which comes to the same where both say something.
"""

import re
from collections.abc import Callable

from pipeline.books.workbook import Cell
from pipeline.ledger.cell_reading import SPACES
from pipeline.ledger.credit_code import CODE
from pipeline.model.ledger import Ledger, LedgerColumn

Quick = Callable[[Cell], str | None]
_DAY = 10  # characters of 2023-06-01
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{0,3}[1-9])?")  # no zeros at the end


def quick_reader(column: LedgerColumn, ledger: Ledger) -> Quick:
    """What a usual cell of a column says; None for one that has to be looked at."""
    if column.kind == "date":
        return _days(ledger)
    if column.kind == "choice":
        return _choices(column)
    return {"code": _code, "money": _amount}.get(column.kind) or _texts(column)


def _days(ledger: Ledger) -> Quick:
    first, last = ledger.earliest.isoformat(), ledger.latest.isoformat()

    def read(cell: Cell) -> str | None:
        kind, text, formula, _ = cell
        usual = kind == "date" and formula is None and len(text) == _DAY
        return text if usual and first <= text <= last else None

    return read


def _choices(column: LedgerColumn) -> Quick:
    choices = frozenset(column.choices)

    def read(cell: Cell) -> str | None:
        kind, text, formula, _ = cell
        return text if text in choices and kind == "text" and formula is None else None

    return read


def _texts(column: LedgerColumn) -> Quick:
    longest = column.longest or 2**20

    def read(cell: Cell) -> str | None:
        kind, text, formula, _ = cell
        usual = kind == "text" and formula is None and len(text) <= longest
        return text.strip(SPACES) or None if usual else None

    return read


def _code(cell: Cell) -> str | None:
    kind, text, formula, _ = cell
    return text if kind == "text" and formula is None and CODE.fullmatch(text) else None


def _amount(cell: Cell) -> str | None:
    kind, text, formula, seen = cell
    usual = kind == "number" and formula is None and not seen
    return text if usual and _AMOUNT.fullmatch(text) else None
