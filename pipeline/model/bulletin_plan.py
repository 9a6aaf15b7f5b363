"""Which figures the bulletin shows, and what it says where something was found."""

from collections.abc import Mapping

from pipeline.model.record import record

# The parts of the bulletin that a paragraph of the office's own can close; templates/bulletin.txt.j2 places [[own_…]].
PLACES = ("overall", "sectors", "reporting", "problems", "demands")


@record
class Caption:
    """A table's caption and the note under it."""

    title: str
    note: str


@record
class ShownColumn:
    """A column of one of the bulletin's tables: its head, and the indicator or measure that it shows."""

    head: str
    value: str


@record
class ShownTable:
    """A table whose columns are declared: its caption, the note under it, its columns."""

    title: str
    note: str
    columns: tuple[ShownColumn, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns."""
        return tuple(column.head for column in self.columns)


@record
class ShownChart:
    """A chart of bars: its caption, and the indicators and measures that it shows."""

    title: str
    bars: tuple[str, ...]


@record
class Weakest:
    """The rate by which a sector is the weakest, and how many its lower part must count at least."""

    measure: str
    least: float


@record
class ProblemPlan:
    """A heading of part 二: what is said once at its end, and what part 三 asks for."""

    heading: str
    closing: str
    demand: str


@record
class OwnPlan:
    """A name of the office's own paragraphs, other spellings of it, and the part of the bulletin that they close."""

    name: str
    spellings: tuple[str, ...]
    at: str


@record
class WeeklyPlan:
    """The table of the weekly note. growth: what is also shown by how much it has grown since the week before."""

    table: ShownTable
    growth: tuple[ShownColumn, ...]


@record
class SheetChart:
    """A chart of Annex 2's sector sheet: its caption, the title of its value axis, its bars; all rates, or none."""

    caption: str
    axis: str
    bars: tuple[str, ...]


@record
class Limits:
    """From how many on a list is cut, with how many there are and where all of them stand; nothing is cut in silence.

    names: in a sentence; lines: sentences of one kind; rows: of a table of units or sectors, also on the screen;
    cells: behind a total on the page; sources: rows of the sheet 数据来源.
    """

    names: int = 20
    lines: int = 40
    rows: int = 60
    cells: int = 200
    sources: int = 100_000


@record
class BulletinPlan:
    """Which figures the bulletin shows in tables and charts, what it asks for, where the office's own texts go."""

    weakest: Weakest | None
    sectors: ShownTable
    totals: Caption
    status: Caption
    restated: Caption
    chart: ShownChart
    series: ShownTable
    series_chart: ShownChart
    problems: Mapping[str, ProblemPlan]
    own: tuple[OwnPlan, ...]
    weekly: WeeklyPlan | None
    sheet_charts: tuple[SheetChart, ...] = ()
    limits: Limits = Limits()
