"""The form that units fill: sections, items and values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from pipeline.model.grouping import grouped
from pipeline.model.record import record

LEVELS = ("sector", "unit", "office")
# Over months: newest less the one before | the newest | yes once any said so | each its own, and they add up.
OVER_MONTHS = ("difference", "last", "any", "sum")


@record
class Kind:
    """What a value counts, its decimals and the largest plausible value on one sheet.

    note: what the note under a table says of its sums over sheets.
    """

    id: str
    decimals: int
    largest: int
    note: str = ""


@record
class Indicator:
    """One of the form's values (DHIS2: data element)."""

    id: str
    item: str
    name: str
    label: str
    kind: Kind
    unit: str
    level: str
    over_sectors: str
    over_months: str

    @property
    def is_yesno(self) -> bool:
        """Answered by 是 or 否; 1.0 and 0.0 in frames."""
        return self.kind.id == "yesno"

    @property
    def is_stock(self) -> bool:
        """A level at a point in time: never differenced into a month's own figure."""
        return self.over_months == "last"

    @property
    def is_cumulative(self) -> bool:
        """Counted from the campaign's start: less than before is a fault, and so is a blank declared 0 after more."""
        return self.over_months == "difference"

    @property
    def adds_up(self) -> bool:
        """A period's own figure: over periods they are added up."""
        return self.over_months == "sum"


@record
class Section:
    """One of the form's parts, in official order."""

    id: str
    number: int
    label: str

    def has(self, item: str) -> bool:
        """Whether an item is in it, by its number: 1-2 is in part 1."""
        return item.partition("-")[0] == str(self.number)


@record
class SharedItem:
    """An item whose values share one official cell, and how Annex 2 prints them."""

    item: str
    label: str
    format: str


@record
class Heading:
    """A cell of the heading block; demand is must, asked or free. spellings: what a form typed by hand calls it."""

    id: str
    label: str
    demand: str
    spellings: tuple[str, ...] = ()


@record
class Measure:
    """A figure worked out of several values: sum - less, or sum / over as a rate."""

    id: str
    name: str
    unit: str
    sum: tuple[str, ...]
    less: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Form:
    """The form as a whole. notes: what the 填表说明 says, each with its heading.

    Compared by identity, so that what follows from it can be kept.
    """

    id: str
    version: int
    title: tuple[str, ...]
    basis: str
    bases: tuple[str, ...]
    basis_note: str
    sample_note: str
    hints: Mapping[str, str]
    headings: Mapping[str, Heading]
    sections: tuple[Section, ...]
    indicators: Mapping[str, Indicator]
    shared_items: Mapping[str, SharedItem]
    measures: Mapping[str, Measure]
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def figures(self) -> str:
        """What figures of its basis are called: 累计数."""
        return self.basis if self.basis.endswith("数") else f"{self.basis}数"

    def at_level(self, level: str) -> list[Indicator]:
        """The indicators that a level fills, in the order of the form."""
        return [i for i in self.indicators.values() if i.level == level]

    @cached_property
    def by_item(self) -> Mapping[str, list[Indicator]]:
        """Item number -> its indicators, in the order of the form."""
        return grouped(self.indicators.values(), lambda i: i.item)

    def official_rows(self, section: Section) -> list[tuple[str, str | None]]:
        """The rows of a section in the official grid: the numbers of two items side by side."""
        items = [i for i in self.by_item if section.has(i)]
        return list(zip_longest(items[::2], items[1::2]))

    def item_label(self, item: str) -> str:
        """The official label of an item, to the letter."""
        shared = self.shared_items.get(item)
        return shared.label if shared else self.by_item[item][0].label
