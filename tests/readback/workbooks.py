"""An xlsx file as texts and numbers by cell, out of its XML; formulas by their stored results."""

import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

Value = str | Decimal
Place = tuple[int, int]  # row, column


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets by title, cells by place; names of single cells; charts as (names, figures) by series."""

    sheets: dict[str, dict[Place, Value]]
    names: dict[str, tuple[str, Place]]
    charts: list[list[tuple[dict[int, str], dict[int, Decimal]]]]

    def named(self, name: str) -> Value | None:
        """What stands in the cell of a name; None where it is empty or there is no such name."""
        if name not in self.names:
            return None
        sheet, place = self.names[name]
        return self.sheets[sheet].get(place)


@lru_cache(maxsize=32)
def read_again(data: bytes) -> Workbook:
    """The same of a file that is looked at many times."""
    return read_workbook(data)


def read_workbook(data: bytes) -> Workbook:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {r.attrib["Id"]: r.attrib["Target"].removeprefix("/xl/") for r in links}
    shared = _shared(parts.get("xl/sharedStrings.xml"))
    sheets = {
        s.attrib["name"]: _cells(parts[f"xl/{targets[s.attrib[_LINK]]}"], shared)
        for s in book.iter(f"{_MAIN}sheet")
    }
    names = {}
    for name in book.iter(f"{_MAIN}definedName"):
        title, _, reference = str(name.text).replace("$", "").rpartition("!")
        if re.fullmatch("[A-Z]+[0-9]+", reference):
            names[name.attrib["name"]] = title.strip("'"), _place(reference)
    charts = [_chart(xml) for n, xml in sorted(parts.items()) if n.startswith("xl/charts/chart")]
    return Workbook(sheets, names, charts)


def _shared(xml: bytes | None) -> list[str]:
    if xml is None:
        return []
    return [
        "".join(t.text or "" for t in si.iter(f"{_MAIN}t")) for si in ElementTree.fromstring(xml)
    ]


def _cells(xml: bytes, shared: list[str]) -> dict[Place, Value]:
    cells: dict[Place, Value] = {}
    for cell in ElementTree.fromstring(xml).iter(f"{_MAIN}c"):
        kind, value = cell.attrib.get("t", "n"), cell.findtext(f"{_MAIN}v")
        if kind == "inlineStr":
            value = "".join(t.text or "" for t in cell.iter(f"{_MAIN}t"))
        if value:
            text = shared[int(value)] if kind == "s" else value
            cells[_place(cell.attrib["r"])] = Decimal(text) if kind == "n" else text
    return cells


def _place(reference: str) -> Place:
    letters = re.match("[A-Z]+", reference)
    assert letters
    column = 0
    for letter in letters[0]:
        column = column * 26 + ord(letter) - 64
    return int(reference[letters.end() :]), column


def _chart(xml: bytes) -> list[tuple[dict[int, str], dict[int, Decimal]]]:
    """For each series the names and the figures that it remembers, by their number."""
    series = []
    for one in ElementTree.fromstring(xml).iter(f"{_CHART}ser"):
        names = _points(one, "cat")
        figures = {n: Decimal(v) for n, v in _points(one, "val").items()}
        series.append((names, figures))
    return series


def _points(series: ElementTree.Element, kind: str) -> dict[int, str]:
    return {
        int(point.attrib["idx"]): str(point.findtext(f"{_CHART}v"))
        for place in series.iter(f"{_CHART}{kind}")
        for point in place.iter(f"{_CHART}pt")
    }
