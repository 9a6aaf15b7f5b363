"""Units by name, with the sectors meant where others of theirs are not."""

from collections.abc import Collection

from pipeline.model.roster import Roster
from pipeline.wording import listing


def unit_names(sheets: Collection[str], roster: Roster) -> list[str]:
    """The lead units of some sectors, in official order; of a unit of which only some are meant, which."""
    named = []
    for unit in (u for u in roster.units.values() if not u.is_office):
        meant = [s for s in unit.sectors if s in sheets]
        some = listing(roster.sheets[s].name for s in meant)
        if meant:
            is_whole = len(meant) == len(unit.sectors)
            named.append(unit.name if is_whole else f"{unit.name}（{some}）")
    return named
