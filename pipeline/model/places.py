"""What many sheets have in common, kept once for all of them: where their cells lie, and equal texts."""

from functools import lru_cache
from typing import TypeVar

KEPT = 4096  # how many are remembered: what many sheets have in common is few, the rest may be forgotten
_T = TypeVar("_T")
Columns = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # of which places are made


class Places:
    """Where the cells of a sheet lie: names (of indicators or headings), worksheets and references, in one order."""

    __slots__ = ("cells", "names", "order", "sheets")

    def __init__(
        self, names: tuple[str, ...], sheets: tuple[str, ...], cells: tuple[str, ...]
    ) -> None:
        """Keep them, and at which place each name stands."""
        self.names, self.sheets, self.cells = names, sheets, cells
        self.order = {name: n for n, name in enumerate(names)}

    @property
    def columns(self) -> Columns:
        """What they are made of."""
        return self.names, self.sheets, self.cells


@lru_cache(KEPT)
def places_of(names: tuple[str, ...], sheets: tuple[str, ...], cells: tuple[str, ...]) -> Places:
    """The places of these columns; the same ones for all sheets that are alike."""
    return Places(names, sheets, cells)


@lru_cache(KEPT)
def same(known: _T) -> _T:
    """The first of all that are equal."""
    return known
