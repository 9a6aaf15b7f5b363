"""An openpyxl workbook as bytes that depend on its content alone, stored results included."""

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any, cast
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from pipeline.drawing.package_bytes import packed
from pipeline.drawing.xlsx_rows import PlainRows, with_rows

Results = Mapping[tuple[str, str], float | int | str | None]
NO_ROWS: Mapping[str, PlainRows] = MappingProxyType({})

_EPOCH = datetime(1980, 1, 1)
_CORE = "docProps/core.xml"
# A formula cell as openpyxl writes it, always without a value.
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f\b[^>]*>[^<]*</f>)<v(?: ?/>|></v>)</c>')
_MERGES = re.compile(rb"(<mergeCells[^>]*>)(.*?)(</mergeCells>)", re.DOTALL)
_MERGE = re.compile(rb"<mergeCell [^>]*/>")
_BOOK = "xl/workbook.xml"
_TITLES = re.compile(
    rb"""(<definedName name="_xlnm.Print_Titles"[^>]*>)([^<]*\$\d+:\$\d+),([^<]*\$[A-Z]+:\$[A-Z]+)<"""
)


class _Parts:
    """What openpyxl takes for a zip archive: keeps the parts, so that they are packed only once."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def writestr(self, name: str, data: str | bytes) -> None:
        self.parts[name] = data.encode() if isinstance(data, str) else data

    def namelist(self) -> list[str]:
        return list(self.parts)

    def close(self) -> None:
        """Nothing to close."""


class _Writer(ExcelWriter):
    """Openpyxl's own, but that it writes each worksheet to a temporary file, which a killed run would leave behind."""

    _archive: Any  # not in the stubs, as most of what it works on

    def write_worksheet(self, ws: Any) -> None:
        """A worksheet as a part, by way of memory."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer: Any = WorksheetWriter(ws, BytesIO())
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path.removeprefix("/"), writer.out.getvalue())
        self.manifest.append(ws)


def stable_bytes(
    book: Workbook, stored: Results | None = None, added: Mapping[str, PlainRows] = NO_ROWS
) -> bytes:
    """The workbook as xlsx, the same on any day and machine.

    stored: (sheet name, reference) -> result of the formula there: phone previews show stored results only, and
    openpyxl writes none. Where it is given it has to know every formula; None leaves one to whoever opens the book.
    added: sheet name -> rows to be put below the sheet's own.
    """
    archive = _Parts()
    _Writer(book, cast("zipfile.ZipFile", archive)).save()
    archive.writestr(_CORE, _core(book.properties.title))
    parts = archive.parts
    # Columns first, as Excel writes what every page repeats: else LibreOffice saves the name twice.
    parts[_BOOK] = _TITLES.sub(rb"\1\3,\2<", parts[_BOOK])
    for sheet in book.worksheets:
        name = sheet.path.removeprefix("/")
        xml = _MERGES.sub(_in_order, parts[name])
        xml = xml if stored is None else _with_results(xml, sheet.title, stored)
        parts[name] = with_rows(xml, added[sheet.title]) if sheet.title in added else xml
    return packed(parts)


def _core(title: str | None) -> str | bytes:
    """Document properties that name no person, program or moment."""
    core = DocumentProperties(creator="pipeline", title=title, created=_EPOCH, modified=_EPOCH)
    return tostring(core.to_tree())


def _in_order(merges: re.Match[bytes]) -> bytes:
    """Merged ranges sorted: openpyxl keeps them in a set."""
    return merges[1] + b"".join(sorted(_MERGE.findall(merges[2]))) + merges[3]


def _with_results(xml: bytes, sheet: str, stored: Results) -> bytes:
    def fill(cell: re.Match[bytes]) -> bytes:
        at = (sheet, cell[1].decode())
        assert at in stored, f"no stored value for the formula in {at}"
        value = stored[at]
        if value is None:
            return cell[0]
        kind = b' t="str"' if isinstance(value, str) else b""
        text = escape(str(value)).encode()
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (cell[1], cell[2], kind, cell[3], text)

    filled, count = _FORMULA.subn(fill, xml)
    assert count == len(re.findall(rb"<f\b", xml)), (
        f"a formula in {sheet} is written in an unknown way"
    )
    return filled
