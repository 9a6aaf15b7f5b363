"""Worksheets and shared strings: the usual way at once, anything else element by element, and the same either way."""

from dataclasses import replace
from functools import lru_cache

from pipeline.budget import MOST_CELLS, Budget
from pipeline.quick_sheet import Apart, RawCell, cells_apart, strings_apart
from pipeline.sheet_xml import CellReader, StringReader

_LONGEST_KNOWN = 64 * 1024  # characters


def parse_strings(xml: bytes) -> list[str]:
    """The shared strings; rich text joined, phonetic guides (rPh) left out."""
    reader, apart = StringReader(), strings_apart(xml)
    if apart is None or len(apart[1]) > MOST_CELLS:
        reader.read(xml)
        return reader.strings
    reader.read(apart[0])
    return apart[1]


def parse_sheet(xml: bytes, budget: Budget) -> tuple[list[RawCell], list[str]]:
    """A worksheet's cells that hold something, and its merged ranges, in the order of the file."""
    apart = cells_apart(xml)
    read = None if apart is None else _read_apart(apart, budget)
    if read is None:
        reader = CellReader(budget)
        reader.read(xml)
        read = reader.cells, reader.merges
    return read


def _read_apart(apart: Apart, budget: Budget) -> tuple[list[RawCell], list[str]] | None:
    """The same of one that was taken apart; None where it has more rows or cells than were found in it."""
    spent = replace(budget)
    reader = CellReader(spent)
    reader.read(apart.rows_part)
    behind, merged = _behind(apart.behind_part)
    if reader.cells or budget.rows - spent.rows != apart.rows or behind is None:
        return None
    spent.spend_cells(apart.number)
    spent.spend_merged(merged)
    budget.take(spent)
    return apart.cells, [*reader.merges, *behind]


def _behind(xml: str) -> tuple[list[str] | None, int]:
    """The merged ranges that stand behind the rows, None where cells do too; and how many cells they cover."""
    return (_known_behind if len(xml) <= _LONGEST_KNOWN else _read_behind)(xml)


def _read_behind(xml: str) -> tuple[list[str] | None, int]:
    whole, spent = Budget(), Budget()
    reader = CellReader(spent)
    reader.read(xml)
    return None if spent.rows < whole.rows else reader.merges, whole.merged - spent.merged


# What stands behind the cells is the same in forms made from one template and saved by one program.
_known_behind = lru_cache(maxsize=128)(_read_behind)
