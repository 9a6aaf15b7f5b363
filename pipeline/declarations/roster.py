"""schemas/roster.toml: the units, their sectors if they have any, and the office if it reports too."""

from dataclasses import replace
from pathlib import Path

from pipeline.declarations.roster_checks import check_leads, check_roster
from pipeline.declarations.tables import Table
from pipeline.model.roster import Liaison, Roster, Sector, Terms, Unit, is_phone, is_role


def load_roster(schemas: Path) -> Roster:
    """Who reports; DeclarationError where a sector has no unit, two units, or a name stands twice.

    Without `sectors` every unit has one sheet of its own; without `office` nothing is asked of the office.
    """
    file = Table.load(schemas / "roster.toml")
    invented = file.one_of("liaison_phones", ("sample", "real"), "real") == "sample"
    names = {k: _names(t) for k, t in file.named("sectors", {})}
    units = {k: _unit(k, t, invented) for k, t in file.named("units")}
    if names:
        check_leads(file, names, units)
        leads = {s: u.id for u in units.values() for s in u.sectors}
        sheets = {k: Sector(k, *names[k], leads[k]) for k in names}
    else:
        units = {k: _alone(file, u) for k, u in units.items()}
        sheets = {k: Sector(k, u.name, u.spellings, k) for k, u in units.items()}
    terms = _terms(file.table("terms", {}), bool(names))
    office = _office(file.table("office", {}), units, sheets)
    file.close()
    roster = Roster(units, sheets, office, terms, bool(names))
    check_roster(file, roster)
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
        leads = table.take("leads", str, f"填报{short}")
        terms = Terms(words, short, lead, leads, table.strings("lead_spellings", ()))
    else:
        terms = Terms("单位", "单位", "")
    table.close()
    if has_sectors and terms.sector == "单位":
        raise table.fault("sector", "与单位分不清，请换一个叫法")
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
