"""Texts as cells and comments hold them, and how much room they take."""

import re
from math import ceil
from xml.sax.saxutils import escape

from pipeline.words.widths import ems

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # office programs read _x001B_ as a control character


def as_content(text: str) -> str:
    """A text as the content of an XML element of a workbook, shown there as it is."""
    return escape(as_shown(text))


def as_shown(text: str) -> str:
    """A text as a cell stores it to show it as it is, without the characters that no XML can hold."""
    return _ESCAPE.sub("_x005F_", _NO_XML.sub(" ", text))


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas and links have it."""
    return "'" + name.replace("'", "''") + "'"


def lines_of(text: str, size: float, room: float) -> int:
    """How many lines of so many points a text takes at a font size, near enough to show it whole."""
    # A wide character that does not fit moves down whole: a line loses half of one on average.
    return sum(max(1, ceil(ems(line) * size / (room - size / 2))) for line in text.split("\n"))
