"""schemas/roster.toml: the units, their sectors if they have any, and the office if it reports too."""

from pathlib import Path

from pipeline.declarations.roster_checks import check_leads, check_roster
from pipeline.declarations.roster_sheets import ALL, Names, sheets_of
from pipeline.declarations.tables import Table
from pipeline.model.liaison import Liaison, is_phone, is_role
from pipeline.model.roster import Roster, Sector, Unit
from pipeline.model.terms import Terms

_MOST_REPORTERS = 10_000


def load_roster(schemas: Path) -> Roster:
    """Who reports; DeclarationError where a sector has no unit, two units, or a name stands twice.

    Without `sectors` every unit has one sheet of its own; without `office` nothing is asked of the office. With
    `shared_sectors` a sector may have several units, each with a sheet of its own about it, and, with `unit_sheet`,
    one more for what a unit fills once.
    """
    file = Table.load(schemas / "roster.toml")
    invented = file.one_of("liaison_phones", ("sample", "real"), "real") == "sample"
    shared = file.take("shared_sectors", bool, False)
    names: Names = {k: _names(t) for k, t in file.named("sectors", {})}
    every = tuple(names) if shared else ()
    units = {k: _unit(k, t, invented, every) for k, t in file.named("units")}
    check_leads(file, names, units, shared=shared)
    own = file.take("unit_sheet", str, "")
    if own and not shared:
        raise file.fault("unit_sheet", "只用于shared_sectors = true，这一项要删去")
    units, sheets, subjects = sheets_of(names, units, own, shared=shared)
    terms = _terms(file.table("terms", {}), bool(names))
    office = _office(file.table("office", {}), units, sheets, subjects)
    file.close()
    roster = Roster(units, sheets, subjects, office, terms, bool(names), shared)
    check_roster(file, roster)
    return roster


def _names(table: Table) -> tuple[str, tuple[str, ...]]:
    names = table.take("name", str), table.strings("spellings", ())
    table.close()
    return names


def _unit(key: str, table: Table, invented: bool, every: tuple[str, ...]) -> Unit:
    """every: the sectors that it has if it has all; none where a sector has one unit."""
    is_all = bool(every) and table.is_word("sectors", ALL)
    unit = Unit(
        id=key,
        name=table.take("name", str),
        spellings=table.strings("spellings", ()),
        sectors=every if is_all else table.strings("sectors", ()),
        liaison=_liaison(table, invented),
        reporters=table.take("reporters", int, 1) if every else 1,
    )
    table.close()
    if not 1 <= unit.reporters <= _MOST_REPORTERS:
        raise table.fault("reporters", f"应在1至{_MOST_REPORTERS}之间")
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


def _office(table: Table, units: dict[str, Unit], *sheets: dict[str, Sector]) -> Unit | None:
    """The office as a reporter, added to the others with its sheet; None where it fills nothing."""
    key = table.take("id", str, "")
    if not key:
        table.close()
        return None
    if key in units or any(key in taken for taken in sheets):
        raise table.fault("id", f"“{key}”已经用过")
    title = table.take("sheet", str)
    sheet = Sector(key, title, table.strings("sheet_spellings", ()), key, key, title, own=True)
    office = Unit(key, table.take("name", str), table.strings("spellings", ()), (key,), True)
    table.close()
    units[key] = office
    for entries in sheets:
        entries[key] = sheet
    return office
