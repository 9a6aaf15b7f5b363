"""One worksheet being edited: its cells unlocked, the shapes of comments attached."""

from collections.abc import Iterator, Mapping

from pipeline.books.references import column_letters, corners, position
from pipeline.marking.package_edit import RELATIONS, PackageEdit
from pipeline.marking.sheet_layout import SheetLayout
from pipeline.marking.style_edit import Styles
from pipeline.marking.xml_edit import Element, quoted

# The schema's order of a worksheet's elements; Excel opens nothing else.
ORDER = (
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

    def __init__(self, package: PackageEdit, name: str, styles: Styles) -> None:
        """Look at the part of the sheet."""
        self.name, self._styles = name, styles
        self._part = package.xml(name)
        self.layout = SheetLayout(self._part.root)
        self._new: dict[int, dict[int, int]] = {}

    def stored(self, ref: str) -> str:
        """What stands in a cell, as stored: a number's digits."""
        cell = self.layout.cells.get(ref)
        value = cell.child("v") if cell else None
        return value.text if value else ""

    def unlock(self, area: str) -> None:
        """Let a cell, or all cells of a merged range, be typed into; what is not in the file yet is made."""
        (top, left), (bottom, right) = corners(area)
        if (right - left + 1) * (bottom - top + 1) > _WIDEST:
            right, bottom = left, top
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._unlock(row, column)

    def _unlock(self, row: int, column: int) -> None:
        cell = self.layout.cells.get(f"{column_letters(column)}{row}")
        if cell is None:
            style = self._styles.unlocked(self.layout.style_of_blank(row, column))
            self._new.setdefault(row, {})[column] = style
            return
        old = int(cell.attributes.get("s", "0"))
        new = self._styles.unlocked(old)
        if new != old:
            self._part.set(cell, "s", str(new))

    @property
    def drawing(self) -> str | None:
        """The relation to the shapes of comments and controls."""
        element = self._part.root.child("legacyDrawing")
        return element.attributes["id"] if element else None

    def attach(self, relation: str) -> None:
        """Give the sheet its shapes of comments."""
        xml = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id={quoted(relation)}/>'
        self._part.place(self._part.root, "legacyDrawing", self._part.own(xml), ORDER)

    def close(self) -> None:
        """Make the edits."""
        for row in sorted(self._new):
            self._add_cells(row, self._new[row])

    def _add_cells(self, number: int, styles: Mapping[int, int]) -> None:
        rows, data = self.layout.rows, self.layout.data
        row = rows.get(number)
        cells = {
            column: f'<c r="{column_letters(column)}{number}" s="{style}"/>'
            for column, style in sorted(styles.items())
        }
        if row is not None:
            self._part.set(row, "spans", None)
            for column, cell in cells.items():
                self._insert(row, cell, (c for c in row.children if _column_of(c) > column))
        elif data is not None:
            xml = f'<row r="{number}">{"".join(cells.values())}</row>'
            self._insert(data, xml, (r for n, r in rows.items() if n > number))

    def _insert(self, parent: Element, xml: str, later: Iterator[Element]) -> None:
        following = next(later, None)
        if following is None:
            self._part.append(parent, self._part.own(xml))
        else:
            self._part.before(following, self._part.own(xml))


def _column_of(cell: Element) -> int:
    return position(cell.attributes["r"])[1]
