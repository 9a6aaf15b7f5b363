"""An xlsx file as addressed cells, exactly as stored: what no table reader tells apart stays apart.

Why not a library: the fast readers return an error cell as a blank and know neither names nor formulas, and
openpyxl takes many times as long. Cells are what this product is about, so they are read here, by expat.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.parsers.expat import ExpatError

from pipeline.sheet_xml import ForbiddenXmlError, RawCell, elements, parse_sheet, parse_strings

LARGEST_PART = 40 * 1024 * 1024
LARGEST_TOTAL = 60 * 1024 * 1024
MOST_PARTS = 500
_KINDS = {"n": "number", "b": "bool", "e": "error", "d": "date"}  # all others are text
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NAME = re.compile(r"'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class DamagedWorkbookError(Exception):
    """The bytes are no workbook that can be trusted; the text says in Chinese what is broken.

    parts are the names in the package, as far as it could be opened.
    """

    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds. kind: number, text, bool, error or date; formula is None for a typed value.

    text is the stored text: a number's digits, a date's ISO form; empty where a formula has no value.
    """

    kind: str
    text: str
    formula: str | None = None


EMPTY = Cell("text", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its cells that hold something by reference, and its merged ranges."""

    name: str
    cells: Mapping[str, Cell]
    merges: tuple[str, ...]

    def cell(self, ref: str) -> Cell:
        """The cell at a reference; an empty text cell where nothing stands."""
        return self.cells.get(ref, EMPTY)

    def left_of(self, ref: str) -> str:
        """The text of the nearest non-empty cell to its left in the row; empty where there is none."""
        letters, row = split_reference(ref)
        for number in range(column_number(letters) - 1, 0, -1):
            text = self.cell(f"{column_letters(number)}{row}").text.strip()
            if text:
                return text
        return ""


class Book:
    """A workbook read from bytes; DamagedWorkbookError where anything in it cannot be trusted.

    sheet_names in the order of the file; names are the workbook-scoped ones that point at one cell.
    """

    def __init__(self, data: bytes) -> None:
        """Open the package and read its index, styles and strings."""
        names: Collection[str] = ()
        try:
            package = zipfile.ZipFile(io.BytesIO(data))
            names = package.NameToInfo.keys()
            self._contents = _unpacked(package)
            self._read_index()
            self._strings = parse_strings(self._contents.get("xl/sharedStrings.xml", b"<sst/>"))
            self._dates = _date_styles(self._contents.get("xl/styles.xml", b"<styleSheet/>"))
        except _BROKEN as e:
            fault = DamagedWorkbookError(_reason(e))
            fault.parts = frozenset(names)
            raise fault from e
        self._sheets: dict[str, Sheet] = {}

    def sheet(self, name: str) -> Sheet:
        """One sheet, parsed when first asked for."""
        if name not in self._sheets:
            try:
                raw, merges = parse_sheet(self._contents[self._parts[name]])
                cells = {c.ref: self._cell(c) for c in raw}
                if len(cells) < len(raw):
                    raise ValueError("one cell twice")
            except _BROKEN as e:
                raise DamagedWorkbookError(_reason(e)) from e
            self._sheets[name] = Sheet(name, cells, tuple(merges))
        return self._sheets[name]

    @property
    def sheet_names(self) -> Collection[str]:
        """All sheets, hidden ones too, in the order of the file."""
        return self._parts.keys()

    @property
    def saved_at(self) -> str:
        """When the program that wrote the file last saved it, as it says; empty where it does not."""
        core = self._contents.get("docProps/core.xml", b"<core/>")
        try:
            return next((t for _, _, t in elements(core, "modified")), "")
        except _BROKEN as e:
            raise DamagedWorkbookError(_reason(e)) from e

    def _read_index(self) -> None:
        relations = {
            a["Id"]: a["Target"]
            for _, a, _ in elements(self._contents["xl/_rels/workbook.xml.rels"], "Relationship")
            if a.get("TargetMode") != "External"
        }
        index = elements(self._contents["xl/workbook.xml"], "sheet", "workbookPr", "definedName")
        self._parts = {
            a["name"]: _package_path(relations[a["id"]]) for n, a, _ in index if n == "sheet"
        }
        self._epoch = datetime(1899, 12, 30)
        if any(n == "workbookPr" and a.get("date1904") in ("1", "true") for n, a, _ in index):
            self._epoch = datetime(1904, 1, 1)
        self.names: dict[str, tuple[str, str]] = {}
        for n, a, text in index:
            match = _NAME.fullmatch(text.strip()) if n == "definedName" else None
            if match and "localSheetId" not in a:
                self.names[a["name"]] = (match[1].replace("''", "'"), match[2] + match[3])

    def _cell(self, raw: RawCell) -> Cell:
        text = raw.value or ""
        if raw.type == "s" and raw.value is not None:
            index = int(raw.value)
            if index < 0:
                raise ValueError("shared string index")
            return Cell("text", self._strings[index], raw.formula)
        kind = _KINDS.get(raw.type, "text")
        if kind == "number" and text and raw.style in self._dates:
            return Cell("date", self._date_text(float(text)), raw.formula)
        return Cell(kind, text, raw.formula)

    def _date_text(self, serial: float) -> str:
        try:
            moment = self._epoch + timedelta(seconds=round(serial * 86400))
        except OverflowError:
            return str(serial)
        return (
            moment.date().isoformat() if serial == int(serial) else moment.isoformat(" ", "minutes")
        )


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ExpatError, ForbiddenXmlError, EOFError, RuntimeError),
    *(NotImplementedError, LookupError, ValueError, OverflowError),
)


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part by name, also those that nobody reads: only so is each name and checksum compared."""
    parts = package.infolist()
    sizes = [p.file_size for p in parts]
    if len(parts) > MOST_PARTS or max(sizes) > LARGEST_PART or sum(sizes) > LARGEST_TOTAL:
        raise DamagedWorkbookError("解压后过大，不像一张报表")
    odd = any(p.comment or p.compress_type not in _METHODS for p in parts)
    if odd or len(parts) > len(package.NameToInfo):  # a comment may be swallowed entries
        raise zipfile.BadZipFile("a comment, an unknown method or one name twice")
    return {p.filename: package.read(p) for p in parts}


def _reason(error: Exception) -> str:
    if isinstance(error, ForbiddenXmlError):
        return "内部文件含有不该有的文档类型声明"
    if isinstance(error, KeyError):
        return "缺少内部文件"
    return "内部文件不完整或已损坏"


def _package_path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"


def _date_styles(styles: bytes) -> set[int]:
    """The style numbers under which a number is shown as a date or time."""
    formats, dates, inside, number = dict[int, str](), set[int](), False, 0
    for name, attributes, _ in elements(styles, "numFmt", "cellXfs", "cellStyles", "dxfs", "xf"):
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            id_ = int(attributes.get("numFmtId", "0"))
            if id_ in _DATE_FORMATS or _is_date_format(formats.get(id_, "")):
                dates.add(number)
            number += 1
    return dates


def _is_date_format(code: str) -> bool:
    """Whether a format code shows a date or time: y, m, d, h or s outside quotes, brackets and escapes."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)
    return bool(re.search("[ymdhs]", bare, re.IGNORECASE)) and "General" not in bare


def split_reference(ref: str) -> tuple[str, int]:
    """B12 as its column letters and row number; ValueError for anything else."""
    match = _REF.fullmatch(ref)
    if not match:
        raise ValueError(ref)
    return match[1], int(match[2])


def column_number(letters: str) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
