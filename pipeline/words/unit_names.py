"""Sheets by the names of their units, with the sectors meant where others of theirs are not."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.model.declared import Declarations
from pipeline.model.roster import Roster, Unit
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
    meant: dict[str, list[str]] = {}
    for sheet in set(sheets):
        meant.setdefault(roster.sheets[sheet].unit, []).append(sheet)
    units = [u for u in roster.units.values() if u.id in meant and not u.is_office]
    return [name for unit in units for name in _names(unit, meant[unit.id], roster)]


def _names(unit: Unit, meant: Collection[str], roster: Roster) -> Iterator[str]:
    """区综合行政执法局（垃圾处理）; where units share the sectors 沂南县燃气, or 沂南县11个领域 of many."""
    sectors = roster.sectors_of(unit)
    some = [roster.sheets[s] for s in sectors if s in meant]
    if len(some) == len(sectors):
        yield unit.name
    elif not roster.shared:
        yield f"{unit.name}（{listing(s.title for s in some)}）"
    elif len(some) > _MOST_NAMED:
        yield f"{unit.name}{len(some)}个{roster.terms.short}"
    else:
        yield from (s.name for s in some)


def of_units(roster: Roster) -> str:
    """How many units share the sectors, as what goes before the number of these: 12个单位的; or else nothing."""
    return f"{len(roster.units) - bool(roster.office)}个单位的" if roster.shared else ""


def sheet_names(sheets: Iterable[str], roster: Roster) -> list[str]:
    """Some sectors by name, in official order; where units share them, by unit: 沂南县, 沂水县燃气."""
    if roster.shared:
        return unit_names(list(sheets), roster)
    return [roster.sheets[s].name for s in sheets]


def own_names(sheets: Collection[str], roster: Roster) -> str:
    """Sheets of one unit, which has been named; where units share the sectors, how many if they are all."""
    units = {roster.sheets[s].unit for s in sheets}
    sectors = [s for unit in units for s in roster.sectors_of(roster.units[unit])]
    if roster.shared and len(sectors) > 1 and {*sectors} <= {*sheets}:
        return f"全部{len(sectors)}个"
    return listing(roster.sheet_name(s) for s in sheets)
