"""Names of firms and persons, as the ledgers have them, left out of texts that anybody may read.

What is known is what stands in the personal columns that schemas/hazards.toml has a word for. A nickname is not known,
nor a firm's name shortened otherwise than by its 有限公司, nor one with a wrong character. Texts are compared without
width and spaces, longer names before shorter ones. A single character, a firm of two, a post (安全员) or a body
(规划建设局) is never taken for a name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.ledger.hazard_view import hazard_view
from pipeline.model.declared import Declarations
from pipeline.model.hazard_plan import Masking
from pipeline.model.ledger import Hazard
from pipeline.model.released import Release

_LEAST_FIRM, _LEAST_CORE, _LEAST_PERSON, _LEAST_LATIN, _LEAST_DIGITS = 3, 4, 2, 4, 7
_PIECES = re.compile(r"[\s、，,;；:：/／|()（）\[\]【】。．]+")


@dataclass(frozen=True, slots=True)
class Names:
    """Names, squeezed, with the word that stands for each, the longest first.

    suffixes: what may follow a firm's name; firm: the word for one.
    """

    words: tuple[tuple[str, str], ...] = ()
    suffixes: tuple[str, ...] = ()
    firm: str = ""


def hidden_names(release: Release) -> Names:
    """The names that the papers of a release leave out: none in the internal variant, and none without ledgers."""
    plan = release.declared.hazards
    if release.hazards is None or plan is None or plan.internal:
        return Names()
    return known_names((*release.hazards.hazards, *release.hazards.vanished), release.declared)


def internal_note(release: Release, note: str) -> str:
    """The note above a paper, and what it says besides where names are shown."""
    plan = release.declared.hazards
    shows_names = plan is not None and plan.internal and hazard_view(release) is not None
    return "　".join(filter(None, [note, plan.internal_note if plan and shows_names else ""]))


def known_names(hazards: Iterable[Hazard], declared: Declarations) -> Names:
    """All names in the ledgers' rows, but those of the roster's own units and sectors."""
    ledger, plan = declared.ledger, declared.hazards
    if ledger is None or plan is None:
        return Names()
    firm, code = (ledger.roles[role] for role in ("enterprise", "code"))
    roster = declared.roster
    names = [*(u.name for u in roster.units.values()), *(s.name for s in roster.sheets.values())]
    kept = set(map(squeezed, names))
    cells = {(c, h.values[c]) for h in hazards for c in plan.masking.words if c in h.values}
    found = dict[str, str]()
    for column, text in sorted(cells):
        read = _firm if column == firm else _whole if column == code else _persons
        for name in read(squeezed(text) if column in (firm, code) else text, plan.masking):
            found.setdefault(name, plan.masking.words[column])
    words = sorted(
        ((n, w) for n, w in found.items() if n not in kept), key=lambda x: (-len(x[0]), x)
    )
    suffixes = sorted(plan.masking.suffixes, key=len, reverse=True)
    return Names(tuple(words), tuple(suffixes), plan.masking.words.get(firm, ""))


def without_names(text: str, names: Names) -> str:
    """A text in which every known name is replaced by its word; otherwise as it stands."""
    return masked([text], names)[0]


def masked(texts: Sequence[str], names: Names) -> list[str]:
    """The same of several texts at once, which is quicker."""
    here = names_in("\n".join(texts), names)
    return [_replaced(text, here, names) for text in texts] if here else list(texts)


def names_in(text: str, names: Names) -> list[tuple[str, str]]:
    """The names that occur in a text, with the words for them, the longest first."""
    flat = squeezed(text)
    return [x for x in names.words if x[0] in flat]


def squeezed(text: str) -> str:
    """A text as names are compared: without width, spaces and capitals; character by character, as `_flat` has it."""
    if not unicodedata.is_normalized("NFKC", text):
        text = "".join(unicodedata.normalize("NFKC", c) for c in text)
    return "".join(text.split()).casefold()


def _firm(name: str, masking: Masking) -> Iterator[str]:
    """A firm's name, and the same without its suffix."""
    if len(name) < _LEAST_FIRM:
        return
    yield name
    for suffix in masking.suffixes:
        core = name.removesuffix(squeezed(suffix))
        if core != name and len(core) >= _LEAST_CORE:
            yield core


def _whole(code: str, _: Masking) -> Iterator[str]:
    if len(code) >= _LEAST_DIGITS:
        yield code


def _persons(text: str, masking: Masking) -> Iterator[str]:
    """The persons whom a cell names: each piece of it, and what follows a post or a body in one; phone numbers too."""
    known = (*masking.posts, *masking.bodies)
    for piece in map(squeezed, _PIECES.split(text)):
        if len(piece) < _least(piece) or piece.endswith(masking.bodies) or _is_post(piece, known):
            continue
        yield piece
        ends = [piece.rfind(word) + len(word) for word in known if word in piece]
        name = piece[max(ends, default=0) :]
        if ends and len(name) >= _LEAST_PERSON and name.isalpha():
            yield name


def _is_post(piece: str, known: Iterable[str]) -> bool:
    """Whether a piece is made of posts and bodies alone (企业主要负责人)."""
    for word in sorted(known, key=len, reverse=True):
        piece = piece.replace(word, "")
    return not piece


def _least(piece: str) -> int:
    """How long a piece has to be to be a name; of digits, a number to call."""
    if not piece.isascii():
        return _LEAST_PERSON
    return _LEAST_DIGITS if any(c.isdigit() for c in piece) else _LEAST_LATIN


def _replaced(text: str, here: Sequence[tuple[str, str]], names: Names) -> str:
    flat, places = _flat(text)
    spans = list[tuple[int, int, str]]()
    for name, word in here:
        start = flat.find(name)
        while start >= 0:
            end = start + len(name)
            if all(end <= a or start >= b for a, b, _ in spans):
                more = _suffix_at(flat, end, names.suffixes) if word == names.firm else 0
                spans.append((start, end + more, word))
            start = flat.find(name, end)
    for start, end, word in sorted(spans, reverse=True):
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
