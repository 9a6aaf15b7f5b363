"""Many plain rows, put into a worksheet's XML: openpyxl takes longer over them than over all the rest of a book."""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from pipeline.model.record import record
from pipeline.wording import cell_text

_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_END = b"</sheetData>"


@record
class PlainRow:
    """A row: its height in points, and its cells from column A on as `plain_cell` made them."""

    height: float
    cells: Sequence[str]


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
    letters = [get_column_letter(n) for n in range(1, added.width + 1)]
    rows = (_row(row, n, letters).encode() for n, row in enumerate(added.rows, added.first))
    return b"".join([before, *rows, _END, after])


def plain_cell(value: float | int | str, style: int) -> str:
    """A cell but for its place, which is another one in each row: a value and the number of its style."""
    if isinstance(value, str):
        text = escape(cell_text(value))
        return f's="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f's="{style}"><v>{value!r}</v></c>'


def _row(row: PlainRow, number: int, letters: Sequence[str]) -> str:
    pairs = zip(letters, row.cells, strict=False)  # a row may be shorter
    cells = "".join([f'<c r="{letter}{number}" {cell}' for letter, cell in pairs])
    return f'<row r="{number}" ht="{row.height}" customHeight="1">{cells}</row>'
