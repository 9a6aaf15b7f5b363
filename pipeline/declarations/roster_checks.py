"""What contradicts itself in schemas/roster.toml only when its parts are seen together."""

import re
from collections.abc import Mapping

from pipeline.declarations.roster_sheets import OWN, Names
from pipeline.declarations.tables import Table
from pipeline.model.roster import Roster, Sector, Unit
from pipeline.words.wording import inert, same_text

# They begin the names in the templates, or are a sheet of every unit's.
_TAKEN = ("total", "form", "annex", OWN)


def check_roster(file: Table, roster: Roster) -> None:
    """DeclarationError where an id or a name cannot be one, or two are the same."""
    _check_sheets(file, roster)
    _check_units(file, roster)
    _check_names(file, "units", list(roster.units.values()))
    _check_names(file, "sectors", list(roster.subjects.values()))
    if roster.shared:
        for unit in [u for u in roster.units.values() if u.id in roster.by_sector]:
            raise file.fault(f"units.{unit.id}", "与领域的标识相同，汇总表里分不清")


def check_leads(file: Table, names: Names, units: Mapping[str, Unit], *, shared: bool) -> None:
    """Every sector has one unit (several where they are shared), and every unit a sector; or there are no sectors."""
    if shared and not names:
        raise file.fault("shared_sectors", "没有[sectors]，这一项要删去")
    led: dict[str, str] = {}
    for unit in units.values():
        _check_listed(file, unit, names)
        twice = {} if shared else {s: led[s] for s in unit.sectors if s in led}
        for sector, other in twice.items():
            problem = "（几个单位都报同一个领域的，在文件开头写上shared_sectors = true）"
            raise file.fault(f"units.{unit.id}.sectors", f"“{sector}”已由{other}填报{problem}")
        led |= dict.fromkeys(unit.sectors, unit.id)
    for orphan in [sector for sector in names if sector not in led]:
        raise file.fault(f"sectors.{orphan}", "没有填报单位")


def _check_listed(file: Table, unit: Unit, names: Names) -> None:
    """The sectors that one unit lists."""
    key = f"units.{unit.id}.sectors"
    if not names and unit.sectors:
        raise file.fault(key, "没有[sectors]，单位不分领域填报，这一项要删去")
    if names and not unit.sectors:
        raise file.fault(key, "至少要有一个领域")
    file.check_known(key, unit.sectors, names, "领域")
    if len(set(unit.sectors)) < len(unit.sectors):
        raise file.fault(key, "同一个领域写了两次")


def _check_sheets(file: Table, roster: Roster) -> None:
    """A sheet is called by its sector's name, its cells <sector>_<indicator>."""
    for sector in roster.subjects.values():
        key = f"{'sectors' if roster.has_sectors else 'units'}.{sector.id}"
        taken = sector.id in _TAKEN and not (sector.own and sector.id == OWN)
        if not re.fullmatch(r"[a-z][a-z0-9]*", sector.id) or taken:
            raise file.fault(key, "标识只能用小写字母和数字，并且不是模板用的" + "、".join(_TAKEN))
        if not re.fullmatch(r"[^\[\]:*?/\\'\n\t]{1,31}", sector.name):
            raise file.fault(key, f"“{inert(sector.name)}”不能做工作表的名称")


def _check_units(file: Table, roster: Roster) -> None:
    """A unit's id is part of cell names, its name part of file names."""
    for unit in roster.units.values():
        if not re.fullmatch(r"[a-z][a-z0-9]*", unit.id):
            raise file.fault(f"units.{unit.id}", "标识只能用小写字母和数字")
        if not re.fullmatch(r'[^<>:"/\\|?*\x00-\x1f]{1,60}', unit.name) or unit.name[0] == ".":
            raise file.fault(f"units.{unit.id}", f"“{inert(unit.name)}”不能做文件的名称")


def _check_names(file: Table, key: str, entries: list[Unit] | list[Sector]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        for name in sorted({same_text(n) for n in (entry.name, *entry.spellings)}):
            if not name:
                raise file.fault(f"{key}.{entry.id}", "名称不能空着")
            if name in seen:
                raise file.fault(f"{key}.{entry.id}", f"“{name}”也是{seen[name]}的名称")
            seen[name] = entry.id
