"""The names of firms and persons that the ledgers hold, in the form in which texts are searched for them.

What is known is what stands in the personal columns that schemas/hazards.toml has a word for. A nickname is not known,
nor a firm's name shortened otherwise than by its 有限公司, nor one with a wrong character. A single character, a firm
of two, a post (安全员) or a body (规划建设局) is never taken for a name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from pipeline.model.declared import Declarations
from pipeline.model.hazard_plan import Masking
from pipeline.model.record import record

SHORTEST = 2  # characters of a name
_LEAST_FIRM, _LEAST_CORE, _LEAST_LATIN, _LEAST_DIGITS = 3, 4, 4, 7
_PIECES = re.compile(r"[\s、，,;；:：/／|()（）\[\]【】。．]+")


@record
class Names:
    """Names, squeezed, with the word that stands for each.

    starts: how they begin; lengths: how long they are, the longest first. suffixes: what may follow a firm's name;
    firm: the word for one.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()
    lengths: tuple[int, ...] = ()
    suffixes: tuple[str, ...] = ()
    firm: str = ""


def known_names(rows: Iterable[Mapping[str, str]], declared: Declarations) -> Names:
    """All names in the ledgers' rows, but those of the roster's own units and sectors."""
    ledger, plan = declared.ledger, declared.hazards
    if ledger is None or plan is None:
        return Names()
    masking, roster = plan.masking, declared.roster
    firm, code = (ledger.roles[role] for role in ("enterprise", "code"))
    found = dict[str, str]()
    for column, texts in _texts_of(masking.words, rows).items():
        read = _firms if column == firm else _codes if column == code else _persons
        found = {**dict.fromkeys(read(texts, masking), masking.words[column]), **found}
    ours = (*(u.name for u in roster.units.values()), *(s.name for s in roster.sheets.values()))
    for name in map(squeezed, ours):
        found.pop(name, None)
    return Names(
        found,
        starts=frozenset(name[:SHORTEST] for name in found),
        lengths=tuple(sorted({len(name) for name in found}, reverse=True)),
        suffixes=tuple(sorted(masking.suffixes, key=len, reverse=True)),
        firm=masking.words.get(firm, ""),
    )


def _texts_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """What stands in some columns, each text once and in order."""
    found: dict[str, set[str]] = {column: set() for column in columns}
    for row in rows:
        for column, texts in found.items():
            texts.add(row.get(column, ""))
    return {column: sorted(filter(None, texts)) for column, texts in found.items()}


def squeezed(text: str) -> str:
    """A text as names are compared: without width, spaces and capitals; character by character."""
    if not unicodedata.is_normalized("NFKC", text):
        text = "".join(unicodedata.normalize("NFKC", c) for c in text)
    return "".join(text.split()).casefold()


def _firms(texts: Iterable[str], masking: Masking) -> Iterator[str]:
    """Firms' names, and the same without the longest suffix that they have."""
    words = "|".join(re.escape(squeezed(s)) for s in masking.suffixes)
    suffix = re.compile(f"(?:{words})$" if words else "(?!)")
    for name in map(squeezed, texts):
        if len(name) >= _LEAST_FIRM:
            yield name
            core = suffix.sub("", name)
            if core != name and len(core) >= _LEAST_CORE:
                yield core


def _codes(texts: Iterable[str], _: Masking) -> Iterator[str]:
    return (code for code in map(squeezed, texts) if len(code) >= _LEAST_DIGITS)


def _persons(texts: Iterable[str], masking: Masking) -> Iterator[str]:
    """The persons whom cells name: each piece of one, and what follows a post or a body in it; phone numbers too."""
    words = sorted((*masking.posts, *masking.bodies), key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, words)) or "(?!)")
    for piece in {squeezed(piece) for text in texts for piece in _PIECES.split(text)}:
        is_post = not known.sub("", piece)  # of posts and bodies alone: 企业主要负责人
        if len(piece) < _least(piece) or is_post or piece.endswith(masking.bodies):
            continue
        yield piece
        ends = [found.end() for found in known.finditer(piece)]
        name = piece[ends[-1] :] if ends else ""
        if len(name) >= SHORTEST and name.isalpha():
            yield name


def _least(piece: str) -> int:
    """How long a piece has to be to be a name; of digits, a number to call."""
    if not piece.isascii():
        return SHORTEST
    return _LEAST_DIGITS if any(c.isdigit() for c in piece) else _LEAST_LATIN
