"""Names of firms and persons left out of texts that anybody may read; names.py says which are known.

Texts are compared without width and spaces, longer names before shorter ones.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.ledger.hazard_view import told_book
from pipeline.ledger.names import SHORTEST, Names, known_names, squeezed
from pipeline.model.hazards import HazardBook
from pipeline.model.released import Release


def hidden_names(release: Release) -> Names:
    """The names that the papers of a release leave out: none in the internal variant, and none without ledgers."""
    plan = release.declared.hazards
    if release.hazards is None or plan is None or plan.internal:
        return Names()
    return ledger_names(release, release.hazards)


def ledger_names(release: Release, book: HazardBook) -> Names:
    """All names that a release's ledgers hold, those of earlier months too: a firm may have had another name there."""
    known = {id(e.ledger): e.ledger for state in release.history for e in state.ledger}
    rows = (row.values for sheet in known.values() for row in (*sheet.rows, *sheet.others))
    now = (hazard.values for hazard in (*book.hazards, *book.vanished))
    return known_names(chain(rows, now), release.declared)


def internal_note(release: Release, note: str) -> str:
    """The note above a paper, and what it says besides where names are shown."""
    plan = release.declared.hazards
    shows_names = plan is not None and plan.internal and told_book(release) is not None
    return "　".join(filter(None, [note, plan.internal_note if plan and shows_names else ""]))


def without_names(text: str, names: Names) -> str:
    """A text in which every known name is replaced by its word; otherwise as it stands."""
    return masked([text], names)[0]


def masked(texts: Sequence[str], names: Names) -> list[str]:
    """The same of several texts at once."""
    return [_replaced(text, names) if names_in(text, names) else text for text in texts]


def names_in(text: str, names: Names) -> list[str]:
    """The names that occur in a text, from its beginning on; at one place the longest alone."""
    flat = squeezed(text)
    return [flat[start:end] for start, end in _places(flat, names)]


def _places(flat: str, names: Names) -> Iterator[tuple[int, int]]:
    """Where names stand in a squeezed text, one behind the other; of several that begin together the longest."""
    done = 0
    for start in range(len(flat) - SHORTEST + 1):
        if start >= done and flat[start : start + SHORTEST] in names.starts:
            left = len(flat) - start
            lengths = (
                n for n in names.lengths if n <= left and flat[start : start + n] in names.words
            )
            done = start + next(lengths, 0)
            if done > start:
                yield start, done


def _replaced(text: str, names: Names) -> str:
    flat, places = _flat(text)
    for start, end in reversed(list(_places(flat, names))):
        word = names.words[flat[start:end]]
        if word == names.firm:
            end += _suffix_at(flat, end, names.suffixes)
        text = text[: places[start]] + word + text[places[end - 1] + 1 :]
    return text


def _suffix_at(flat: str, at: int, suffixes: Sequence[str]) -> int:
    """How long a suffix of a firm is that follows its bare name."""
    return next((len(s) for s in suffixes if flat.startswith(s, at)), 0)


def _flat(text: str) -> tuple[str, list[int]]:
    """A text squeezed, and the place in it from which each character comes."""
    flat, places = list[str](), list[int]()
    for place, character in enumerate(text):
        for c in squeezed(character):
            flat.append(c)
            places.append(place)
    return "".join(flat), places
