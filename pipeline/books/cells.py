"""What a workbook of any format is read as: sheets of addressed cells, exactly as stored."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from pipeline.books.references import column_letters, column_number, covered_cells, split_reference
from pipeline.model.record import record


class Cell(NamedTuple):
    """What a cell holds; a tuple, since books have thousands.

    kind: number, text, bool, error, date, percent (shown as percent, or as another number than it is) or struck (a
    number shown struck out). text is the stored text: a number's digits (100 % is 1), a date's ISO form; empty where a
    formula has no value. formula is None for a typed value. seen: of a number what its format makes of it by rounding,
    empty where that is no other number.
    """

    kind: str
    text: str
    formula: str | None = None
    seen: str = ""


Aside = tuple[str, str]  # the cell at which it stands, and its text
MOST_ASIDES = 1000  # of a sheet; what is beyond is not told
# What stands in a text around a part of it that is shown struck out, or as an exponent or index.
STRUCK, RAISED, MARK_ENDS = "〔划去：", "〔上下标：", "〕"
EMPTY = Cell("text", "")


def refuse_alike(names: Iterable[str], count: int) -> None:
    """ValueError unless these are the names of so many sheets, none without one, and none differing in case alone."""
    if len({name.lower() for name in names} - {""}) < count:
        raise ValueError("one name twice, or none")


@lru_cache(maxsize=4096)  # labels and hints are the same in every form
def text_cell(text: str) -> Cell:
    """The cell of a typed text."""
    return Cell("text", text)


@record
class Sheet:
    """One sheet: its cells that hold something by reference, and its merged ranges.

    unseen: of these cells those that nobody sees, since their row or column is not shown (hidden, filtered out, folded
    away) or they are written in white. asides: texts of comments and of text boxes.
    """

    name: str
    cells: Mapping[str, Cell]
    merges: tuple[str, ...]
    unseen: frozenset[str] = frozenset()
    asides: tuple[Aside, ...] = ()

    def cell(self, ref: str) -> Cell:
        """The cell at a reference; an empty text cell where nothing stands."""
        return self.cells.get(ref, EMPTY)

    @property
    def covered(self) -> Mapping[str, str]:
        """The cells that lie hidden under a merged range, each with the cell that is seen in its place."""
        return covered_cells(self.merges)

    @property
    def texts(self) -> list[str]:
        """All that stands in its cells, formulas too."""
        formulas = [cell.formula for cell in self.cells.values() if cell.formula]
        return [*(cell.text for cell in self.cells.values()), *formulas]

    def left_of(self, ref: str) -> str:
        """The text of the nearest non-empty cell to its left in the row; empty where there is none."""
        letters, row = split_reference(ref)
        for number in range(column_number(letters) - 1, 0, -1):
            text = self.cell(f"{column_letters(number)}{row}").text.strip()
            if text:
                return text
        return ""


@record
class Book:
    """A workbook read to its end: nothing in it can fail later.

    kind: xlsx, xls or ods. names: the workbook-scoped ones that point at one cell. sheets in the order of the file;
    hidden: the names of those that are not shown. saved_at: when the program that wrote the file last saved it, in UTC,
    as it says; empty where it does not.
    """

    kind: str
    names: Mapping[str, tuple[str, str]]
    sheets: Mapping[str, Sheet]
    hidden: frozenset[str]
    saved_at: str

    @property
    def sheet_names(self) -> Collection[str]:
        """All sheets, hidden ones too, in the order of the file."""
        return self.sheets.keys()

    def sheet(self, name: str) -> Sheet:
        """One sheet by its name."""
        return self.sheets[name]
