"""What a sheet holds, small: a country sends tens of thousands of sheets with dozens of cells each.

The cells of a form lie at the same places in every workbook, and most hold a plain number. So the places are kept once
for all sheets; headings, like entries, are made when they are asked for, and are then those that the reader made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model.entries import Entries
from pipeline.model.places import Columns, places_of, same
from pipeline.model.received import HeadingCell, Submission


class Headings(Mapping[str, HeadingCell]):
    """The headings of a sheet by id, as a mapping that cannot be changed."""

    __slots__ = ("_places", "_texts")

    def __init__(self, places: Columns, texts: Sequence[str]) -> None:
        """texts: in the order of the places."""
        self._places, self._texts = places_of(*places), tuple(map(same, texts))

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
        return Headings, (self._places.columns, self._texts)


def compact(read: Submission) -> Submission:
    """The same submission, small."""
    sheets = (
        replace(s, headings=Headings.of(s.headings), entries=Entries.of(s.entries))
        for s in read.sheets
    )
    return replace(read, sheets=tuple(sheets))
