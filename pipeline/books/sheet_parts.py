"""Worksheets and shared strings: the usual way at once, anything else element by element, and the same either way.

Units type into one sheet of their form. The others, and what stands around the cells of that one, are the same in all
forms that were made from one template and saved by one program: what was read of them is kept for the next file.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.books.budget import MOST_CELLS, Budget, Spent
from pipeline.books.quick_sheet import Apart, RawCell, cells_apart, strings_apart
from pipeline.books.quick_text import TEXT
from pipeline.books.sheet_xml import CellReader
from pipeline.books.string_xml import StringReader
from pipeline.books.unseen import Unseen

_LONGEST_KNOWN = 64 * 1024  # bytes or characters
_FORMULA = re.compile(f"<formula>{TEXT}</formula>")
Cells = tuple[RawCell, ...]
Merges = tuple[str, ...]
Read = tuple[Cells, Merges, Unseen]


class _Around(NamedTuple):
    """What a part of a worksheet without its usual cells has all the same, and what reading it spends."""

    cells: Cells
    merges: Merges
    unseen: Unseen
    spent: Spent


def parse_strings(xml: bytes) -> list[str]:
    """The shared strings; rich text joined, phonetic guides (rPh) left out."""
    reader, apart = StringReader(), strings_apart(xml)
    if apart is None or len(apart[1]) > MOST_CELLS:
        reader.read(xml)
        return reader.strings
    reader.read(apart[0])
    return apart[1]


def parse_sheet(xml: bytes, budget: Budget) -> Read:
    """A worksheet's cells that hold something and its merged ranges, in the order of the file; what is not shown."""
    if len(xml) > _LONGEST_KNOWN:
        return _read(xml, budget)
    read, spent = _known(xml)
    budget.spend(spent)
    return read


@lru_cache(maxsize=128)
def _known(xml: bytes) -> tuple[Read, Spent]:
    budget = Budget()
    return _read(xml, budget), budget.spent


def _read(xml: bytes, budget: Budget) -> Read:
    apart = cells_apart(xml)
    read = None if apart is None else _read_apart(apart, budget)
    return _read_whole(xml, budget) if read is None else read


def _read_whole(xml: bytes | str, budget: Budget) -> Read:
    reader = CellReader(budget)
    reader.read(xml)
    return tuple(reader.cells), tuple(reader.merges), reader.unseen


def _read_apart(apart: Apart, budget: Budget) -> Read | None:
    """The same of one that was taken apart; None where it has more rows or cells than were found in it."""
    # Formulas of formats and lists name the unit, and nobody reads them.
    rows, behind = _around(apart.rows_part), _around(_FORMULA.sub("<formula/>", apart.behind_part))
    if rows.cells or behind.cells or (rows.spent.rows, behind.spent.rows) != (apart.rows, 0):
        return None
    budget.spend(rows.spent)
    budget.spend(behind.spent)
    budget.spend_cells(apart.number)
    unseen = rows.unseen.with_others(behind.unseen)
    return tuple(apart.cells), rows.merges + behind.merges, unseen


def _around(xml: str) -> _Around:
    return (_known_around if len(xml) <= _LONGEST_KNOWN else _read_around)(xml)


def _read_around(xml: str) -> _Around:
    budget = Budget()
    return _Around(*_read_whole(xml, budget), budget.spent)


_known_around = lru_cache(maxsize=128)(_read_around)
