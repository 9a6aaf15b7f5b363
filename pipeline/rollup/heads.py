"""The heads of the table by sector: which sector's column a cell stands in, and which indicator's row."""

from collections.abc import Mapping
from functools import cache

from pipeline.books.references import column_number, split_reference
from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.sheets.located import At
from pipeline.words.spelled import subjects_spelled
from pipeline.words.wording import same_text


class Heads:
    """Whether cells stand where the table has them: in their sector's column and their indicator's row."""

    def __init__(self, book: Book, declared: Declarations) -> None:
        """Look at no sheet before it is asked for, and at each once."""
        self._book, self._subjects = book, subjects_spelled(declared.roster)
        self._sectors, self._texts = cache(self._columns), cache(self._rows)

    def is_right(self, at: At, sector: str, indicator: Indicator) -> bool:
        """The nearest sector's name above it is its own, and its indicator's label stands before it."""
        if at[0] not in self._book.sheet_names:
            return False
        letters, row = split_reference(at[1])
        above = {r: named for r, named in self._sectors(at[0]).get(letters, {}).items() if r < row}
        label = self._texts(at[0]).get(row, {}).get(same_text(indicator.label))
        is_before = label is not None and label < column_number(letters)
        return is_before and above.get(max(above, default=0)) == sector

    def _columns(self, page: str) -> Mapping[str, Mapping[int, str]]:
        """The cells that hold a sector's name: column -> row -> sector."""
        found: dict[str, dict[int, str]] = {}
        for ref, cell in self._book.sheet(page).cells.items():
            named = self._subjects.whole(cell.text) if cell.kind == "text" else None
            if named:
                letters, row = split_reference(ref)
                found.setdefault(letters, {})[row] = named.id
        return found

    def _rows(self, page: str) -> Mapping[int, Mapping[str, int]]:
        """The texts of each row with their columns."""
        found: dict[int, dict[str, int]] = {}
        for ref, cell in self._book.sheet(page).cells.items():
            if cell.kind == "text":
                letters, row = split_reference(ref)
                found.setdefault(row, {}).setdefault(same_text(cell.text), column_number(letters))
        return found
