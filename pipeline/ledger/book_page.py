"""A sheet of a plain workbook as it is described: its texts, its columns, and where they end up."""

from collections.abc import Sequence
from itertools import accumulate

from openpyxl.utils import get_column_letter

from pipeline.ledger.book_cells import Value
from pipeline.model.record import record

_SCREEN = 150  # characters that a screen shows side by side


@record
class ColumnHead:
    """A column: what stands above it, its width in characters, and how its values look: a name in STYLES."""

    label: str
    width: float
    look: str


@record
class Page:
    """A sheet. lines: texts above the table, with their looks. columns: the table, column by column.

    empty: what stands in its place where it has no row. kept: how many columns stay in sight, and are printed on every
    page. foot: left at the foot of every printed page.
    """

    title: str
    lines: Sequence[tuple[str, str]]
    headings: Sequence[ColumnHead]
    columns: Sequence[Sequence[Value]]
    empty: str
    paper: int
    kept: int
    foot: str

    @property
    def top(self) -> int:
        """The row of the headings."""
        return len(self.lines) + 1

    @property
    def lines_end(self) -> int:
        """The last column that the lines above the table have for themselves: as far as a screen shows."""
        widths = accumulate(h.width for h in self.headings)
        return max(1, sum(width <= _SCREEN for width in widths))

    @property
    def bottom(self) -> int:
        """The last row; a table without rows has one that says so."""
        return self.top + max(1, len(self.columns[0]))

    @property
    def last(self) -> str:
        """The letters of the last column."""
        return get_column_letter(len(self.headings))
