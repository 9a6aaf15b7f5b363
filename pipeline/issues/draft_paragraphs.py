"""The paragraphs of our own paper and of a final draft of it: compared as texts, and what has become of each."""

import re
from collections.abc import Iterator, Sequence

from pipeline.papers.blocks import Block, TableBlock
from pipeline.words.figures_in_text import normal, without_number, wording

_DAY_OR_NUMBER = re.compile(
    r"[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日|日)?|.{0,30}〔[0-9]{4}〕[0-9]*号.{0,30}"
)
_PROSE = ("p", "left", "note", "h2", "h3", "title")
_LIKE = 0.5  # a paragraph with as much of its wording left is the same one, edited


def of_paper(blocks: Sequence[Block]) -> list[str]:
    """Those of our own paper, as they are compared."""
    tables = [b.table for b in blocks if b.table]
    return as_compared([*(b.text for b in blocks if b.kind in _PROSE), *_around(tables)])


def _around(tables: Sequence[TableBlock]) -> Iterator[str]:
    """Captions and notes of tables are paragraphs of the draft."""
    for table in tables:
        yield table.caption
        yield f"注：{table.note}"


def as_compared(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs without their numbering; those with the paper's own day and number have no figures of the month."""
    texts = (without_number(normal(p)) for p in paragraphs)
    return [t for t in texts if t and not _DAY_OR_NUMBER.fullmatch(t)]


def paired(
    ours: list[str], theirs: list[str]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Paragraphs of ours with what has become of them, and those of either side that have no other."""
    left, others = list(ours), list(theirs)
    for text in ours:
        if text in others:  # word for word
            others.remove(text)
            left.remove(text)
    pairs = []
    for text in list(left):
        best = max(others, key=lambda o: _likeness(text, o), default=None)
        if best is not None and _likeness(text, best) >= _LIKE:
            pairs.append((text, best))
            others.remove(best)
            left.remove(text)
    return pairs, left, others


def _likeness(one: str, other: str) -> float:
    """How much of their wording two paragraphs share, figures aside: 0 to 1."""
    a, b = (_grams(wording(t)) for t in (one, other))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def _grams(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}
