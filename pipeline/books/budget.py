"""How much a workbook may hold. A form has some hundred cells; the limits are those of the largest real workbooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.books.refusals import OverLimitError

MOST_CELLS = 500_000
MOST_ROWS = 200_000
MOST_MERGED = 200_000
LONGEST_TEXT = 32_767  # Excel's own limit
MOST_TEXT = 5_000_000


class Spent(NamedTuple):
    """What reading a part took of an allowance."""

    cells: int
    rows: int
    merged: int


@dataclass(slots=True)
class Budget:
    """What is left of one workbook's allowance; OverLimitError where it is spent."""

    cells: int = MOST_CELLS
    rows: int = MOST_ROWS
    merged: int = MOST_MERGED
    text: int = MOST_TEXT

    @property
    def spent(self) -> Spent:
        """What is gone of a whole allowance; texts are counted by those who resolve them."""
        return Spent(MOST_CELLS - self.cells, MOST_ROWS - self.rows, MOST_MERGED - self.merged)

    def spend(self, spent: Spent) -> None:
        """Take off what was spent of another budget."""
        self.spend_cells(spent.cells)
        self.spend_rows(spent.rows)
        self.spend_merged(spent.merged)

    def spend_cells(self, count: int = 1) -> None:
        """Cells, empty ones too."""
        self.cells -= count
        if self.cells < 0:
            raise OverLimitError("单元格太多")

    def spend_rows(self, count: int = 1) -> None:
        """Rows that are written out."""
        self.rows -= count
        if self.rows < 0:
            raise OverLimitError("写了内容或格式的行太多")

    def spend_merged(self, count: int) -> None:
        """Cells inside merged ranges."""
        self.merged -= count
        if self.merged < 0:
            raise OverLimitError("合并单元格的范围太大")

    def spend_texts(self, texts: Iterable[str]) -> None:
        """All texts of a sheet's cells, each as often as it stands there."""
        lengths = list(map(len, texts))
        self.text -= sum(lengths)
        if max(lengths, default=0) > LONGEST_TEXT:
            raise OverLimitError(f"有单元格的文字超过{LONGEST_TEXT}字")
        if self.text < 0:
            raise OverLimitError("文字太多")
