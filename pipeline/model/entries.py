"""The value cells of a sheet, small: the numbers as an array, and a text only where the number does not tell it.

Entries are made when they are asked for, and are then those that the reader made.
"""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.model.places import KEPT, Columns, places_of, same
from pipeline.model.received import Entry

_STATES = ("number", "zero", "blank", "unreadable", "elsewhere")


class Entries(Mapping[str, Entry]):
    """The entries of a sheet by indicator, as a mapping that cannot be changed."""

    __slots__ = ("_texts", "numbers", "places", "states")

    def __init__(
        self, places: Columns, numbers: bytes, states: bytes, texts: tuple[tuple[int, str], ...]
    ) -> None:
        """numbers: as 64-bit floats; texts: what is found where it is not the number as it is usually written."""
        self.places, self.numbers = places_of(*places), array("d", numbers)
        self.states, self._texts = same(states), same(texts)

    @classmethod
    def of(cls, entries: Mapping[str, Entry]) -> "Entries":
        """The same entries, small."""
        if isinstance(entries, Entries):
            return entries
        found = entries.values()
        numbers = array("d", [e.value for e in found])
        states = bytes(_STATES.index(e.state) for e in found)
        texts = ((n, e.found) for n, e in enumerate(found) if e.found != _usual(e.value))
        places = (tuple(entries), tuple(e.sheet for e in found), tuple(e.cell for e in found))
        return cls(places, numbers.tobytes(), states, tuple(texts))

    def __getitem__(self, name: str) -> Entry:
        n = self.places.order[name]
        value = self.numbers[n]
        number = math.nan if math.isnan(value) else value  # the one NaN that is equal to itself
        found = next((text for at, text in self._texts if at == n), None)
        return Entry(
            indicator=name,
            sheet=self.places.sheets[n],
            cell=self.places.cells[n],
            value=number,
            state=_STATES[self.states[n]],
            found=_usual(value) if found is None else found,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.places.names)

    def __len__(self) -> int:
        return len(self.places.names)

    def __contains__(self, name: object) -> bool:
        return name in self.places.order

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[object, ...]:
        return Entries, (self.places.columns, self.numbers.tobytes(), self.states, self._texts)

    def counted(self) -> list[int]:
        """At which places values stand that count: numbers, and blanks that were declared zero."""
        return _counted(self.states)


@lru_cache(KEPT)
def _counted(states: bytes) -> list[int]:
    return [n for n, state in enumerate(states) if _STATES[state] in ("number", "zero")]


def _usual(value: float) -> str:
    """How a number mostly stands in a workbook; nothing where there is none."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def numbers_of(entries: Mapping[str, Entry], names: tuple[str, ...]) -> Sequence[float]:
    """The values of a sheet in the order of some indicators; NaN where it has none."""
    if isinstance(entries, Entries) and entries.places.names == names:
        return entries.numbers
    return [entries[i].value if i in entries else math.nan for i in names]
