"""schemas/roster.toml: the units, their sectors and the office."""

import re
from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.roster import Liaison, Roster, Sector, Unit, is_phone, is_role
from pipeline.wording import same_text

_TAKEN = ("total", "form", "annex")  # they begin the names in the templates


def load_roster(schemas: Path) -> Roster:
    """Who reports; DeclarationError where a sector has no unit, two units, or a name stands twice."""
    file = Table.load(schemas / "roster.toml")
    invented = file.one_of("liaison_phones", ("sample", "real"), "real") == "sample"
    names = {k: _names(t) for k, t in file.named("sectors")}
    units = {k: _unit(k, t, invented) for k, t in file.named("units")}
    leads = {s: u.id for u in units.values() for s in u.sectors}
    _check_leads(file, names, units)
    sheets = {k: Sector(k, *names[k], leads[k]) for k in names}
    office, sheet = _office(file.table("office"))
    file.close()
    for key, taken in ((office.id, units), (sheet.id, names)):
        if key in taken:
            raise file.fault("office.id", f"“{key}”已经用过")
    roster = Roster({**units, office.id: office}, {**sheets, sheet.id: sheet}, office)
    _check_sheets(file, roster)
    _check_units(file, roster)
    _check_names(file, "units", list(roster.units.values()))
    _check_names(file, "sectors", list(roster.sheets.values()))
    return roster


def _names(table: Table) -> tuple[str, tuple[str, ...]]:
    names = table.take("name", str), table.strings("spellings", ())
    table.close()
    return names


def _unit(key: str, table: Table, invented: bool) -> Unit:
    unit = Unit(
        id=key,
        name=table.take("name", str),
        spellings=table.strings("spellings", ()),
        sectors=table.strings("sectors"),
        liaison=_liaison(table, invented),
    )
    table.close()
    return unit


def _liaison(unit: Table, invented: bool) -> Liaison | None:
    """Whom to call at a unit, if that is declared."""
    declared = unit.take("liaison", dict, {})
    if not declared:
        return None
    table = Table(unit.file, f"{unit.key}.liaison", declared)
    liaison = Liaison(table.take("role", str), table.take("phone", str, ""), invented)
    table.close()
    if not is_role(liaison.role):
        raise table.fault("role", "应写1至30个字的职务，不写姓名")
    if liaison.phone and not is_phone(liaison.phone):
        raise table.fault("phone", f"“{liaison.phone}”不是电话号码，应写成0539-0000000")
    return liaison


def _office(table: Table) -> tuple[Unit, Sector]:
    key = table.take("id", str)
    sheet = Sector(key, table.take("sheet", str), table.strings("sheet_spellings", ()), key)
    office = Unit(key, table.take("name", str), table.strings("spellings", ()), (key,), True)
    table.close()
    return office, sheet


def _check_leads(
    file: Table, names: dict[str, tuple[str, tuple[str, ...]]], units: dict[str, Unit]
) -> None:
    led: dict[str, str] = {}
    for unit in units.values():
        key = f"units.{unit.id}.sectors"
        if not unit.sectors:
            raise file.fault(key, "至少要有一个行业领域")
        for sector in unit.sectors:
            if sector not in names:
                raise file.fault(key, f"没有“{sector}”这个行业领域")
            if sector in led:
                raise file.fault(key, f"“{sector}”已由{led[sector]}牵头")
            led[sector] = unit.id
    for orphan in [sector for sector in names if sector not in led]:
        raise file.fault(f"sectors.{orphan}", "没有牵头单位")


def _check_sheets(file: Table, roster: Roster) -> None:
    """A sheet is called by its sector's name, its cells <sector>_<indicator>."""
    for sector in roster.sheets.values():
        key = f"sectors.{sector.id}"
        if not re.fullmatch(r"[a-z][a-z0-9]*", sector.id) or sector.id in _TAKEN:
            raise file.fault(key, "标识只能用小写字母和数字，并且不是模板用的" + "、".join(_TAKEN))
        if not re.fullmatch(r"[^\[\]:*?/\\']{1,31}", sector.name):
            raise file.fault(key, f"“{sector.name}”不能做工作表的名称")


def _check_units(file: Table, roster: Roster) -> None:
    """A unit's id is part of cell names, its name part of file names."""
    for unit in roster.units.values():
        if not re.fullmatch(r"[a-z][a-z0-9]*", unit.id):
            raise file.fault(f"units.{unit.id}", "标识只能用小写字母和数字")
        if not re.fullmatch(r'[^<>:"/\\|?*\x00-\x1f]{1,60}', unit.name) or unit.name[0] == ".":
            raise file.fault(f"units.{unit.id}", f"“{unit.name}”不能做文件的名称")


def _check_names(file: Table, key: str, entries: list[Unit] | list[Sector]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        for name in sorted({same_text(n) for n in (entry.name, *entry.spellings)}):
            if name in seen:
                raise file.fault(f"{key}.{entry.id}", f"“{name}”也是{seen[name]}的名称")
            seen[name] = entry.id
