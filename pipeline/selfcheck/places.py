"""Where everything of the self-check stands on the hidden sheet that works it out.

It has three parts, one below the other: one row for each sheet of the form; one row for each cell of the form, sheet by
sheet; one row for each thing that can be wrong. All references are absolute, and the form's cells are looked up by
place in one large range, so that nothing that is cut, pasted or dragged on the form can shift them.
"""

from collections.abc import Mapping, Sequence

from pipeline.books.references import position
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.period import Period
from pipeline.model.record import record

TOP = 3  # the row of the form's first sheet
# Columns of the rows for sheets ...
SUBMITTED, KNOWN_PERIOD, COMPARABLE, ERRORS, WARNINGS, BLANKS, VERDICT = "BCDEFGH"
# ... of the rows for cells ...
KEY, TEXT, DIGITS, REST, PARSED, VALUE, BEFORE, FLAG = "ABCDEFGH"
# ... and of the rows for what can be wrong.
CODE, SEVERITY, TITLE, CELL, BROKEN, ORDER, SAID, COUNTED = "ABCDEFGH"
PER_ROW = 1000  # a cell's key is its row times this, and its column


@record
class SheetBlock:
    """One sheet of the form: its row, where its cells are worked out, and where they stand.

    asked and others: the values that are to be filled on it, and those that are not. cells: everything by name.
    before: what it had before, where that is known. reach: a range larger than the form, whose corners no cut or paste
    moves.
    """

    sector: str
    title: str
    row: int
    first: int
    asked: tuple[str, ...]
    others: tuple[str, ...]
    headings: tuple[str, ...]
    cells: Mapping[str, str]
    before: Earlier | None
    gap: int
    reach: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that has a row, in order."""
        return (*self.asked, *self.others, *self.headings)

    def at(self, column: str, name: str) -> str:
        """What is known of a cell."""
        return f"${column}${self.first + self.names.index(name)}"

    def value(self, indicator: str) -> str:
        """A value that is to be filled here: a number, or a text where it has none."""
        return self.at(VALUE, indicator)

    def values(self, indicators: Sequence[str]) -> list[str]:
        """Several of them."""
        return [self.value(i) for i in indicators]

    def all_asked(self, column: str) -> str:
        """A column over all values that are to be filled here."""
        return f"${column}${self.first}:${column}${self.first + len(self.asked) - 1}"

    def of_sheet(self, column: str) -> str:
        """What is known of the sheet."""
        return f"${column}${self.row}"

    def key(self, name: str) -> int:
        """A cell's place as one number."""
        row, column = position(self.cells[name])
        return row * PER_ROW + column

    def runs(self, indicators: Sequence[str]) -> list[str]:
        """The fewest ranges that hold the values of some indicators and no others."""
        rows = sorted({self.names.index(i) for i in indicators})
        starts = [r for r in rows if r - 1 not in rows]
        ends = [r for r in rows if r + 1 not in rows]
        pairs = zip(starts, ends, strict=True)
        return [f"${VALUE}${self.first + a}:${VALUE}${self.first + z}" for a, z in pairs]


@record
class Scene:
    """A form being drawn: what is declared, its period, its sheets, and what is filled in by sheet and heading.

    unchecked: a sheet that may return the workbook but is not checked here, empty if the form has none; drawn: how many
    of its cells hold something before anybody has typed.
    """

    declared: Declarations
    period: Period
    blocks: tuple[SheetBlock, ...]
    prefilled: Mapping[str, Mapping[str, str]]
    unchecked: str = ""
    drawn: int = 0

    def siblings(self, block: SheetBlock) -> list[SheetBlock]:
        """The other sheets of the same workbook."""
        return [b for b in self.blocks if b is not block]

    @property
    def below(self) -> int:
        """The first row below all cells."""
        last = self.blocks[-1]
        return last.first + len(last.names)
