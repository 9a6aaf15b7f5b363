"""What a sheet holds, small: a country sends tens of thousands of sheets with dozens of cells each.

The cells of a form lie at the same places in every workbook, and most hold a plain number. So the places are kept once
for all sheets, the numbers as an array, and a text only where the number does not tell it. Entries and headings are
made when they are asked for, and are then those that the reader made.
"""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import repeat
from typing import TypeVar

from pipeline.model.received import Entry, HeadingCell, Submission

_STATES = ("number", "zero", "blank", "unreadable", "elsewhere")
_KEPT = 4096  # places and texts that many sheets have in common; of others there is no need to know
_T = TypeVar("_T")


class Places:
    """Where the cells of a sheet lie: names (of indicators or headings), worksheets and references, in one order."""

    __slots__ = ("cells", "names", "order", "sheets")

    def __init__(
        self, names: tuple[str, ...], sheets: tuple[str, ...], cells: tuple[str, ...]
    ) -> None:
        """Keep them, and at which place each name stands."""
        self.names, self.sheets, self.cells = names, sheets, cells
        self.order = {name: n for n, name in enumerate(names)}


@lru_cache(_KEPT)
def _places(names: tuple[str, ...], sheets: tuple[str, ...], cells: tuple[str, ...]) -> Places:
    return Places(names, sheets, cells)


@lru_cache(_KEPT)
def _same(known: _T) -> _T:
    """The first of all that are equal."""
    return known


class Entries(Mapping[str, Entry]):
    """The entries of a sheet by indicator, as a mapping that cannot be changed."""

    __slots__ = ("_texts", "numbers", "places", "states")

    def __init__(
        self,
        places: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
        numbers: bytes,
        states: bytes,
        texts: tuple[tuple[int, str], ...],
    ) -> None:
        """numbers: as 64-bit floats; texts: what is found where it is not the number as it is usually written."""
        self.places, self.numbers = _places(*places), array("d", numbers)
        self.states, self._texts = _same(states), _same(texts)

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
        places = (self.places.names, self.places.sheets, self.places.cells)
        return Entries, (places, self.numbers.tobytes(), self.states, self._texts)

    def counted(self) -> list[int]:
        """At which places values stand that count: numbers, and blanks that were declared zero."""
        return _counted(self.states)


@lru_cache(_KEPT)
def _counted(states: bytes) -> list[int]:
    return [n for n, state in enumerate(states) if _STATES[state] in ("number", "zero")]


def _usual(value: float) -> str:
    """How a number mostly stands in a workbook; nothing where there is none."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


class Headings(Mapping[str, HeadingCell]):
    """The headings of a sheet by id, as a mapping that cannot be changed."""

    __slots__ = ("_places", "_texts")

    def __init__(
        self,
        places: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
        texts: Sequence[str],
    ) -> None:
        """texts: in the order of the places."""
        self._places, self._texts = _places(*places), tuple(map(_same, texts))

    @classmethod
    def of(cls, headings: Mapping[str, HeadingCell]) -> "Headings":
        """The same headings, small."""
        if isinstance(headings, Headings):
            return headings
        found = headings.values()
        places = (tuple(headings), tuple(h.sheet for h in found), tuple(h.cell for h in found))
        return cls(places, [h.text for h in found])

    def __getitem__(self, name: str) -> HeadingCell:
        n = self._places.order[name]
        return HeadingCell(self._texts[n], self._places.sheets[n], self._places.cells[n])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places.names)

    def __len__(self) -> int:
        return len(self._places.names)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[object, ...]:
        places = (self._places.names, self._places.sheets, self._places.cells)
        return Headings, (places, self._texts)


class Numbers(Mapping[str, float]):
    """Numbers by indicator, as a mapping that cannot be changed; what is NaN is not in it."""

    __slots__ = ("_numbers", "_order")

    def __init__(self, order: Mapping[str, int], numbers: "array[float]") -> None:
        """order: at which place of the numbers each indicator stands, the same for all sheets."""
        self._order, self._numbers = order, numbers

    @classmethod
    def of(cls, numbers: Mapping[str, float]) -> "Numbers":
        """The same numbers, small."""
        if isinstance(numbers, Numbers):
            return numbers
        return cls({name: n for n, name in enumerate(numbers)}, array("d", numbers.values()))

    def in_order(self, order: Mapping[str, int]) -> Sequence[float]:
        """As an array in another order; NaN for what is not in it."""
        same = self._order is order or self._order == order
        return self._numbers if same else [self.get(name, math.nan) for name in order]

    def grown(self, before: "Numbers | None", periods: int) -> "Numbers":
        """By how much each number grew per period since then (from 0 where there is no before)."""
        then = before.in_order(self._order) if before is not None else repeat(0.0)
        steps = ((now - was) / periods for now, was in zip(self._numbers, then, strict=False))
        return Numbers(self._order, array("d", steps))

    def __getitem__(self, name: str) -> float:
        value = self._numbers[self._order[name]]
        if math.isnan(value):
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name, n in self._order.items() if not math.isnan(self._numbers[n]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def numbers_of(entries: Mapping[str, Entry], names: tuple[str, ...]) -> Sequence[float]:
    """The values of a sheet in the order of some indicators; NaN where it has none."""
    if isinstance(entries, Entries) and entries.places.names == names:
        return entries.numbers
    return [entries[i].value if i in entries else math.nan for i in names]


def compact(read: Submission) -> Submission:
    """The same submission, small."""
    sheets = (
        replace(s, headings=Headings.of(s.headings), entries=Entries.of(s.entries))
        for s in read.sheets
    )
    return replace(read, sheets=tuple(sheets))
