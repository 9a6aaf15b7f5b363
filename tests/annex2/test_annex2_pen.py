"""The pen's shortcuts around openpyxl, against openpyxl's own way."""

import random
from collections.abc import Iterator
from itertools import product

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import Area, Look
from pipeline.drawing.pen import HEAD, SECTION, SUBTITLE, TITLE, Pen

LOOKS = (TITLE, SUBTITLE, HEAD, SECTION)
SIZES = tuple(product(range(1, 5), range(1, 6)))


def _areas(seed: int) -> Iterator[tuple[Area, Look]]:
    """Areas of every size and look, one below the other, in any order."""
    order = list(product(SIZES, LOOKS)) * 2
    random.Random(seed).shuffle(order)
    row = 1
    for (rows, columns), look in order:
        yield (row, 2, row + rows - 1, 1 + columns), look
        row += rows + 1


@pytest.mark.parametrize("seed", range(3))
def test_an_area_looks_as_openpyxl_merges_it(seed: int) -> None:
    quick, own = Workbook(), Workbook()
    one, other = (book.create_sheet("x") for book in (quick, own))
    pen, plain = Pen(quick), Pen(own)
    for area, look in _areas(seed):
        pen.block(one, area, "text", look)
        plain.text(other, area[:2], "text", look)
        other.merge_cells(None, *area)
    assert {str(r) for r in one.merged_cells.ranges} == {str(r) for r in other.merged_cells.ranges}
    assert _looks(one) == _looks(other)
    assert len({id(c._style) for c in one._cells.values()}) == len(one._cells), (
        "no cell changes another's"
    )
    for styles in ("_borders", "_fonts", "_fills", "_alignments", "_protections"):
        assert list(getattr(quick, styles)) == list(getattr(own, styles))


def _looks(sheet: Worksheet) -> dict[tuple[int, int], tuple[object, ...]]:
    """Every cell by its place; its style as numbers of what the book knows."""
    return {at: (type(c), c.value, tuple(c._style)) for at, c in sheet._cells.items()}
