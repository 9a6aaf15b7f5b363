"""The floor under reading: inflating and parsing, with expat, the parts of a workbook that hold what is read from it.

Nothing is checked, looked up or kept beyond the file: this is what any reader in Python that gets at the cells has to
pay. The parts are those that lead to the cells or hold them; not the instructions, the self-check and the theme.
"""

import re
import zipfile
from pathlib import Path
from xml.parsers.expat import ParserCreate

_LEAD = ("xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml")
_NOT_READ = ("填表说明", "自查", "_check")
_SHEET = re.compile(rb'<sheet [^>]*?name="([^"]*)"')


def read_floor(path: Path) -> list[object]:
    """Inflate and parse a workbook; all elements and texts that came by, in their order."""
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in needed(package)]
    met: list[object] = []
    for part in parts:
        _parse(part, met)
    return met


def needed(package: zipfile.ZipFile) -> list[str]:
    """The parts that hold what is read from a form, and those that lead there."""
    names = [name.decode() for name in _SHEET.findall(package.read("xl/workbook.xml"))]
    sheets = (
        f"xl/worksheets/sheet{at}.xml" for at, name in enumerate(names, 1) if name not in _NOT_READ
    )
    return [*_LEAD, *sheets]


def _parse(xml: bytes, met: list[object]) -> None:
    """With the handlers without which no cell can be told from another, doing as little as they can."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda *element: met.append(element)
    parser.CharacterDataHandler = met.append
    parser.Parse(xml, True)
