"""Many plain rows, put into a worksheet's XML: openpyxl takes longer over them than over all the rest of a book."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from pipeline.wording import cell_text

_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_END = b"</sheetData>"


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row: its height in points, and for each column from A on a value and the number of its style."""

    height: float
    cells: Sequence[tuple[float | int | str, int]]


@dataclass(frozen=True, slots=True)
class PlainRows:
    """Rows that follow those which openpyxl writes; there is at least one. first: the number of the first."""

    first: int
    rows: Sequence[PlainRow]


def with_rows(xml: bytes, added: PlainRows) -> bytes:
    """A worksheet with rows added; every text stays one, also where it begins like a formula."""
    last = f"{get_column_letter(len(added.rows[0].cells))}{added.first + len(added.rows) - 1}"
    rows = "".join(_row(row, number) for number, row in enumerate(added.rows, added.first))
    assert xml.count(_END) == 1
    xml = _DIMENSION.sub(b'<dimension ref="A1:%s"' % last.encode(), xml, count=1)
    return xml.replace(_END, rows.encode() + _END)


def _row(row: PlainRow, number: int) -> str:
    cells = "".join(_cells(row, number))
    return f'<row r="{number}" ht="{row.height}" customHeight="1">{cells}</row>'


def _cells(row: PlainRow, number: int) -> Iterator[str]:
    for column, (value, style) in enumerate(row.cells, 1):
        start = f'<c r="{get_column_letter(column)}{number}" s="{style}"'
        if isinstance(value, str):
            yield f'{start} t="inlineStr"><is><t>{escape(cell_text(value))}</t></is></c>'
        else:
            yield f"{start}><v>{value!r}</v></c>"
