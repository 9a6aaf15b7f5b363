"""The worksheets of an xlsx package, element by element."""

from pipeline.books.budget import Budget
from pipeline.books.quick_sheet import RawCell
from pipeline.books.references import LAST_COLUMN, corners, position, reference
from pipeline.books.string_xml import Texts
from pipeline.books.unseen import ALL_SHOWN, Unseen
from pipeline.books.xml_parts import ON

_NONE = ("0", "0.0")  # a height, a width
_COLUMNS: dict[str, int] = {}  # letters of columns that were seen -> their numbers


class CellReader(Texts):
    """A worksheet's cells that hold something, and its merged ranges, in the order of the file; what is not shown.

    A cell without r follows the one before it, a row without r the row before it.
    """

    def __init__(self, budget: Budget) -> None:
        super().__init__(
            {"row": self._row_starts, "c": self._cell_starts, "mergeCell": self._merge}
            | {"col": self._columns_start}
            | {"v": self._value, "t": self._inline, "f": self._formula},
            {"row": self._row_ends, "c": self._cell_ends, "v": self.ignore, "f": self.ignore},
        )
        self.cells: list[RawCell] = []
        self.merges: list[str] = []
        self._hidden_rows = set[int]()
        # A byte each: a file may name all of them ever again.
        self._hidden_columns: bytearray | None = None
        self._budget = budget
        self._row = self._column = self._in_row = 0
        self._digits = "0"
        self._cell: dict[str, str] | None = None
        self._texts: dict[str, list[str]] = {}

    def _row_starts(self, attributes: dict[str, str]) -> None:
        self._budget.spend_rows()
        told = attributes.get("r")
        self._row = self._row + 1 if told is None else int(told)
        self._digits = str(self._row)
        self._column = self._in_row = 0
        if attributes.get("hidden") in ON or attributes.get("ht") in _NONE:
            self._hidden_rows.add(self._row)

    def _columns_start(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ON or attributes.get("width") in _NONE:
            first, last = max(int(attributes["min"]), 1), min(int(attributes["max"]), LAST_COLUMN)
            hidden = self._hidden_columns or bytearray(LAST_COLUMN + 1)
            hidden[first : last + 1] = b"\1" * (last + 1 - first)
            self._hidden_columns = hidden

    @property
    def unseen(self) -> Unseen:
        """The rows and columns that are not shown."""
        if not self._hidden_rows and self._hidden_columns is None:
            return ALL_SHOWN
        columns = (n for n, hidden in enumerate(self._hidden_columns or b"") if hidden)
        return Unseen(frozenset(self._hidden_rows), frozenset(columns))

    def _row_ends(self) -> None:
        self._budget.spend_cells(self._in_row)

    def _cell_starts(self, attributes: dict[str, str]) -> None:
        ref = attributes.get("r")
        if ref is None:
            ref = attributes["r"] = reference(self._row, self._column + 1)
        letters = ref.removesuffix(self._digits)
        column = _COLUMNS.get(letters)  # of all but the first rows known, since every cell asks
        if column is None:
            row, column = position(ref)
            if row != self._row:
                raise ValueError(ref)
            _COLUMNS[letters] = column
        self._column = column
        self._in_row += 1
        if self._cell is not None or self._in_row > LAST_COLUMN:
            raise ValueError(ref)
        self._texts = {}
        self._cell = attributes

    def _value(self, _: dict[str, str]) -> None:
        if self._cell is not None:
            if "v" in self._texts:  # two values would be two readings
                raise ValueError("v")
            self._texts["v"] = []
            self.gather(self._texts["v"])

    def _formula(self, _: dict[str, str]) -> None:
        if self._cell is not None:
            self._texts["f"] = []
            self.gather(self._texts["f"])

    def _inline(self, _: dict[str, str]) -> None:
        if self._cell is not None and not self._guides:
            self._text_of(self._texts.setdefault("t", []))

    def _cell_ends(self) -> None:
        cell, texts = self._cell, self._texts
        self._cell = None
        if cell is None or not texts:
            return
        if ("t" if cell.get("t") != "inlineStr" else "v") in texts:
            raise ValueError("an inline text in a cell of another type, or the other way round")
        value = texts.get("v", texts.get("t"))
        formula = texts.get("f")
        raw = (
            cell["r"],
            cell.get("t", "n"),
            cell.get("s", "0"),
            None if value is None else "".join(value),
            None if formula is None else "".join(formula),
        )
        self.cells.append(raw)

    def _merge(self, attributes: dict[str, str]) -> None:
        ref = attributes["ref"]
        (top, left), (bottom, right) = corners(ref)
        if bottom < top or right < left:
            raise ValueError(ref)
        self._budget.spend_merged((bottom - top + 1) * (right - left + 1))
        self.merges.append(ref)
