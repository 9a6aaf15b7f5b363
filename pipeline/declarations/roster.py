"""schemas/roster.toml: the units, their sectors if they have any, and the office if it reports too."""

import re
from dataclasses import replace
from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.roster import Liaison, Roster, Sector, Terms, Unit, is_phone, is_role
from pipeline.wording import same_text

_TAKEN = ("total", "form", "annex")  # they begin the names in the templates


def load_roster(schemas: Path) -> Roster:
    """Who reports; DeclarationError where a sector has no unit, two units, or a name stands twice.

    Without `sectors` every unit has one sheet of its own; without `office` nothing is asked of the office.
    """
    file = Table.load(schemas / "roster.toml")
    invented = file.one_of("liaison_phones", ("sample", "real"), "real") == "sample"
    names = {k: _names(t) for k, t in file.named("sectors", {})}
    units = {k: _unit(k, t, invented) for k, t in file.named("units")}
    if names:
        _check_leads(file, names, units)
        leads = {s: u.id for u in units.values() for s in u.sectors}
        sheets = {k: Sector(k, *names[k], leads[k]) for k in names}
    else:
        units = {k: _alone(file, u) for k, u in units.items()}
        sheets = {k: Sector(k, u.name, u.spellings, k) for k, u in units.items()}
    terms = _terms(file.table("terms", {}), bool(names))
    office = _office(file.table("office", {}), units, sheets)
    file.close()
    roster = Roster(units, sheets, office, terms, bool(names))
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
        sectors=table.strings("sectors", ()),
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


def _alone(file: Table, unit: Unit) -> Unit:
    """A unit that reports for itself: its one sheet has its id."""
    if unit.sectors:
        raise file.fault(
            f"units.{unit.id}.sectors", "没有[sectors]，单位不分领域填报，这一项要删去"
        )
    return replace(unit, sectors=(unit.id,))


def _terms(table: Table, has_sectors: bool) -> Terms:
    """How the papers call them; without sectors there is nothing to be called so."""
    if has_sectors:
        words = table.take("sector", str, "领域")
        short, lead = table.take("short", str, words), table.take("lead", str, "填报单位")
        terms = Terms(words, short, lead, table.strings("lead_spellings", ()))
    else:
        terms = Terms("单位", "单位", "")
    table.close()
    if not all((terms.sector, terms.short, terms.lead or not has_sectors)):
        raise table.fault("", "不能是空的")
    return terms


def _office(table: Table, units: dict[str, Unit], sheets: dict[str, Sector]) -> Unit | None:
    """The office as a reporter, added to the others with its sheet; None where it fills nothing."""
    key = table.take("id", str, "")
    if not key:
        table.close()
        return None
    if key in units or key in sheets:
        raise table.fault("id", f"“{key}”已经用过")
    sheet = Sector(key, table.take("sheet", str), table.strings("sheet_spellings", ()), key)
    office = Unit(key, table.take("name", str), table.strings("spellings", ()), (key,), True)
    table.close()
    units[key], sheets[key] = office, sheet
    return office


def _check_leads(
    file: Table, names: dict[str, tuple[str, tuple[str, ...]]], units: dict[str, Unit]
) -> None:
    led: dict[str, str] = {}
    for unit in units.values():
        key = f"units.{unit.id}.sectors"
        if not unit.sectors:
            raise file.fault(key, "至少要有一个领域")
        for sector in unit.sectors:
            if sector not in names:
                raise file.fault(key, f"没有“{sector}”这个领域")
            if sector in led:
                raise file.fault(key, f"“{sector}”已由{led[sector]}填报")
            led[sector] = unit.id
    for orphan in [sector for sector in names if sector not in led]:
        raise file.fault(f"sectors.{orphan}", "没有填报单位")


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
