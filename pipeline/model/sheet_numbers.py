"""The numbers of a sheet, small, and by how much they grew since an earlier period."""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat


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
