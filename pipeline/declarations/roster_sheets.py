"""From units and the sectors that they list to the sheets that they fill."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.model.roster import Sector, Unit

Names = Mapping[str, tuple[str, tuple[str, ...]]]  # sector id -> its name and its other spellings
ALL = "all"  # what a unit writes that reports every sector
Sheets = dict[str, Sector]


def sheets_of(
    names: Names, units: Mapping[str, Unit], *, shared: bool
) -> tuple[dict[str, Unit], Sheets, Sheets]:
    """The units with the sheets that each fills, all sheets, and what sheets can be about; none is the office's."""
    if shared:
        return _shared(names, units)
    if names:
        leads = {sector: unit.id for unit in units.values() for sector in unit.sectors}
        sheets = {k: _sheet(k, name, more, leads[k]) for k, (name, more) in names.items()}
        return dict(units), sheets, dict(sheets)
    sheets = {k: _sheet(k, u.name, u.spellings, k) for k, u in units.items()}
    return {k: replace(u, sectors=(k,)) for k, u in units.items()}, sheets, dict(sheets)


def _sheet(key: str, name: str, spellings: tuple[str, ...], unit: str) -> Sector:
    return Sector(key, name, spellings, unit, key, name)


def _shared(names: Names, units: Mapping[str, Unit]) -> tuple[dict[str, Unit], Sheets, Sheets]:
    """A sheet a unit and sector, unit by unit; called by both where it stands alone, as 沂南县燃气."""
    sheets = {
        f"{unit.id}_{sector}": Sector(
            id=f"{unit.id}_{sector}",
            name=f"{unit.name}{names[sector][0]}",
            spellings=(names[sector][0], *names[sector][1]),
            unit=unit.id,
            sector=sector,
            title=names[sector][0],
        )
        for unit in units.values()
        for sector in unit.sectors
    }
    own = {
        key: replace(unit, sectors=tuple(f"{key}_{sector}" for sector in unit.sectors))
        for key, unit in units.items()
    }
    return own, sheets, {k: _sheet(k, name, more, "") for k, (name, more) in names.items()}
