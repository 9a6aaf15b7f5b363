"""Many plain rows, put into a worksheet's XML: openpyxl takes longer over them than over all the rest of a book."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from pipeline.model.record import record
from pipeline.words.wording import cell_text

_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_TOGETHER = 256  # rows
_END = b"</sheetData>"
_NUMBER = "\0"  # stands for a row's number until that is known; no text of a cell can hold it


class PlainRow(NamedTuple):
    """A row: its height in points, and its cells from column A on as `side_by_side` put them."""

    height: float
    cells: str


@record
class PlainRows:
    """Rows that follow those which openpyxl writes. first: the number of the first; width: of the widest."""

    first: int
    count: int
    width: int
    rows: Iterable[PlainRow]


def with_rows(xml: bytes, added: PlainRows) -> bytes:
    """A worksheet with rows added; every text stays one, also where it begins like a formula."""
    last = f"{get_column_letter(added.width)}{added.first + added.count - 1}"
    assert xml.count(_END) == 1
    xml = _DIMENSION.sub(b'<dimension ref="A1:%s"' % last.encode(), xml, count=1)
    before, after = xml.split(_END)
    rows = (_row(row, n) for n, row in enumerate(added.rows, added.first))
    return b"".join([before, *map(str.encode, _joined(rows)), _END, after])


def _joined(rows: Iterator[str]) -> Iterator[str]:
    """Hundreds of rows as one text: encoding each by itself takes longer."""
    while some := "".join(islice(rows, _TOGETHER)):
        yield some


def plain_cell(value: float | int | str, style: int) -> str:
    """A cell but for its place, which is another one in each row: a value and the number of its style."""
    if isinstance(value, str):
        text = escape(cell_text(value))
        return f's="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f's="{style}"><v>{value!r}</v></c>'


def side_by_side(cells: Iterable[str], column: int = 1) -> str:
    """Cells that `plain_cell` made, from a column on; they may be put into any row, and before or behind others."""
    return "".join([f'<c r="{_letter(n)}{_NUMBER}" {cell}' for n, cell in enumerate(cells, column)])


_letter = cache(get_column_letter)


def _row(row: PlainRow, number: int) -> str:
    whole = f'<row r="{_NUMBER}" ht="{row.height}" customHeight="1">{row.cells}</row>'
    return whole.replace(_NUMBER, str(number))
