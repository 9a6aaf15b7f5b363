"""The cells behind the totals: one source an accepted value, in the order of the form and of the roster."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from pipeline.figures.array import as_decimal
from pipeline.figures.by_indicator import ByIndicator
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.roster import Roster
from pipeline.words.wording import LONGEST_PATH, inert


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


class SourceSheet(NamedTuple):
    """What the values of a file on a sheet have in common, as in `Source`; a tuple, which is quickly looked up."""

    sheet_id: str
    reporter: str
    file: str
    sheet: str
    sha256: str
    received_at: datetime | None


class Sources(Mapping[str, list[Source]]):
    """Indicator id -> the values that its total is made of; empty where nobody reported.

    They are made when they are asked for: a country's are a million.
    """

    def __init__(self, release: Release, said: Callable[[str], str]) -> None:
        """Keep which values each indicator has. said: as in `sources`."""
        self._release, self._files = release, {f.path: f for f in release.files}
        self._said = said
        self._origin = cache(self._origin_of)  # the same ones come back with every indicator
        self._values = ByIndicator(release.state.values)

    def __getitem__(self, name: str) -> list[Source]:
        return self.first(name, self.count(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._release.declared.form.indicators)

    def __len__(self) -> int:
        return len(self._release.declared.form.indicators)

    def count(self, name: str) -> int:
        """How many values there are."""
        return self._values.count(name)

    def numbers(self, name: str) -> list[float]:
        """The values alone."""
        return self._values.numbers(name)

    def first(self, name: str, most: int) -> list[Source]:
        """The first of them."""
        found = self.cells(name, most)
        return [Source(value=value, cell=cell, **origin._asdict()) for origin, value, cell in found]

    def cells(
        self, name: str, most: int | None = None
    ) -> Iterator[tuple[SourceSheet, Decimal, str]]:
        """The same in parts: of each the origin, the value, and the reference of its cell."""
        indicator = self._release.declared.form.indicators[name]
        value = cache(partial(as_decimal, decimals=indicator.kind.decimals))
        columns = (self._values.texts(c, name, most) for c in ("sheet_id", "file", "sheet", "cell"))
        numbers = self._values.numbers(name, most)
        for number, sheet_id, path, sheet, cell in zip(numbers, *columns, strict=True):
            yield self._origin(indicator.level, sheet_id, path, sheet), value(number), cell

    def _origin_of(self, level: str, sheet_id: str, path: str, sheet: str) -> SourceSheet:
        file, roster = self._files[path], self._release.declared.roster
        assert file.sha256, "an accepted file has been read"
        return SourceSheet(
            sheet_id=sheet_id,
            reporter=_reporter(level, sheet_id, roster),
            file=inert(self._said(path), LONGEST_PATH),
            sheet=inert(self._said(sheet)),
            sha256=file.sha256,
            received_at=file.received_at,
        )


def sources(release: Release, said: Callable[[str], str] = str) -> Sources:
    """The values behind every total of a release.

    said: how a paper prints what a unit called a file or a sheet; as it stands, unless names are to be left out.
    """
    return Sources(release, said)


def _reporter(level: str, sheet_id: str, roster: Roster) -> str:
    sheet = roster.sheets[sheet_id]
    return sheet.name if level == "sector" else roster.units[sheet.unit].name
