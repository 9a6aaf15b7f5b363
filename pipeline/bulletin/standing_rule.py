"""How sectors stand with their forms: those of which the same can be said, in one sentence, and for how many months."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile, takewhile

from pipeline.model.released import Release
from pipeline.model.roster import Roster
from pipeline.model.rule import Rule
from pipeline.model.states import PeriodState
from pipeline.words.unit_names import own_names
from pipeline.words.wording import chinese_time, listing, short_date


def standing_together(
    rule: Rule, release: Release
) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
    """The sectors that stand as the rule says, of one unit or of more, and what its sentence may quote of them."""
    roster = release.declared.roster
    told: dict[tuple[tuple[str, str], ...], dict[str, list[str]]] = {}
    for sheet in (
        s for u in roster.units.values() if not u.is_office for s in roster.sectors_of(u)
    ):
        is_told = release.state.sheets[sheet].word in rule.parameters["of"]
        if is_told and release.declared.applies(rule, sheet, release.period):
            words = tuple(_words(rule, sheet, release).items())
            told.setdefault(words, {}).setdefault(roster.sheets[sheet].unit, []).append(sheet)
    for words, by_unit in told.items():
        for units in _said_together(list(by_unit), release):
            sheets = tuple(sheet for unit in units for sheet in by_unit[unit])
            names = listing(roster.units[unit].name for unit in units)
            yield sheets, {"unit": names, "sectors": _sectors(sheets, roster), **dict(words)}


def _sectors(sheets: Sequence[str], roster: Roster) -> str:
    """What the sheets are about; where units share the sectors, how many they are if they are all of one unit's."""
    if roster.shared:
        return own_names(sheets, roster)
    return listing(roster.sheets[sheet].title for sheet in sheets)


def _said_together(units: list[str], release: Release) -> list[list[str]]:
    """All in one sentence; one by one where they are very many, or share sectors: it would not say whose."""
    declared = release.declared
    apart = declared.roster.shared or len(units) > declared.bulletin.limits.names
    return [[unit] for unit in units] if apart else [units]


def _words(rule: Rule, sheet: str, release: Release) -> dict[str, str]:
    state = release.state.sheets[sheet]
    due = state.due or release.declared.campaign.due(release.period)
    words = {"due": short_date(due), "again": ""}
    for key, moment in (("arrived", state.arrived), ("valid", state.valid)):
        words[key] = chinese_time(moment) if moment else ""
    words["late"] = str((state.valid.date() - due).days) if state.valid else ""
    months = _months_running(rule.parameters["running"], sheet, release.history)
    if months > 1:
        words["again"] = rule.parameters["again"].format(months=months)
    return words


def _months_running(words: Sequence[str], sheet: str, history: Sequence[PeriodState]) -> int:
    """How many of the last months in a row a sheet stands in these words.

    Not counted are months before the first one for which anybody's form came: the office did not receive here then, and
    nothing is known of who reported.
    """
    received = dropwhile(lambda m: all(s.arrived is None for s in m.sheets.values()), history)
    newest_first = reversed(list(received))
    return sum(1 for _ in takewhile(lambda m: m.sheets[sheet].word in words, newest_first))
