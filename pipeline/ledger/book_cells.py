"""Cells as XML, column by column: a value that comes back in a column is turned into XML once."""

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from pipeline.books.moments import serial_of
from pipeline.ledger.book_parts import STYLES
from pipeline.words.wording import cell_text

Value = str | date | float | int | None
_LINE, _TALLEST, _LOWEST = 14.5, 405.0, 20.0  # points; Excel has no row above 409


class ColumnCells(dict[Value, tuple[str, int]]):
    """The cells of a column by value: what follows a cell's reference, and how many lines it needs."""

    def __init__(self, look: str, width: float) -> None:
        """look: a name in STYLES; width: in characters."""
        super().__init__()
        self.style, self.width = STYLES[look][0], int(width) - 1

    def drawn(
        self, values: Sequence[Value], letters: str, first: int
    ) -> tuple[list[str], list[int]]:
        """The cells of a column from a row on, and how many lines each needs; an empty one is not written."""
        told = [self[v] for v in values]
        cells = [
            f'<c r="{letters}{n}"{rest}' if rest else "" for n, (rest, _) in enumerate(told, first)
        ]
        return cells, [needed for _, needed in told]

    def __missing__(self, value: Value) -> tuple[str, int]:
        """A value that comes up for the first time."""
        told = "", 1
        if isinstance(value, str) and value:
            told = _text(self.style, value), lines(value, self.width)
        elif value is not None and value != "":
            told = f' s="{self.style}"><v>{_number(value)}</v></c>', 1
        self[value] = told
        return told


def text_cell(reference: str, look: str, text: str) -> str:
    """A cell with a text in a look of STYLES."""
    return f'<c r="{reference}"{_text(STYLES[look][0], text)}'


def height(needed: int) -> float:
    """The height, in points, of a row of so many lines."""
    return min(_TALLEST, max(_LOWEST, needed * _LINE + 4))


def lines(text: str, width: int) -> int:
    """How many lines a text takes; GB 18030 has two bytes for a Chinese character and one for a Latin one."""
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    wide = (len(part.encode("gb18030", "replace")) for part in text.split("\n"))
    return sum(max(1, -(-n // max(1, width))) for n in wide)


def _text(style: int, text: str) -> str:
    shown = escape(text if _is_plain(text) else cell_text(text))
    keeps = ' xml:space="preserve"' if shown != shown.strip() or "\n" in shown else ""
    return f' s="{style}" t="inlineStr"><is><t{keeps}>{shown}</t></is></c>'


def _is_plain(text: str) -> bool:
    """Whether `cell_text` would leave a text as it is, at a fraction of its cost."""
    return text.isprintable() and "_x" not in text


def _number(value: date | float | int) -> str:
    """A day as Excel counts days; a number with its own digits."""
    return str(serial_of(value)) if isinstance(value, date) else repr(value)
