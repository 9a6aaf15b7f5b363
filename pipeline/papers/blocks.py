"""A paper as blocks: what every form of it (Markdown, page, Word, mail) is written from.

The text template gives plain lines. A line begins with # (title), ## or ### (headings), > (a note), =| (flush left,
as the addressee), |= (flush right, as the signature) or is [[name]] for a table, a chart or ready paragraphs; any other
is a paragraph.
"""

from collections.abc import Mapping
from decimal import Decimal

from pipeline.model.record import record

_MARKS = (
    ("### ", "h3"),
    ("## ", "h2"),
    ("# ", "title"),
    ("> ", "note"),
    ("=| ", "left"),
    ("|= ", "right"),
)
# The tones of a chart's bars, and the line around them: light ones have to be told apart in a grey print.
_TONES = ("DBE6F1", "1F4E79", "FFFFFF", "7F9DB9")
BAR_LINE = "16324F"
_SHORT = 8  # characters


def bar_tone(series: int) -> str:
    """The tone of the bars of a series, by its number, wherever an office program draws them."""
    return _TONES[series % len(_TONES)]


@record
class TableRow:
    """A row's texts; total marks the row of sums. leads: the total that a text is, by position; empty where none."""

    cells: tuple[str, ...]
    total: bool = False
    leads: tuple[str, ...] = ()


@record
class TableBlock:
    """A table with caption, heads and rows. numeric says which columns hold figures, by position."""

    id: str
    caption: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    numeric: tuple[bool, ...]

    @property
    def across(self) -> tuple[str, ...]:
        """Where the texts of each column stand: right for figures, left for what is first or long, else center.

        A 7月 at the left edge would read on from the figure before it.
        """
        return tuple(
            "right" if is_figure else "center" if number and self._is_short(number) else "left"
            for number, is_figure in enumerate(self.numeric)
        )

    def _is_short(self, column: int) -> bool:
        return all(len(row.cells[column]) <= _SHORT for row in self.rows)


@record
class Bar:
    """One group of bars: its label and a figure a series; None is 未报."""

    label: str
    figures: tuple[Decimal | None, ...]


@record
class ChartBlock:
    """A chart of horizontal bars."""

    id: str
    caption: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def largest(self) -> Decimal:
        """The longest bar's figure, at least 1."""
        return max(
            (f for b in self.bars for f in b.figures if f is not None), default=Decimal(1)
        ) or Decimal(1)


@record
class Block:
    """One block: kind is title, h2, h3, p, note, left, right, table or chart."""

    kind: str
    text: str = ""
    lines: tuple[str, ...] = ()
    table: TableBlock | None = None
    chart: ChartBlock | None = None


# What a template places by [[name]]: a table, a chart, or paragraphs that nothing reads for marks.
Part = TableBlock | ChartBlock | tuple[str, ...]


def parse_blocks(text: str, parts: Mapping[str, Part]) -> list[Block]:
    """The blocks of a rendered text template; KeyError for an unknown [[name]]."""
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("[[") and line.endswith("]]"):
            blocks += _placed(parts[line[2:-2].strip()])
            continue
        kind, mark = next(((k, m) for m, k in _MARKS if line.startswith(m)), ("p", ""))
        body = line.removeprefix(mark).strip()
        if kind == "title" and blocks and blocks[-1].kind == "title":
            body = f"{blocks.pop().text}\n{body}"
        blocks.append(Block(kind, body, tuple(body.split("\n"))))
    return blocks


def _placed(part: Part) -> list[Block]:
    if isinstance(part, TableBlock):
        return [Block("table", table=part)]
    if isinstance(part, ChartBlock):
        return [Block("chart", chart=part)]
    return [Block("p", text, (text,)) for text in part]
