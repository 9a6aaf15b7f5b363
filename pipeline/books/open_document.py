"""An ods file as a book of addressed cells, by odfdo.

Repeated cells are written once there; each that holds something is one cell here.
"""

import io
import re
from collections.abc import Iterator, Mapping

from odfdo import Document, Element

from pipeline.books.budget import Budget
from pipeline.books.cells import Book, Cell, Sheet
from pipeline.books.moments import in_utc
from pipeline.books.open_document_cells import read_cell
from pipeline.books.references import reference
from pipeline.books.refusals import damage_told
from pipeline.books.xml_parts import PartReader, elements

MOST_WRITTEN = 100_000  # cells; odfdo needs a kilobyte or two for each
_READ = ("styles.xml", "meta.xml", "settings.xml", "meta-inf/manifest.xml")
_GROUPS = ("table:table-rows", "table:table-header-rows", "table:table-row-group")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_ADDRESS = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.$]+))\.\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def read_ods(data: bytes, parts: Mapping[str, bytes]) -> Book:
    """A book from a package's bytes and its unpacked parts; DamagedWorkbookError where they cannot be trusted."""
    with damage_told():
        guard = _Guard()
        guard.read(parts["content.xml"])
        for part in _READ:  # odfdo has no limits of its own
            _Guard().read(parts.get(part, b"<none/>"))
        saved = elements(parts.get("meta.xml", b"<none/>"), with_text="date")
        document = Document(io.BytesIO(data))
        tables = [t for t in document.body.children if t.tag == "table:table"]
        budget, sheets, hidden = Budget(), dict[str, Sheet](), set[str]()
        for table in tables:
            name = table.get_attribute_string("table:name") or ""
            sheets[name] = _read_sheet(name, table, budget)
            hidden |= set() if document.get_table_displayed(name) else {name}
        if len({name.lower() for name in sheets} - {""}) < len(tables):
            raise ValueError("one name twice, or none")
        return Book(
            "ods",
            guard.names,
            sheets,
            frozenset(hidden),
            in_utc("".join(saved[0][2:] if saved else "")),
        )


class _Guard(PartReader):
    """Goes through a part within the limits that every workbook has, and remembers the names of the whole document."""

    def __init__(self) -> None:
        super().__init__(
            dict.fromkeys(("table-cell", "covered-table-cell"), self._cell)
            | {"table-row": self._row, "table": self._table, "named-range": self._name},
            {"table": self._table_ends},
        )
        self.names: dict[str, tuple[str, str]] = {}
        self._budget = Budget(cells=MOST_WRITTEN)
        self._tables = 0

    def _cell(self, _: dict[str, str]) -> None:
        self._budget.spend_cells()

    def _row(self, _: dict[str, str]) -> None:
        self._budget.spend_rows()

    def _table(self, _: dict[str, str]) -> None:
        self._tables += 1

    def _table_ends(self) -> None:
        self._tables -= 1

    def _name(self, attributes: dict[str, str]) -> None:
        """A name that points at one cell, unless it is of one table alone. odfdo fails on any other."""
        told = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        match = _ADDRESS.fullmatch(told.get("cell-range-address", ""))
        if match and not self._tables:
            sheet = (match[1] or match[2]).replace("''", "'")
            self.names[told["name"]] = (sheet, match[3] + match[4])


def _read_sheet(name: str, table: Element, budget: Budget) -> Sheet:
    cells: dict[str, Cell] = {}
    merges: list[str] = []
    row = 1
    for element in _rows(table):
        count = _count(element, "table:number-rows-repeated")
        filled = list(_filled(element, budget))
        if filled:
            budget.spend_cells((count - 1) * len(filled))
            for at in range(row, row + count):
                cells |= {reference(at, column): cell for column, cell in filled}
        merges += _merges(element, row, budget)
        row += count
    sheet = Sheet(name, cells, tuple(merges))
    budget.spend_texts(sheet.texts)
    return sheet


def _rows(parent: Element) -> Iterator[Element]:
    """The rows of a table, those in groups too; not those of tables within cells."""
    for child in parent.children:
        if child.tag == "table:table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _count(element: Element, attribute: str) -> int:
    """How often something stands; a number below 1 is none."""
    number = int(element.get_attribute_string(attribute) or 1)
    if number < 1:
        raise ValueError(attribute)
    return number


def _filled(row: Element, budget: Budget) -> Iterator[tuple[int, Cell]]:
    """(column, cell) of all cells of a row that hold something, repeated ones one by one."""
    column = 1
    for element in row.children:
        if element.tag in _CELLS:
            count = _count(element, "table:number-columns-repeated")
            cell = read_cell(element)
            if cell:
                budget.spend_cells(count)
                yield from ((at, cell) for at in range(column, column + count))
            column += count


def _merges(row: Element, number: int, budget: Budget) -> Iterator[str]:
    column = 1
    for element in row.children:
        if element.tag in _CELLS:
            wide = _count(element, "table:number-columns-spanned")
            high = _count(element, "table:number-rows-spanned")
            if wide * high > 1:
                budget.spend_merged(wide * high)
                last = reference(number + high - 1, column + wide - 1)
                yield f"{reference(number, column)}:{last}"
            column += _count(element, "table:number-columns-repeated")
