"""Sheets by the names of their units, with the sectors meant where others of theirs are not."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.model.declared import Declarations
from pipeline.model.roster import Roster, Sector, Unit
from pipeline.words.wording import listing

_MOST_NAMED = 3  # sectors of one unit that are named where several units report them


def few_units(sheets: Collection[str], declared: Declarations, where: str = "") -> list[str]:
    """`unit_names` as a sentence lists them: of very many the first, how many they are, and where all of them stand."""
    return few_names(unit_names(sheets, declared.roster), declared, where)


def few_sheets(sheets: Iterable[str], declared: Declarations) -> list[str]:
    """`sheet_names` as a sentence lists them."""
    return few_names(sheet_names(sheets, declared.roster), declared)


def few_names(names: Sequence[str], declared: Declarations, where: str = "") -> list[str]:
    """At most as many names as are declared; behind the last how many they are: 丙等35个（名单见附件2“报送情况”）.

    where: they all stand, if not on that sheet.
    """
    most = declared.bulletin.limits.names
    if len(names) <= most:
        return list(names)
    where = where or f"{declared.campaign.document['annex']}“报送情况”"
    return [*names[: most - 1], f"{names[most - 1]}等{len(names)}个（名单见{where}）"]


def unit_names(sheets: Collection[str], roster: Roster) -> list[str]:
    """The lead units of some sectors, in official order; of a unit of which only some are meant, which."""
    return [_name(unit, some, roster) for unit, some in _by_unit(sheets, roster)]


def _by_unit(sheets: Iterable[str], roster: Roster) -> Iterator[tuple[Unit, list[Sector]]]:
    """The units but the office, each with those of its sectors that are meant; all in official order."""
    meant: dict[str, set[str]] = {}
    for sheet in sheets:
        meant.setdefault(roster.sheets[sheet].unit, set()).add(sheet)
    for unit in roster.units.values():
        if unit.id in meant and not unit.is_office:
            sectors = roster.sectors_of(unit)
            yield unit, [roster.sheets[s] for s in sectors if s in meant[unit.id]]


def _name(unit: Unit, some: Sequence[Sector], roster: Roster) -> str:
    """区综合行政执法局（垃圾处理）; where units share the sectors 沂南县燃气 of one, 沂南县11个领域 of many."""
    if len(some) == len(roster.sectors_of(unit)):
        return unit.name
    if roster.shared and len(some) == 1:
        return some[0].name
    if roster.shared and len(some) > _MOST_NAMED:
        return f"{unit.name}{len(some)}个{roster.terms.short}"
    return f"{unit.name}（{listing(s.title for s in some)}）"


def of_units(roster: Roster) -> str:
    """How many units share the sectors, as what goes before the number of these: 12个单位的; or else nothing."""
    return f"{len(roster.units) - bool(roster.office)}个单位的" if roster.shared else ""


def sheet_names(sheets: Iterable[str], roster: Roster) -> list[str]:
    """Some sectors by name, in official order; where units share them, by unit: 沂南县, 沂水县燃气, 沂水县电力.

    Those stand in brackets of the sentence, and so have none of their own.
    """
    if not roster.shared:
        return [roster.sheets[s].name for s in sheets]
    names = list[str]()
    for unit, some in _by_unit(sheets, roster):
        apart = len(some) <= _MOST_NAMED and len(some) < len(roster.sectors_of(unit))
        names += [s.name for s in some] if apart else [_name(unit, some, roster)]
    return names


def own_names(sheets: Collection[str], roster: Roster) -> str:
    """Sheets of one unit, which has been named; where units share the sectors, how many if they are all."""
    units = {roster.sheets[s].unit for s in sheets}
    sectors = [s for unit in units for s in roster.sectors_of(roster.units[unit])]
    if roster.shared and len(sectors) > 1 and {*sectors} <= {*sheets}:
        return f"全部{len(sectors)}个"
    return listing(roster.sheet_name(s) for s in sheets)
