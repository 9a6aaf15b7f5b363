"""An ods file as a book of addressed cells, by odfdo."""

import io
import re
from collections.abc import Mapping

from odfdo import Document, Element

from pipeline.books.budget import Budget
from pipeline.books.cells import Book, Sheet, refuse_alike
from pipeline.books.moments import in_utc
from pipeline.books.open_document_looks import read_looks
from pipeline.books.open_document_table import read_table
from pipeline.books.refusals import damage_told
from pipeline.books.xml_parts import PartReader, by_local_name, elements

MOST_WRITTEN = 100_000  # cells; odfdo needs a kilobyte or two for each
_READ = ("styles.xml", "meta.xml", "settings.xml", "meta-inf/manifest.xml")
_OF_ANOTHER_FILE = re.compile(r"'.+'#.", re.DOTALL)  # 'file:///D:/6月.ods'#$消防
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
        tables = [t for t in document.body.children if t.tag == "table:table" and not _is_kept(t)]
        looks = read_looks(parts.get("styles.xml", b"<none/>"), parts["content.xml"])
        budget, sheets, hidden = Budget(), dict[str, Sheet](), set[str]()
        for table in tables:
            name = _name(table)
            sheets[name] = read_table(name, table, looks, budget)
            hidden |= set() if document.get_table_displayed(name) else {name}
        refuse_alike(sheets, len(tables))
        saved_at = in_utc("".join(text for *_, text in saved[:1]))
        return Book("ods", guard.names, sheets, frozenset(hidden), saved_at)


def _is_kept(table: Element) -> bool:
    """Whether a table is what LibreOffice keeps of another file that formulas refer to: nobody sees it here."""
    return bool(_OF_ANOTHER_FILE.match(_name(table)))


def _name(table: Element) -> str:
    return table.get_attribute_string("table:name") or ""


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
        told = by_local_name(attributes)
        match = _ADDRESS.fullmatch(told.get("cell-range-address", ""))
        if match and not self._tables:
            sheet = (match[1] or match[2]).replace("''", "'")
            self.names[told["name"]] = (sheet, match[3] + match[4])
