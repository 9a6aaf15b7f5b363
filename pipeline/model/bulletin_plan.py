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
class BulletinPlan:
    """Which figures the bulletin shows in tables and in its chart."""

    sectors: Caption
    columns: tuple[ShownColumn, ...]
    totals: Caption
    status: Caption
    restated: Caption
    chart: str
    bars: tuple[str, ...]
