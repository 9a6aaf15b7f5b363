"""The usual cells of a worksheet and the usual shared strings, taken out of their XML before a parser sees it.

A parser that calls Python for every element spends most of a run doing so. What is written here in full, letter by
letter, is how Excel, WPS, LibreOffice and openpyxl write a cell that is nothing special; a part with any other cell in
it is left to the careful reader as a whole. All that stands around the cells always is.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.references import LAST_COLUMN

# A <c> element: its place, type and style, and the texts of <v> or <is>, and of <f>.
RawCell = tuple[str, str, str, str | None, str | None]
_LARGEST = 8 * 2**20  # bytes; taken apart, a part takes several times its own room
_MOST_KNOWN, _LONGEST_KNOWN = 20_000, 200
_TEXT = "[^<>&]*+(?:&(?:lt|gt|amp|quot|apos|#[0-9]{1,7});[^<>&]*+)*+"
_SHARED = '(?: t="shared")?(?: ref="[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?")?(?: si="[0-9]+")?'
_CELL = re.compile(
    r'r="([A-Z]{1,2}([1-9][0-9]{0,6}))"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,10})")? ?'
    f"(?:/>|></c>|>(?:<f{_SHARED}>({_TEXT})</f>)?"
    f'(?:<v>({_TEXT})</v>|<v( ?)/>|<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>)?</c>)'
)
_ROOT = re.compile("<worksheet(?: [^<>\"'=]+=(?:\"[^<>\"]*\"|'[^<>']*'))*+ ?>")
_ROOT_ENDS = "</worksheet>"
_EMPTY_ROWS = '(?:<row r="[^<>]*/>)*+'
_ROW = re.compile(rf'{_EMPTY_ROWS}<row r="([1-9][0-9]{{0,6}})"[^<>]*+(?<!/)>')
_LAST_ROWS = re.compile(_EMPTY_ROWS)
_LIST = re.compile(r"<sst [^<>]*+(?<!/)>(?=[\s\S]*</sst>\Z)")
_PHONETIC = '<phoneticPr fontId="[0-9]+"(?: type="[A-Za-z]+")?(?: alignment="[A-Za-z]+")? ?/>'
_ITEMS = re.compile(
    f'<si><t(?: xml:space="preserve")?>({_TEXT})</t>(?:{_PHONETIC})?</si>' r"|([\s\S]+)"
)
_DECLARED = re.compile(
    rb"<\?xml version=(['\"])1\.0\1(?: encoding=(['\"])(?:UTF|utf)-8\2)?"
    rb"(?: standalone=(['\"])(?:yes|no)\3)? ?\?>\s*"
)
_ODD = bytes(
    sorted({*range(32)} - {9, 10})
)  # control characters, and the line end that is read as another
_NUMBERS = re.compile(b"&#([0-9]+);")
_CODE = re.compile("&(?:#([0-9]+)|([a-z]+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


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
    text = _usual(xml) or ""
    head, begins, rest = text.partition("<sheetData>")
    data, ends, tail = rest.partition("</sheetData>")
    root = _ROOT.match(head)
    if not ends or not root or not tail.endswith(_ROOT_ENDS) or _has_asides(head + tail):
        return None
    cells, tags, count = list[RawCell](), list[str](), 0
    *rows, last = data.split("</row>")
    try:
        for row in rows:
            opening, *written = row.split("<c ")
            cells += _cells_of(opening, written)
            count += len(written)
            tags.append(f"{opening}</row>")
    except _UnusualError:
        return None
    if not _LAST_ROWS.fullmatch(last):
        return None
    tags.append(last)
    rows_part = "".join((head, begins, *tags, ends, _ROOT_ENDS))
    return Apart(rows_part, root[0] + tail, cells, sum(t.count("<row ") for t in tags), count)


def _has_asides(text: str) -> bool:
    """Whether it has comments and the like, which may make what stands in them look as if it counted."""
    return "<!" in text or "<?" in text


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
    text = _usual(xml) or ""
    head = _LIST.match(text)
    if head is None:
        return None
    items = _ITEMS.findall(text, head.end(), len(text) - len("</sst>"))
    if any(other for _, other in items):
        return None
    return f"{head[0]}</sst>", [_resolved(item) if "&" in item else item for item, _ in items]


def _usual(xml: bytes) -> str | None:
    """The text of a part in UTF-8 with one namespace; None where something in it may not be what it looks like."""
    if len(xml) > _LARGEST:
        return None
    declared = _DECLARED.match(xml)
    body = xml[declared.end() :] if declared else xml
    if len(body.translate(None, _ODD)) < len(body) or _spaces(body) > 1:
        return None
    if not all(map(_is_character, set(_NUMBERS.findall(body)))):
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.startswith("<") and "\ufffe" not in text and "\uffff" not in text else None


def _spaces(body: bytes) -> int:
    """How often a default namespace is declared."""
    return body.count(b"xmlns") - body.count(b"xmlns:")


def _is_character(code: bytes) -> bool:
    """Whether the character of a number may stand in XML."""
    number = int(code)
    if number < 0x20:
        return number in (9, 10, 13)
    return number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number <= 0x10FFFF


def _plain(text: str | None) -> str | None:
    """A text without references to characters."""
    return _resolved(text) if text and "&" in text else text


@lru_cache(maxsize=4096)  # the labels of a form are the same in every form
def _resolved(text: str) -> str:
    return _CODE.sub(lambda m: chr(int(m[1])) if m[1] else _NAMED[m[2]], text)
