"""One measurement beside what it is held against, and whether it has become worse than it was."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

WORSE = 1.25  # times the committed ratio: a regression


@dataclass(frozen=True, slots=True)
class Measure:
    """What a row measures; its name says what the ratio is of.

    bar: what the ratio may be at most (`smaller`) or must be at least; None: it is only told. unit: what the ratio
    counts, where it is no plain ratio (MB). rounds: of how many the medians are.
    """

    name: str
    bar: float | None = None
    smaller: bool = True
    unit: str = ""
    rounds: int = 1

    def row(self, seconds: float, against: float | None, ratio: float) -> "Row":
        """The row of a measurement."""
        return Row(
            self.name,
            round(seconds, 4),
            _rounded(against),
            round(ratio, 4),
            self.bar,
            self.keeps(ratio),
        )

    def keeps(self, ratio: float) -> bool:
        """Whether a ratio keeps to the bar."""
        if self.bar is None:
            return True
        return ratio <= self.bar if self.smaller else ratio >= self.bar

    def worse(self, before: float, now: float) -> bool:
        """Whether a ratio is a regression from an earlier one: by more than a quarter, in the direction that is bad."""
        return now > before * WORSE if self.smaller else now * WORSE < before

    def bar_words(self) -> str:
        """The bar as a table tells it."""
        return "" if self.bar is None else f"{'≤' if self.smaller else '≥'} {self.bar:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement as bench.json has it.

    seconds: of what is measured; against: of what it is held against, if anything. ok: the ratio keeps to the bar.
    """

    name: str
    seconds: float
    against: float | None
    ratio: float
    bar: float | None
    ok: bool


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)


def write_rows(file: Path, rows: Iterable[Row]) -> None:
    """The rows as JSON: a list of objects."""
    text = json.dumps([asdict(r) for r in rows], ensure_ascii=False, indent=1)
    file.write_text(text + "\n", "utf-8")


def read_rows(file: Path) -> list[Row]:
    """The rows of a file that `write_rows` wrote; none where there is no such file."""
    return [Row(**row) for row in json.loads(file.read_text("utf-8"))] if file.exists() else []


def in_order(measures: Iterable[Measure], rows: Iterable[Row]) -> list[Row]:
    """The last row of each measure, in their order; rows of no measure are dropped."""
    last = {row.name: row for row in rows}
    return [last[m.name] for m in measures if m.name in last]


def regressions(
    measures: Iterable[Measure], rows: Iterable[Row], before: Iterable[Row]
) -> list[str]:
    """A line for each ratio that has become worse than it was by more than a quarter."""
    by_name, old = {m.name: m for m in measures}, {row.name: row.ratio for row in before}
    return [
        f"{row.name}: ratio from {old[row.name]:.3g} to {row.ratio:.3g}"
        for row in rows
        if row.name in old and by_name[row.name].worse(old[row.name], row.ratio)
    ]


def table(measures: Iterable[Measure], rows: Iterable[Row]) -> list[str]:
    """The rows as a Markdown table."""
    by_name = {m.name: m for m in measures}
    lines = ["| measured | rounds | seconds | against | ratio | bar |", "|---|---|---|---|---|---|"]
    return [*lines, *(_line(by_name[row.name], row) for row in rows if row.name in by_name)]


def _line(measure: Measure, row: Row) -> str:
    against = "" if row.against is None else f"{row.against:.2f} s"
    bar = measure.bar_words() + ("" if row.ok else ", **missed**")
    ratio = f"{row.ratio:.3g}{measure.unit}"
    cells = [row.name, str(measure.rounds), f"{row.seconds:.2f} s"]
    return f"| {' | '.join([*cells, against, ratio, bar])} |"
