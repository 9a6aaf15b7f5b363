"""Texts set out for a terminal, where a Chinese character takes two columns."""

from collections.abc import Collection, Sequence
from unicodedata import east_asian_width


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """The rows as lines whose cells stand under each other; `right` are the columns that end under each other."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = zip(row, widths, strict=True)
        spaced = [
            _gap(cell, width) + cell if n in right else cell + _gap(cell, width)
            for n, (cell, width) in enumerate(cells)
        ]
        lines.append("  ".join(spaced).rstrip())
    return lines


def _gap(text: str, width: int) -> str:
    return " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
