"""Who reports: units, their sectors where there are any, and the office where it reports too."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.model.form import Indicator
from pipeline.model.liaison import Liaison
from pipeline.model.record import record
from pipeline.model.terms import Terms


@record
class Sector:
    """What one sheet is about and the unit that fills it: a sector; the office's own sheet is one too.

    Without sectors every unit has one sheet, which has its id and its name. Where several units report one sector, each
    has a sheet of its own: then `sector` is what it is about and `title` how that is called, both the same for all of
    them, while id and name tell whose it is. own: about no sector but what a unit (or the office) fills once.
    """

    id: str
    name: str
    spellings: tuple[str, ...]
    unit: str
    sector: str
    title: str
    own: bool = False


@record
class Unit:
    """A reporting unit (DHIS2: org unit); its first sheet carries the unit's own values.

    sectors: its sheets. reporters: how many report to it in turn, each on every sector; 1 where it reports for itself.
    """

    id: str
    name: str
    spellings: tuple[str, ...]
    sectors: tuple[str, ...]
    is_office: bool = False
    liaison: Liaison | None = None
    reporters: int = 1

    @property
    def first_sector(self) -> str:
        """The sector whose sheet carries what is filled once per unit."""
        return self.sectors[0]


@dataclass(frozen=True, eq=False)
class Roster:
    """Who reports. `sheets` are those of the campaign's sectors and the office's own, if it has one.

    subjects: what a sheet of a workbook can be about, by the id in the names of its cells; the same as `sheets` unless
    several units report one sector. has_sectors: whether units report by sector; else a sector is a unit's one sheet.
    shared: whether several units may report one sector. Compared by identity, so that what follows from it can be kept.
    """

    units: Mapping[str, Unit]
    sheets: Mapping[str, Sector]
    subjects: Mapping[str, Sector]
    office: Unit | None
    terms: Terms
    has_sectors: bool = True
    shared: bool = False

    @cached_property
    def sectors(self) -> Mapping[str, Sector]:
        """The sheets of the campaign's sectors, in official order, without those of the units' and the office's own."""
        return {k: s for k, s in self.sheets.items() if not s.own}

    @cached_property
    def by_sector(self) -> Mapping[str, tuple[str, ...]]:
        """Sector id -> the sheets of all who report it, in the order of the roster."""
        found: dict[str, list[str]] = {k: [] for k, s in self.subjects.items() if not s.own}
        for sheet in self.sectors.values():
            found[sheet.sector].append(sheet.id)
        return {sector: tuple(sheets) for sector, sheets in found.items()}

    def sectors_of(self, unit: Unit) -> tuple[str, ...]:
        """The sheets of a unit that are about sectors; without the one for its own values."""
        return tuple(s for s in unit.sectors if not self.sheets[s].own)

    @cached_property
    def by_level(self) -> Mapping[str, tuple[str, ...]]:
        """Level -> the sheets that fill what is of it."""
        own = (self.office.first_sector,) if self.office else ()
        return {
            "sector": tuple(self.sectors),
            "unit": tuple(u.first_sector for u in self.units.values()),
            "office": own,
        }

    @cached_property
    def _of_unit(self) -> Mapping[tuple[str, str], str]:
        return {(s.unit, s.sector): s.id for s in self.sheets.values()}

    def sheet_of(self, unit: str, subject: str) -> str | None:
        """The sheet that is about a subject in a unit's workbook; None where it is not the unit's.

        A subject that only one unit can report is its sheet, whoever sends it.
        """
        return self._of_unit.get((unit, subject)) if self.shared else subject

    @property
    def office_sheet(self) -> Sector | None:
        """The office's own sheet; None where it fills none."""
        return self.sheets[self.office.first_sector] if self.office else None

    @property
    def who_heads(self) -> tuple[str, ...]:
        """The headings over `who`."""
        terms = self.terms
        if self.shared:
            return (terms.lead, terms.sector)
        return (terms.sector, terms.lead) if self.has_sectors else (terms.sector,)

    def who(self, sheet: str) -> tuple[str, ...]:
        """Whose a sheet is, in a table's first cells: the sector and its unit, or the unit alone.

        Where units share the sectors, the unit comes first.
        """
        entry = self.sheets[sheet]
        unit = self.units[entry.unit].name
        if self.shared:
            return (unit, entry.title)
        return (entry.title, unit) if self.has_sectors else (unit,)

    @property
    def sheet_head(self) -> str:
        """The heading over `sheet_name`, in a table that names the unit elsewhere."""
        return self.terms.sector if self.has_sectors else "报表"

    def sheet_name(self, sheet: str) -> str:
        """What a sheet is called where its unit has been named."""
        entry = self.sheets[sheet]
        own = self.has_sectors or self.units[entry.unit].is_office
        return entry.title if own else "本单位报表"

    def asks(self, indicator: Indicator, sheet: str) -> bool:
        """Whether a sheet has to fill an indicator; everything else on it is locked."""
        entry = self.sheets[sheet]
        unit = self.units[entry.unit]
        if indicator.level == "sector":
            return not entry.own
        if indicator.level == "unit":
            return sheet == unit.first_sector
        return unit.is_office
