"""Which figures the bulletin shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's caption and the note under it."""

    title: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the bulletin's sector table: its head, and the indicator or measure that it shows."""

    head: str
    value: str


@dataclass(frozen=True, slots=True)
class SheetChart:
    """A chart of Annex 2's sector sheet: its caption, the title of its value axis, its bars; all rates, or none."""

    caption: str
    axis: str
    bars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulletinPlan:
    """Which figures the bulletin shows in tables and in its chart, and which Annex 2 shows in charts."""

    sectors: Caption
    columns: tuple[ShownColumn, ...]
    totals: Caption
    status: Caption
    chart: str
    bars: tuple[str, ...]
    sheet_charts: tuple[SheetChart, ...] = ()
