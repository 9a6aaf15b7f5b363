"""Who is in the figures at the very bottom: of how many of those who report there each figure is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.received import Submission
from pipeline.model.released import Release
from pipeline.model.rollup import NOBODY, Below, Key, Record, Share
from pipeline.model.states import PeriodState


def with_below(release: Release, submissions: Iterable[Submission]) -> Release:
    """The release with who is in its figures at the very bottom; submissions: of its period."""
    declared = release.declared
    records = {s.arrival.path: s.record for s in submissions if s.record}
    lines = _lines(release, _Bottom(release.state, records, declared))
    by_unit = _records(release.state, records, declared)
    return replace(
        release,
        below=Below(
            lines=lines,
            sectors={s: _widest(lines, s, declared) for s in declared.roster.by_sector},
            units={u: r.note for u, r in by_unit.items() if not r.whole},
            apart=frozenset(u for u, r in by_unit.items() if r.lacks_apart),
        ),
    )


class _Bottom:
    """Who is in a sheet's figures, by the record of the file that counts."""

    def __init__(
        self, state: PeriodState, records: Mapping[str, Record], declared: Declarations
    ) -> None:
        self._state, self._records, self._roster = state, records, declared.roster
        self._of_unit = _records(state, records, declared)

    def share(self, sheet: str, key: Key, *, has_value: bool) -> Share:
        """As the record says; of who sent none, as many as the roster says that report to it."""
        entry, state = self._roster.sheets[sheet], self._state.sheets[sheet]
        record = self._records.get(state.file or "") or self._of_unit.get(entry.unit)
        if record and key in record.lines:
            said = record.lines[key].share
            return said if has_value else Share(0, said.expected)
        count = self._roster.units[entry.unit].reporters
        return Share(count if has_value else 0, count)


def _records(
    state: PeriodState, records: Mapping[str, Record], declared: Declarations
) -> dict[str, Record]:
    """Unit id -> the record of a file of its that counts."""
    found: dict[str, Record] = {}
    for sheet, entry in declared.roster.sheets.items():
        record = records.get(state.sheets[sheet].file or "")
        if record:
            found.setdefault(entry.unit, record)
    return found


def _lines(release: Release, bottom: _Bottom) -> dict[Key, Share]:
    roster, form = release.declared.roster, release.declared.form
    lines: dict[Key, Share] = {}
    for sector, sheets in roster.by_sector.items():
        held = _held(release, sheets)
        for i in form.at_level("sector"):
            lines[sector, i.id] = _sum(held, bottom, (sector, i.id))
    own = [s for s in roster.by_level["unit"] if not roster.units[roster.sheets[s].unit].is_office]
    held = _held(release, own)
    for i in form.at_level("unit"):
        lines["", i.id] = _sum(held, bottom, ("", i.id))
    for i in form.at_level("office"):
        lines["", i.id] = _of_one(i, release)
    return lines


def _held(release: Release, sheets: Sequence[str]) -> dict[str, frozenset[str]]:
    """Sheet id -> the indicators that it has a value of; its figures are made anew whenever one asks for them."""
    return {s: frozenset(release.figures.get(s, {})) for s in sheets}


def _sum(held: Mapping[str, frozenset[str]], bottom: _Bottom, key: Key) -> Share:
    shares = (bottom.share(s, key, has_value=key[1] in names) for s, names in held.items())
    return sum(shares, NOBODY)


def _of_one(indicator: Indicator, release: Release) -> Share:
    total = release.totals[indicator.id]
    return Share(int(total.value is not None), 1, 0 < total.accepted < total.expected)


def _widest(lines: Mapping[Key, Share], sector: str, declared: Declarations) -> Share:
    """Who is in a sector: in the one of its figures that most are in."""
    names = (i.id for i in declared.form.at_level("sector"))
    return max((lines[sector, n] for n in names), key=lambda s: s.accepted, default=NOBODY)


def shares(release: Release) -> Mapping[Key, Share]:
    """Who is in each figure; at the very bottom itself, who sent a form or, of a single value, whether it is there."""
    if release.below:
        return release.below.lines
    roster, form = release.declared.roster, release.declared.form
    values = release.state.values
    known = values.groupby(["sector", "indicator"], observed=True).size().to_dict()
    found: dict[Key, Share] = {}
    for sector, sheets in roster.by_sector.items():
        for i in form.at_level("sector"):
            found[sector, i.id] = Share(known.get((sector, i.id), 0), len(sheets))
    for i in (*form.at_level("unit"), *form.at_level("office")):
        found["", i.id] = _of_one(i, release)
    return found
