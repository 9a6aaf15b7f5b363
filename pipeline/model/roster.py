"""Who reports: units, their sectors where there are any, and the office where it reports too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.form import Indicator


@dataclass(frozen=True, slots=True)
class Sector:
    """What one sheet is about and the unit that fills it: a sector; the office's own sheet is one too.

    Without sectors every unit has one sheet, which has its id and its name.
    """

    id: str
    name: str
    spellings: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Liaison:
    """Whom to call at a unit: what they are, never who; an empty phone is not known.

    sample: the phone is invented, and stands on nothing but samples.
    """

    role: str
    phone: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit (DHIS2: org unit); its first sector's sheet carries the unit's own values."""

    id: str
    name: str
    spellings: tuple[str, ...]
    sectors: tuple[str, ...]
    is_office: bool = False
    liaison: Liaison | None = None

    @property
    def first_sector(self) -> str:
        """The sector whose sheet carries what is filled once per unit."""
        return self.sectors[0]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the papers call a sector, in full and in short, and the unit that leads one (empty without sectors).

    leads: the heading over the sectors that a unit leads. lead_spellings: other headings of a column of units in what
    the office keeps by hand.
    """

    sector: str
    short: str
    lead: str
    leads: str = ""
    lead_spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Who reports. `sectors` are those of the campaign; `sheets` adds the office's own, if it has one.

    has_sectors: whether units report by sector; else a sector is a unit's one sheet.
    """

    units: Mapping[str, Unit]
    sheets: Mapping[str, Sector]
    office: Unit | None
    terms: Terms
    has_sectors: bool = True

    @property
    def sectors(self) -> dict[str, Sector]:
        """The campaign's sectors, in official order, without the office's sheet."""
        return {k: s for k, s in self.sheets.items() if not self.units[s.unit].is_office}

    @property
    def office_sheet(self) -> Sector | None:
        """The office's own sheet; None where it fills none."""
        return self.sheets[self.office.first_sector] if self.office else None

    @property
    def who_heads(self) -> tuple[str, ...]:
        """The headings over `who`."""
        return (self.terms.sector, self.terms.lead) if self.has_sectors else (self.terms.sector,)

    def who(self, sheet: str) -> tuple[str, ...]:
        """Whose a sheet is, in a table's first cells: the sector and its unit, or the unit alone."""
        entry = self.sheets[sheet]
        unit = self.units[entry.unit].name
        return (entry.name, unit) if self.has_sectors else (unit,)

    @property
    def sheet_head(self) -> str:
        """The heading over `sheet_name`, in a table that names the unit elsewhere."""
        return self.terms.sector if self.has_sectors else "报表"

    def sheet_name(self, sheet: str) -> str:
        """What a sheet is called where its unit has been named."""
        entry = self.sheets[sheet]
        own = self.has_sectors or self.units[entry.unit].is_office
        return entry.name if own else "本单位报表"

    def asks(self, indicator: Indicator, sheet: str) -> bool:
        """Whether a sheet has to fill an indicator; everything else on it is locked."""
        unit = self.units[self.sheets[sheet].unit]
        if indicator.level == "sector":
            return not unit.is_office
        if indicator.level == "unit":
            return sheet == unit.first_sector
        return unit.is_office


def is_role(text: str) -> bool:
    """Whether a text can be printed as what somebody is: one short line."""
    return 1 <= len(text) <= 30 and text.isprintable() and text.strip() == text


def is_phone(text: str) -> bool:
    """Whether a text is one or more telephone numbers, with extensions."""
    return bool(re.fullmatch(r"[0-9+(（][-0-9 +()（）转、/]{3,39}", text))
