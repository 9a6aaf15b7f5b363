"""The parts of a workbook as Excel and WPS save them: plain UTF-8, and texts of cells kept in one shared list."""

import html
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

_INLINE = re.compile(
    r'(<c r="[A-Z]+[0-9]+"[^>]*?) t="inlineStr"><is><t([^>]*)>([^<]*)</t></is></c>'
)
_CODE = re.compile(r"&#([0-9]+);")
_STRINGS = "xl/sharedStrings.xml"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def as_saved(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of an openpyxl workbook, written again the way an office program does."""
    strings: dict[str, int] = {}
    saved = {name: _in_words(content) for name, content in parts.items()}
    for name in saved:
        if name.startswith("xl/worksheets/sheet"):
            saved[name] = _INLINE.sub(lambda cell: _shared(cell, strings), saved[name])
    items = "".join(f"<si><t>{text}</t></si>" for text in strings)
    head = f'<sst xmlns="{_SPACE}" count="{len(strings)}" uniqueCount="{len(strings)}">'
    saved[_STRINGS] = f"{head}{items}</sst>"
    _announce(saved)
    return {name: text.encode() for name, text in saved.items()}


def _in_words(content: bytes) -> str:
    """Characters as themselves; openpyxl writes those beyond ASCII as numbers."""
    return _CODE.sub(lambda code: escape(html.unescape(code[0])), content.decode())


def _shared(cell: re.Match[str], strings: dict[str, int]) -> str:
    """A cell that holds the number of its text."""
    return f'{cell[1]} t="s"><v>{strings.setdefault(cell[3], len(strings))}</v></c>'


def _announce(parts: dict[str, str]) -> None:
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    part = f'<Override PartName="/{_STRINGS}" ContentType="{_TYPE}"/>'
    link = f'<Relationship Type="{_RELATION}" Target="sharedStrings.xml" Id="rIdStrings"/>'
    parts[types] = parts[types].replace("</Types>", f"{part}</Types>")
    parts[relations] = parts[relations].replace("</Relationships>", f"{link}</Relationships>")
