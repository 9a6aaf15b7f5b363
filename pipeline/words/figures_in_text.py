"""Figures in a text, as they are compared: width, spaces and thousands' commas aside."""

import re
import unicodedata

from pipeline.model.record import record

_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MINUS = str.maketrans("−–－", "---")
# What numbers a paragraph, a table or a chart, or refers to one, is no figure; Word may number them itself.
_ORDINAL = re.compile(r"^\(?[0-9]{1,2}[.、)](?![0-9])")
_REFERENCE = re.compile("(?:^|(?<=[见如]))(?:表|图|附件|附表|附图)[0-9]+")
_AROUND = 8


@record
class Figure:
    """A figure and what stands before and after it."""

    text: str
    before: str
    after: str


def normal(text: str) -> str:
    """A text as it is compared."""
    narrow = re.sub(r"\s", "", unicodedata.normalize("NFKC", text.translate(_MINUS)))
    return _COMMA.sub("", narrow)


def without_number(text: str) -> str:
    """A normal text without what numbers it as a paragraph or a caption, and without references to such."""
    return _REFERENCE.sub("", _ORDINAL.sub("", text))


def figures(text: str) -> list[Figure]:
    """The figures of a normal text, in their order."""
    return [
        Figure(m[0], text[max(m.start() - _AROUND, 0) : m.start()], text[m.end() : m.end() + 2])
        for m in _FIGURE.finditer(text)
    ]


def wording(text: str) -> str:
    """A normal text without its figures."""
    return _FIGURE.sub("", text)
