"""The usual cells of a worksheet and the usual shared strings, taken out of their XML before a parser sees it.

A parser that calls Python for every element spends most of a run doing so. What is written here in full, letter by
letter, is how Excel, WPS, LibreOffice and openpyxl write a cell that is nothing special; a part with any other cell in
it is left to the careful reader as a whole. All that stands around the cells always is.
"""

import re
from typing import NamedTuple

from pipeline.books.quick_text import TEXT, has_comments, plain_text, usual_text
from pipeline.books.references import LAST_COLUMN

# A <c> element: its place, type and style, and the texts of <v> or <is>, and of <f>.
RawCell = tuple[str, str, str, str | None, str | None]
_MOST_KNOWN, _LONGEST_KNOWN = 20_000, 200
_SHARED = '(?: t="shared")?(?: ref="[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?")?(?: si="[0-9]+")?'
_CELL = re.compile(
    r'r="([A-Z]{1,2}([1-9][0-9]{0,6}))"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,10})")? ?'
    f"(?:/>|></c>|>(?:<f{_SHARED}>({TEXT})</f>)?"
    f'(?:<v>({TEXT})</v>|<v( ?)/>|<is><t(?: xml:space="preserve")?>({TEXT})</t></is>)?</c>)'
)
_ROOT = re.compile("<worksheet(?: [^<>\"'=]+=(?:\"[^<>\"]*\"|'[^<>']*'))*+ ?>")
_ROOT_ENDS = "</worksheet>"
_EMPTY_ROWS = '(?:<row r="[^<>]*/>)*+'
_ROW = re.compile(rf'{_EMPTY_ROWS}<row r="([1-9][0-9]{{0,6}})"[^<>]*+(?<!/)>')
_LAST_ROWS = re.compile(_EMPTY_ROWS)
_LIST = re.compile(r"<sst [^<>]*+(?<!/)>(?=[\s\S]*</sst>\Z)")
_PHONETIC = '<phoneticPr fontId="[0-9]+"(?: type="[A-Za-z]+")?(?: alignment="[A-Za-z]+")? ?/>'
_ITEMS = re.compile(
    f'<si><t(?: xml:space="preserve")?>({TEXT})</t>(?:{_PHONETIC})?</si>' r"|([\s\S]+)"
)


class _UnusualError(Exception):
    """Something is written as no office program usually does."""


class Apart(NamedTuple):
    """A worksheet without its cells: up to the end of its rows and what stands behind, each as a part of its own.

    cells: those that hold something. rows, number: how many rows and cells there are.
    """

    rows_part: str
    behind_part: str
    cells: list[RawCell]
    rows: int
    number: int


def cells_apart(xml: bytes) -> Apart | None:
    """A worksheet taken apart; None where any cell is written in an unusual way."""
    text = usual_text(xml) or ""
    head, begins, rest = text.partition("<sheetData>")
    data, ends, tail = rest.partition("</sheetData>")
    root = _ROOT.match(head)
    if not ends or not root or not tail.endswith(_ROOT_ENDS) or has_comments(head + tail):
        return None
    try:
        rows, cells, number = _rows_apart(data)
    except _UnusualError:
        return None
    rows_part = f"{head}{begins}{rows}{ends}{_ROOT_ENDS}"
    return Apart(rows_part, root[0] + tail, cells, rows.count("<row "), number)


def _rows_apart(data: str) -> tuple[str, list[RawCell], int]:
    """The rows without their cells, those that hold something, and how many there are."""
    cells, tags, number = list[RawCell](), list[str](), 0
    *rows, last = data.split("</row>")
    for row in rows:
        opening, *written = row.split("<c ")
        cells += _cells_of(opening, written)
        number += len(written)
        tags.append(f"{opening}</row>")
    if not _LAST_ROWS.fullmatch(last):
        raise _UnusualError
    return "".join((*tags, last)), cells, number


def _cells_of(opening: str, written: list[str]) -> list[RawCell]:
    """The cells of a row that hold something."""
    row = _ROW.fullmatch(opening)
    if row is None or len(written) > LAST_COLUMN:
        raise _UnusualError
    number, known = row[1], [_known[cell] for cell in written]
    if {digits for digits, _ in known} - {number}:
        raise _UnusualError
    return [cell for _, cell in known if cell is not None]


class _Known(dict[str, tuple[str, RawCell | None]]):
    """What a cell says, and the number of its row, by how it is written: most are the same in every form."""

    def __missing__(self, written: str) -> tuple[str, RawCell | None]:
        match = _CELL.fullmatch(written)
        if match is None:
            raise _UnusualError
        told = match[2], _raw(match)
        if len(written) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[written] = told
        return told


_known = _Known()


def _raw(match: re.Match[str]) -> RawCell | None:
    """The cell; None where nothing stands in it."""
    ref, _, style, kind, formula, value, nothing, inline = match.groups()
    stored = value if nothing is None else ""
    if (inline if kind != "inlineStr" else stored) is not None:
        raise _UnusualError
    told = stored if inline is None else inline
    if told is None and formula is None:
        return None
    return ref, kind or "n", style or "0", _plain(told), _plain(formula)


def strings_apart(xml: bytes) -> tuple[str, list[str]] | None:
    """The part of the shared strings without them, and the strings; None where any is more than a text."""
    text = usual_text(xml) or ""
    head = _LIST.match(text)
    if head is None:
        return None
    items = _ITEMS.findall(text, head.end(), len(text) - len("</sst>"))
    if any(other for _, other in items):
        return None
    return f"{head[0]}</sst>", [plain_text(item) for item, _ in items]


def _plain(text: str | None) -> str | None:
    return None if text is None else plain_text(text)
