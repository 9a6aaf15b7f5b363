"""One worksheet being edited: its cells, merged ranges and sizes; cells unlocked, the shapes of comments attached."""

from collections.abc import Iterator, Mapping

from pipeline.books.references import column_letters, column_number, split_reference
from pipeline.marking.package_edit import RELATIONS, Package
from pipeline.marking.style_edit import Styles, is_on
from pipeline.marking.xml_edit import Element, quoted

ORDER = (  # of a worksheet's elements in the schema; Excel opens nothing else
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter"),
    *("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags"),
    *("drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
)

_WIDEST = 500  # cells of a merged range that are unlocked one by one


class SheetEdit:
    """Edits of one sheet; `close` makes them."""

    def __init__(self, package: Package, name: str, styles: Styles) -> None:
        """Look at the part of the sheet."""
        self.name, self._styles = name, styles
        self._part = package.xml(name)
        self._root = self._part.root
        self._data = self._root.child("sheetData")
        self._rows = dict(_numbered(self._data.children if self._data else []))
        merges = self._root.child("mergeCells")
        refs = [e.attributes["ref"] for e in merges.children] if merges else []
        self._merges = [(ref, *_corners(ref)) for ref in refs]
        self._cells = {
            c.attributes.get("r", ""): c for r in self._rows.values() for c in r.children
        }
        self._new: dict[int, dict[int, int]] = {}

    def area(self, ref: str) -> str:
        """The merged range that a cell lies in; the cell where it lies in none."""
        column, row = _corner(ref)
        for merged, (left, top), (right, bottom) in self._merges:
            if top <= row <= bottom and left <= column <= right:
                return merged
        return ref

    def stored(self, ref: str) -> str:
        """What stands in a cell, as stored: a number's digits."""
        value = self._cells[ref].child("v") if ref in self._cells else None
        return value.text if value else ""

    def unlock(self, area: str) -> None:
        """Let a cell, or all cells of a merged range, be typed into; what is not in the file yet is made."""
        (left, top), (right, bottom) = _corners(area)
        if (right - left + 1) * (bottom - top + 1) > _WIDEST:
            right, bottom = left, top
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._unlock(row, column)

    def _unlock(self, row: int, column: int) -> None:
        cell = self._cells.get(f"{column_letters(column)}{row}")
        if cell is None:
            style = self._styles.unlocked(self._style_of_blank(row, column))
            self._new.setdefault(row, {})[column] = style
            return
        old = int(cell.attributes.get("s", "0"))
        new = self._styles.unlocked(old)
        if new != old:
            self._part.set(cell, "s", str(new))

    @property
    def drawing(self) -> str | None:
        """The relation to the shapes of comments and controls."""
        element = self._root.child("legacyDrawing")
        return element.attributes["id"] if element else None

    def attach(self, relation: str) -> None:
        """Give the sheet its shapes of comments."""
        xml = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id={quoted(relation)}/>'
        self._part.place(self._root, "legacyDrawing", self._part.own(xml), ORDER)

    def height(self, row: int) -> float:
        """A row's height in points."""
        own = self._rows[row].attributes.get("ht") if row in self._rows else None
        return float(own or self._default("defaultRowHeight", 15))

    def width(self, column: int) -> float:
        """A column's width in points, near enough for a box beside it."""
        element = self._column(column)
        own = element.attributes.get("width") if element else None
        return 6 * float(own or self._default("defaultColWidth", 8.43))

    def close(self) -> None:
        """Make the edits."""
        for row in sorted(self._new):
            self._add_cells(row, self._new[row])

    def _add_cells(self, number: int, styles: Mapping[int, int]) -> None:
        row = self._rows.get(number)
        cells = {
            column: f'<c r="{column_letters(column)}{number}" s="{style}"/>'
            for column, style in sorted(styles.items())
        }
        if row is not None:
            self._part.set(row, "spans", None)
            for column, cell in cells.items():
                self._insert(row, cell, (c for c in row.children if _column_of(c) > column))
        elif self._data is not None:
            xml = f'<row r="{number}">{"".join(cells.values())}</row>'
            self._insert(self._data, xml, (r for n, r in self._rows.items() if n > number))

    def _insert(self, parent: Element, xml: str, later: Iterator[Element]) -> None:
        following = next(later, None)
        if following is None:
            self._part.append(parent, self._part.own(xml))
        else:
            self._part.before(following, self._part.own(xml))

    def _style_of_blank(self, row: int, column: int) -> int:
        """The style in which Excel shows a cell that is not in the file: its row's, or its column's."""
        own = self._rows.get(row)
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


def _corners(area: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last (column, row) of an area, which may be one cell."""
    first, _, last = area.partition(":")
    return _corner(first), _corner(last or first)


def _corner(ref: str) -> tuple[int, int]:
    letters, row = split_reference(ref)
    return column_number(letters), row


def _column_of(cell: Element) -> int:
    return column_number(split_reference(cell.attributes["r"])[0])
