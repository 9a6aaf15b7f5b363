"""The cells behind the totals: one source an accepted value, in the order of the form and of the roster."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache

from pipeline.figures import exact
from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.roster import Roster
from pipeline.wording import inert

_LONGEST_PATH = 400


@record
class Source:
    """A value that counts, and the cell that holds it; the names in it are safe to print.

    reporter: the sector's name or, of a value that is filled once per unit, the unit's.
    """

    sheet_id: str
    reporter: str
    value: Decimal
    file: str
    sheet: str
    cell: str
    sha256: str
    received_at: datetime | None


class Sources(Mapping[str, list[Source]]):
    """Indicator id -> the values that its total is made of; empty where nobody reported.

    They are made when they are asked for: a country's are a million.
    """

    def __init__(self, release: Release) -> None:
        """Keep where the values of each indicator stand in the frame."""
        self._release, self._files = release, {f.path: f for f in release.files}
        self._clean = cache(inert)  # the same few names come back
        self._rows = release.state.values.groupby("indicator", observed=True).indices

    def __getitem__(self, name: str) -> list[Source]:
        return self.first(name, self.count(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._release.declared.form.indicators)

    def __len__(self) -> int:
        return len(self._release.declared.form.indicators)

    def count(self, name: str) -> int:
        """How many values there are."""
        return len(self._rows.get(name, ()))

    def numbers(self, name: str) -> list[float]:
        """The values alone."""
        numbers: list[float] = (
            self._release.state.values["value"].iloc[self._rows.get(name, [])].tolist()
        )
        return numbers

    def first(self, name: str, most: int) -> list[Source]:
        """The first of them."""
        indicator = self._release.declared.form.indicators[name]
        frame = self._release.state.values.iloc[self._rows.get(name, [])[:most]]
        columns = ("sheet_id", "value", "file", "sheet", "cell")
        rows = zip(*(frame[c].tolist() for c in columns), strict=True)
        return [self._source(indicator, *row) for row in rows]

    def _source(
        self, indicator: Indicator, sheet_id: str, value: float, path: str, sheet: str, cell: str
    ) -> Source:
        file = self._files[path]
        assert file.sha256, "an accepted file has been read"
        decimals = indicator.kind.decimals
        return Source(
            sheet_id=sheet_id,
            reporter=_reporter(indicator.level, sheet_id, self._release.declared.roster),
            value=exact(round(value * 10.0**decimals), decimals),
            file=self._clean(path, _LONGEST_PATH),
            sheet=self._clean(sheet),
            cell=cell,
            sha256=file.sha256,
            received_at=file.received_at,
        )


def sources(release: Release) -> Sources:
    """The values behind every total of a release."""
    return Sources(release)


def _reporter(level: str, sheet_id: str, roster: Roster) -> str:
    sheet = roster.sheets[sheet_id]
    return sheet.name if level == "sector" else roster.units[sheet.unit].name
