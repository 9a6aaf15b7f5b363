"""What schemas/ declares: the form, the roster, the campaign and the rules, checked and joined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Any

from pipeline.model.month import Month

LEVELS = ("sector", "unit", "office")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value counts, its decimals and the largest plausible value on one sheet."""

    id: str
    decimals: int
    largest: int


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Section:
    """One of the form's parts, in official order."""

    id: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class SharedItem:
    """An item whose values share one official cell, and how Annex 2 prints them."""

    item: str
    label: str
    format: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of the heading block; demand is must, asked or free."""

    id: str
    label: str
    demand: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure worked out of several values: sum - less, or sum / over as a rate."""

    id: str
    name: str
    unit: str
    sum: tuple[str, ...]
    less: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form as a whole."""

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

    def at_level(self, level: str) -> list[Indicator]:
        """The indicators that a level fills, in the order of the form."""
        return [i for i in self.indicators.values() if i.level == level]

    def items(self) -> dict[str, list[Indicator]]:
        """Item number -> its indicators, in the order of the form."""
        items: dict[str, list[Indicator]] = {}
        for indicator in self.indicators.values():
            items.setdefault(indicator.item, []).append(indicator)
        return items

    def item_label(self, item: str) -> str:
        """The official label of an item, to the letter."""
        shared = self.shared_items.get(item)
        return shared.label if shared else self.items()[item][0].label


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector (行业领域) and the unit that leads it; the office's own sheet is one too."""

    id: str
    name: str
    spellings: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit (DHIS2: org unit); its first sector's sheet carries the unit's own values."""

    id: str
    name: str
    spellings: tuple[str, ...]
    sectors: tuple[str, ...]
    is_office: bool = False

    @property
    def first_sector(self) -> str:
        """The sector whose sheet carries what is filled once per unit."""
        return self.sectors[0]


@dataclass(frozen=True, slots=True)
class Roster:
    """Who reports. `sectors` are those of the campaign; `sheets` adds the office's own."""

    units: Mapping[str, Unit]
    sheets: Mapping[str, Sector]
    office: Unit

    @property
    def sectors(self) -> dict[str, Sector]:
        """The campaign's sectors, in official order, without the office's sheet."""
        return {k: s for k, s in self.sheets.items() if s.unit != self.office.id}

    def asks(self, indicator: Indicator, sheet: str) -> bool:
        """Whether a sheet has to fill an indicator; everything else on it is locked."""
        unit = self.units[self.sheets[sheet].unit]
        if indicator.level == "sector":
            return not unit.is_office
        if indicator.level == "unit":
            return sheet == unit.first_sector
        return unit.is_office


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the campaign and what the bulletin asks for while it lasts."""

    name: str
    start: date
    end: date
    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """The dates of the campaign."""

    name: str
    first_month: Month
    last_month: Month
    cumulative_from: date
    due_day: int
    resubmit_days: int
    offset: timezone
    stages: tuple[Stage, ...]
    document: Mapping[str, Any]

    @property
    def months(self) -> list[Month]:
        """All reporting months, in order."""
        return self.first_month.until(self.last_month)

    def cutoff(self, month: Month) -> date:
        """The day up to which a month's figures run, which is also the day they are due."""
        return month.day(self.due_day)

    def since(self, month: Month) -> date:
        """The first day that is new in a month: the day after the cut-off before it."""
        if month <= self.first_month:
            return self.cumulative_from
        return self.cutoff(month.shift(-1)) + timedelta(days=1)

    def stage(self, day: date) -> Stage:
        """The stage in which a day lies; the last one after the end."""
        return next((s for s in self.stages if day <= s.end), self.stages[-1])


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
    chart: str
    bars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared rule. `parameters` belong to its kind; `months` bounds it in time."""

    code: str
    kind: str
    severity: str
    audience: str
    message: str
    heading: str
    public: str
    typed: str
    reason: str
    waivable: bool
    months: tuple[Month, Month] | None
    only: tuple[str, ...]
    exempt: tuple[str, ...]
    parameters: Mapping[str, Any]

    def holds_in(self, month: Month) -> bool:
        """Whether the rule applies to a month."""
        return self.months is None or self.months[0] <= month <= self.months[1]

    def concerns(self, sheet: str, unit: str) -> bool:
        """Whether the rule applies to a sheet of a unit."""
        named = {sheet, unit}
        return not named & set(self.exempt) and (not self.only or bool(named & set(self.only)))


@dataclass(frozen=True, slots=True)
class Declarations:
    """All of schemas/, joined and free of contradictions."""

    form: Form
    roster: Roster
    campaign: Campaign
    rules: tuple[Rule, ...]
    bulletin: BulletinPlan

    def applies(self, rule: Rule, sheet: str, month: Month | None) -> bool:
        """Whether a rule is about a sheet in a month (None: a month that could not be read)."""
        in_time = month is None or rule.holds_in(month)
        return in_time and rule.concerns(sheet, self.roster.sheets[sheet].unit)

    def intake_rule(self, case: str) -> Rule:
        """The rule that words a case which the reader itself detects."""
        return next(r for r in self.rules if r.parameters.get("case") == case)
