"""How sheets stand, as tables of who reported show it: one by one, or those of a unit that stand alike together."""

from collections.abc import Iterator

from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.roster import Roster, Unit
from pipeline.model.states import SheetState
from pipeline.words.wording import NOTHING, chinese_time, listing, short_date

BY_FILE_TIME = "按文件时间，请核对"
HEADS = ("报送情况", "首次收到", "有效报表收到")  # of what `AlikeSheets.how` says
_MOST_NAMED = 3  # sectors of the many that stand alike


@record
class AlikeSheets:
    """Sheets that stand alike. who: whose they are, as under the heads of `Roster.who_heads`; state: of the first."""

    sheets: tuple[str, ...]
    who: tuple[str, ...]
    state: SheetState

    @property
    def how(self) -> tuple[str, ...]:
        """How they stand, when the first file came and when the first valid one, as under `HEADS`."""
        moments = (self.state.arrived, self.state.valid)
        return self.state.word, *(chinese_time(m) if m else NOTHING for m in moments)


def standings(release: Release) -> Iterator[AlikeSheets]:
    """One a sheet, in official order; where units share the sectors, one a unit and way to stand."""
    roster, states = release.declared.roster, release.state.sheets
    if not roster.shared:
        yield from (AlikeSheets((s,), roster.who(s), states[s]) for s in roster.sheets)
        return
    for unit in roster.units.values():
        alike: dict[tuple[object, ...], list[str]] = {}
        for sheet in unit.sectors:
            s = states[sheet]
            key = (s.state, s.word, s.file, s.arrived, s.valid, s.by_file_time, s.due)
            alike.setdefault(key, []).append(sheet)
        most = max(alike.values(), key=len)
        for sheets in alike.values():
            who = (unit.name, _which(sheets, unit, roster, rest=sheets is most and len(alike) > 1))
            yield AlikeSheets(tuple(sheets), who, states[sheets[0]])


def note_below(standing: AlikeSheets, release: Release) -> str:
    """What stands under the Annex 2 of a unit that counts, where not all who report to it are in that."""
    if release.below is None or standing.state.state != "accepted":
        return ""
    return release.below.units.get(release.declared.roster.sheets[standing.sheets[0]].unit, "")


def granted(state: SheetState, release: Release) -> str:
    """Until when a sheet was given time, told where it came after the usual day and in time only because of that."""
    usual = release.declared.campaign.due(release.period)
    decisive = state.valid if state.on_time else state.arrived
    if state.state != "accepted" or not (state.due and decisive):
        return ""
    kept = usual < decisive.date() <= state.due
    return f"经同意延期至{short_date(state.due)}" if kept else ""


def _which(sheets: list[str], unit: Unit, roster: Roster, *, rest: bool) -> str:
    """The sectors by name, or how many where they are all or most that the unit has; its own sheet is not told then."""
    sectors = roster.sectors_of(unit)
    count = len({*sectors} & {*sheets})
    if count > 1 and count == len(sectors):
        return f"全部{count}个"
    if rest and count > _MOST_NAMED:
        return f"其余{count}个"
    return listing(roster.sheets[s].title for s in sheets)


def sector_word(release: Release, sector: str) -> str:
    """How a sector stands in a word; where several units report it, how many at the very bottom count: 11/12."""
    roster, states = release.declared.roster, release.state.sheets
    if not roster.shared:
        return states[sector].word
    if release.below:
        return str(release.below.sectors[sector])
    sheets = roster.by_sector[sector]
    return f"{sum(states[s].state == 'accepted' for s in sheets)}/{len(sheets)}"
