"""An xlsx file as addressed cells, exactly as stored: what no table reader tells apart stays apart.

Why not a library: the fast readers return an error cell as a blank and know neither names nor formulas, and
openpyxl takes many times as long. Cells are what this product is about, so they are read here, by expat.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.number_formats import date_styles
from pipeline.package import damage_told, unpack
from pipeline.references import column_letters, column_number, covered_cells, split_reference
from pipeline.sheet_xml import RawCell, elements, parse_sheet, parse_strings

_KINDS = {"n": "number", "b": "bool", "e": "error", "d": "date"}  # all others are text
_NAME = re.compile(r"'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


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

    @property
    def covered(self) -> Mapping[str, str]:
        """The cells that lie hidden under a merged range, each with the cell that is seen in its place."""
        return covered_cells(self.merges)

    def left_of(self, ref: str) -> str:
        """The text of the nearest non-empty cell to its left in the row; empty where there is none."""
        letters, row = split_reference(ref)
        for number in range(column_number(letters) - 1, 0, -1):
            text = self.cell(f"{column_letters(number)}{row}").text.strip()
            if text:
                return text
        return ""


def open_book(data: bytes) -> "Book":
    """A workbook from its bytes; DamagedWorkbookError where they cannot be trusted."""
    return Book(unpack(data))


class Book:
    """A workbook read from its unpacked parts; DamagedWorkbookError where anything in them cannot be trusted.

    sheet_names in the order of the file; names are the workbook-scoped ones that point at one cell.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Read the index, the strings and the styles."""
        self._contents = contents
        self._sheets: dict[str, Sheet] = {}
        with damage_told():
            self._read_index()
            self._strings = parse_strings(contents.get("xl/sharedStrings.xml", b"<sst/>"))
            self._dates = date_styles(contents.get("xl/styles.xml", b"<styleSheet/>"))

    def sheet(self, name: str) -> Sheet:
        """One sheet, parsed when first asked for."""
        if name not in self._sheets:
            with damage_told():
                raw, merges = parse_sheet(self._contents[self._parts[name]])
                for ref in (*(c.ref for c in raw), *(end for m in merges for end in m.split(":"))):
                    split_reference(ref)  # raises where a place is none
                cells = {c.ref: self._cell(c) for c in raw}
                if len(cells) < len(raw):
                    raise ValueError("one cell twice")
            self._sheets[name] = Sheet(name, cells, tuple(merges))
        return self._sheets[name]

    @property
    def sheet_names(self) -> Collection[str]:
        """All sheets, hidden ones too, in the order of the file."""
        return self._parts.keys()

    @property
    def saved_at(self) -> str:
        """When the program that wrote the file last saved it, as it says, in UTC; empty where it does not."""
        with damage_told():
            core = elements(self._contents.get("docProps/core.xml", b"<core/>"), "modified")
            text = next((text for _, _, text in core), "")
        try:
            moment = datetime.fromisoformat(text.strip())
            told = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return told.astimezone(UTC).isoformat()
        except (ValueError, OverflowError):  # nobody's figures depend on a broken clock
            return ""

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


def _package_path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"
