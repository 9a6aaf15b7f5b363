"""Sheets by the names of their units, with the sectors meant where others of theirs are not."""

from collections.abc import Collection, Iterable, Sequence

from pipeline.model.declared import Declarations
from pipeline.model.roster import Roster, Unit
from pipeline.wording import listing

_MOST_NAMED = 3  # sectors of one unit in a row of names


def few_units(sheets: Collection[str], declared: Declarations) -> list[str]:
    """`unit_names` as a sentence lists them: of very many the first, how many they are, and where all of them stand."""
    return few_names(unit_names(sheets, declared.roster), declared)


def few_sheets(sheets: Iterable[str], declared: Declarations) -> list[str]:
    """`sheet_names` as a sentence lists them."""
    return few_names(sheet_names(sheets, declared.roster), declared)


def few_names(names: Sequence[str], declared: Declarations) -> list[str]:
    """At most as many names as are declared; behind the last how many they are: 丙等35个（名单见附件2“报送情况”）."""
    most = declared.bulletin.limits.names
    if len(names) <= most:
        return list(names)
    where = f"{declared.campaign.document['annex']}“报送情况”"
    return [*names[: most - 1], f"{names[most - 1]}等{len(names)}个（名单见{where}）"]


def unit_names(sheets: Collection[str], roster: Roster) -> list[str]:
    """The lead units of some sectors, in official order; of a unit of which only some are meant, which."""
    meant: dict[str, list[str]] = {}
    for sheet in set(sheets):
        meant.setdefault(roster.sheets[sheet].unit, []).append(sheet)
    named = []
    for unit in (u for u in roster.units.values() if u.id in meant and not u.is_office):
        some = meant[unit.id]
        is_whole = len(some) == len(unit.sectors)
        named.append(unit.name if is_whole else f"{unit.name}（{_which(some, unit, roster)}）")
    return named


def sheet_names(sheets: Iterable[str], roster: Roster) -> list[str]:
    """Some sectors by name, in official order; where units share them, by unit: 沂南县, 沂水县（燃气）."""
    if roster.shared:
        return unit_names(list(sheets), roster)
    return [roster.sheets[s].name for s in sheets]


def _which(meant: Collection[str], unit: Unit, roster: Roster) -> str:
    """The names of some of a unit's sectors; of many that it shares with others the first, and how many they are."""
    names = [roster.sheets[s].title for s in unit.sectors if s in meant]
    if roster.shared and len(names) > _MOST_NAMED:
        return f"{names[0]}等{len(names)}个{roster.terms.short}"
    return listing(names)
