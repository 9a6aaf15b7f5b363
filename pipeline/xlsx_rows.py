"""Many plain rows, put into a worksheet's XML: openpyxl takes longer over them than over all the rest of a book."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
    """Rows that follow those which openpyxl writes. first: the number of the first; width: their columns."""

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
    letters = [get_column_letter(n) for n in range(1, added.width + 1)]
    rows = (_row(row, n, letters).encode() for n, row in enumerate(added.rows, added.first))
    return b"".join([before, *rows, _END, after])


def _row(row: PlainRow, number: int, letters: Sequence[str]) -> str:
    cells = "".join(
        [
            f'<c r="{letter}{number}" s="{style}"{_shown(value)}'
            for letter, (value, style) in zip(letters, row.cells, strict=True)
        ]
    )
    return f'<row r="{number}" ht="{row.height}" customHeight="1">{cells}</row>'


def _shown(value: float | int | str) -> str:
    return _text(value) if isinstance(value, str) else f"><v>{value!r}</v></c>"


@lru_cache(maxsize=4096)  # a file's name and hash come back in each of its rows
def _text(text: str) -> str:
    return f' t="inlineStr"><is><t>{escape(cell_text(text))}</t></is></c>'
