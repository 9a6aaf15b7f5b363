"""The names and spellings of units and sectors, looked up in a text at no cost that grows with their number."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from pipeline.model.roster import Roster, Sector, Unit
from pipeline.words.wording import same_text

Entry = TypeVar("Entry", bound=Unit | Sector)
_LONGEST = 300  # characters in which a name is looked for: beyond that it is no heading and no name of a file


class Spelled(Generic[Entry]):
    """Units or sectors by everything that they are called, compared as `same_text` has it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Keep every name; of two entries with one name the first has it."""
        self._entries: dict[str, tuple[int, Entry]] = {}
        for at, entry in enumerate(entries):
            for name in (entry.name, *entry.spellings):
                self._entries.setdefault(same_text(name), (at, entry))
        self._entries.pop("", None)
        # Names are looked up by their lengths, not by how they begin: all units of a province may begin with its name.
        self._lengths = sorted(set(map(len, self._entries)))

    def whole(self, text: str) -> Entry | None:
        """The entry of which a text is a name, and nothing else."""
        found = self._entries.get(same_text(text))
        return found[1] if found else None

    def within(self, text: str) -> list[Entry]:
        """The entries named somewhere in a text; a name inside a longer one that fits does not count."""
        if len(text) > _LONGEST:
            return []
        text = same_text(text)
        hits = [
            (at, at + length, *self._entries[text[at : at + length]])
            for length in self._lengths
            for at in range(len(text) - length + 1)
            if text[at : at + length] in self._entries
        ]
        whole = {
            order: entry
            for start, end, order, entry in hits
            if not any(s <= start and end <= z and (s, z) != (start, end) for s, z, *_ in hits)
        }
        return [whole[order] for order in sorted(whole)]


@lru_cache(maxsize=4)
def units_spelled(roster: Roster) -> Spelled[Unit]:
    """The units of a roster, the office among them."""
    return Spelled(roster.units.values())


@lru_cache(maxsize=4)
def subjects_spelled(roster: Roster) -> Spelled[Sector]:
    """What the sheets of a workbook can be about."""
    return Spelled(roster.subjects.values())
