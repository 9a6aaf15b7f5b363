"""Rows and columns that are not shown: hidden by hand, filtered out, folded away, or of no height or width."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.books.references import corners, position


class Unseen(NamedTuple):
    """The numbers of a sheet's rows and columns that are not shown."""

    rows: frozenset[int]
    columns: frozenset[int]

    def of(self, refs: Iterable[str], merges: Iterable[str]) -> frozenset[str]:
        """The cells that stand in such a row or column, without those of a merged range that is seen in part."""
        if not (self.rows or self.columns):
            return frozenset()
        seen = {m.partition(":")[0] for m in merges if not self._hides(m)}
        return frozenset(ref for ref in self._among(refs) if ref not in seen)

    def _hides(self, area: str) -> bool:
        (top, left), (bottom, right) = corners(area)
        return self.rows.issuperset(range(top, bottom + 1)) or self.columns.issuperset(
            range(left, right + 1)
        )

    def with_others(self, other: "Unseen") -> "Unseen":
        """These and others; itself where there are none, as in nearly every sheet."""
        if not (other.rows or other.columns):
            return self
        return Unseen(self.rows | other.rows, self.columns | other.columns)

    def _among(self, refs: Iterable[str]) -> Iterator[str]:
        for ref in refs:
            row, column = position(ref)
            if row in self.rows or column in self.columns:
                yield ref


ALL_SHOWN = Unseen(frozenset(), frozenset())
