"""Who reports: units, their sectors, and the office."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.form import Indicator


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector (行业领域) and the unit that leads it; the office's own sheet is one too."""

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


def is_role(text: str) -> bool:
    """Whether a text can be printed as what somebody is: one short line."""
    return 1 <= len(text) <= 30 and text.isprintable() and text.strip() == text


def is_phone(text: str) -> bool:
    """Whether a text is one or more telephone numbers, with extensions."""
    return bool(re.fullmatch(r"[0-9+(（][-0-9 +()（）转、/]{3,39}", text))
