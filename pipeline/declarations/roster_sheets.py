"""From units and the sectors that they list to the sheets that they fill."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.model.roster import Sector, Unit

Names = Mapping[str, tuple[str, tuple[str, ...]]]  # sector id -> its name and its other spellings
ALL = "all"  # what a unit writes that reports every sector
OWN = "whole"  # what the sheet for a unit's own values is about
Sheets = dict[str, Sector]


def sheets_of(
    names: Names, units: Mapping[str, Unit], own: str, *, shared: bool
) -> tuple[dict[str, Unit], Sheets, Sheets]:
    """The units with the sheets that each fills, all sheets, and what sheets can be about; none is the office's.

    own: how the sheet for a unit's own values is called; empty where these stand on that of its first sector.
    """
    if shared:
        return _shared({**({OWN: (own, ())} if own else {}), **names}, units)
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
    first = (OWN,) if OWN in names else ()
    about = {unit.id: (*first, *unit.sectors) for unit in units.values()}
    sheets = {
        f"{unit.id}_{sector}": Sector(
            id=f"{unit.id}_{sector}",
            name=f"{unit.name}{names[sector][0]}",
            spellings=(names[sector][0], *names[sector][1]),
            unit=unit.id,
            sector=sector,
            title=names[sector][0],
            own=sector in first,
        )
        for unit in units.values()
        for sector in about[unit.id]
    }
    owners = {
        key: replace(unit, sectors=tuple(f"{key}_{sector}" for sector in about[key]))
        for key, unit in units.items()
    }
    subjects = {k: _sheet(k, name, more, "") for k, (name, more) in names.items()}
    return owners, sheets, {k: replace(s, own=k in first) for k, s in subjects.items()}
