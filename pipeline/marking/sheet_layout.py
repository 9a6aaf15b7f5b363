"""How a worksheet is laid out: its rows, merged ranges and sizes, and the style of a cell that is not in the file."""

from collections.abc import Iterator

from pipeline.books.references import corners, position, split_reference
from pipeline.marking.style_edit import is_on
from pipeline.marking.xml_edit import Element


class SheetLayout:
    """What the elements of a worksheet say of its grid. rows: by number; cells: by reference."""

    def __init__(self, root: Element) -> None:
        """Look at the part of the sheet."""
        self._root = root
        self.data = root.child("sheetData")
        self.rows = dict(_numbered(self.data.children if self.data else []))
        self.cells = {c.attributes.get("r", ""): c for r in self.rows.values() for c in r.children}
        merges = root.child("mergeCells")
        refs = [e.attributes["ref"] for e in merges.children] if merges else []
        self._merges = [(ref, *corners(ref)) for ref in refs]

    def area(self, ref: str) -> str:
        """The merged range that a cell lies in; the cell where it lies in none."""
        row, column = position(ref)
        for merged, (top, left), (bottom, right) in self._merges:
            if top <= row <= bottom and left <= column <= right:
                return merged
        return ref

    def height(self, row: int) -> float:
        """A row's height in points."""
        own = self.rows[row].attributes.get("ht") if row in self.rows else None
        return float(own or self._default("defaultRowHeight", 15))

    def width(self, column: int) -> float:
        """A column's width in points, near enough for a box beside it."""
        element = self._column(column)
        own = element.attributes.get("width") if element else None
        return 6 * float(own or self._default("defaultColWidth", 8.43))

    def style_of_blank(self, row: int, column: int) -> int:
        """The style in which Excel shows a cell that is not in the file: its row's, or its column's."""
        own = self.rows.get(row)
        if own is not None and is_on(own.attributes.get("customFormat", "0")):
            return int(own.attributes.get("s", "0"))
        element = self._column(column)
        return int(element.attributes.get("style", "0")) if element else 0

    def _column(self, number: int) -> Element | None:
        columns = self._root.child("cols")
        for element in columns.children if columns else []:
            if int(element.attributes["min"]) <= number <= int(element.attributes["max"]):
                return element
        return None

    def _default(self, name: str, otherwise: float) -> float:
        element = self._root.child("sheetFormatPr")
        return float(element.attributes.get(name, otherwise)) if element else otherwise


def _numbered(rows: list[Element]) -> Iterator[tuple[int, Element]]:
    """The rows by number; one that does not say its number says it by its first cell, or follows the one before."""
    number = 0
    for row in rows:
        first = row.children[0].attributes.get("r") if row.children else None
        told = row.attributes.get("r") or (first and split_reference(first)[1])
        number = int(told) if told else number + 1
        yield number, row
