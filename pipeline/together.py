"""How sheets stand, as tables of who reported show it: one by one, or those of a unit that stand alike together."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.released import Release, SheetState
from pipeline.model.roster import Roster, Unit
from pipeline.wording import listing


@dataclass(frozen=True, slots=True)
class Standing:
    """Sheets that stand alike. who: whose they are, as under the heads of `Roster.who_heads`; state: of the first."""

    sheets: tuple[str, ...]
    who: tuple[str, ...]
    state: SheetState


def standings(release: Release) -> Iterator[Standing]:
    """One a sheet, in official order; where units share the sectors, one a unit and way to stand."""
    roster, states = release.declared.roster, release.state.sheets
    if not roster.shared:
        yield from (Standing((s,), roster.who(s), states[s]) for s in roster.sheets)
        return
    for unit in roster.units.values():
        alike: dict[tuple[object, ...], list[str]] = {}
        for sheet in unit.sectors:
            s = states[sheet]
            key = (s.state, s.word, s.file, s.arrived, s.valid, s.by_file_time, s.due)
            alike.setdefault(key, []).append(sheet)
        for sheets in alike.values():
            who = (unit.name, _which(sheets, unit, roster))
            yield Standing(tuple(sheets), who, states[sheets[0]])


def _which(sheets: list[str], unit: Unit, roster: Roster) -> str:
    """The sectors by name, or how many where they are all that the unit has."""
    if len(sheets) == len(unit.sectors) > 1:
        return f"全部{len(sheets)}个"
    return listing(roster.sheets[s].title for s in sheets)


def sector_word(release: Release, sector: str) -> str:
    """How a sector stands in a word; where several units report it, how many of them count: 11/12."""
    roster, states = release.declared.roster, release.state.sheets
    if not roster.shared:
        return states[sector].word
    sheets = roster.by_sector[sector]
    return f"{sum(states[s].state == 'accepted' for s in sheets)}/{len(sheets)}"
