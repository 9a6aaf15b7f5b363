"""The figures of a final draft held against those of our own paper: which are others, gone or new, and where."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from pipeline.issues.draft_paragraphs import as_compared, of_paper, paired
from pipeline.issues.draft_tables import table_differences
from pipeline.issues.final_draft import Draft
from pipeline.model.differing import Difference
from pipeline.model.record import record
from pipeline.papers.blocks import Block
from pipeline.words.figures_in_text import Figure, figures, wording
from pipeline.words.wording import inert

_MOST_TEXTS = 3_000  # paragraphs that are held against each other one by one
_SHOWN = 12
# What an excerpt may begin or end with that says nothing: the rest of a figure that was cut in two, and marks.
_HEAD, _TAIL = re.compile(r"^[0-9.%]*[),;:。、]*"), re.compile(r"[0-9.]+$")
_WIDE = str.maketrans(",;:()", "，；：（）")


@record
class _Found:
    """A figure that one side has and the other has not, and in which paragraph."""

    paragraph: str
    figure: Figure


def differences(blocks: Sequence[Block], draft: Draft) -> list[Difference]:
    """Every figure that we print and the draft does not, or the other way round; in the order of our paper."""
    tables = [b.table for b in blocks if b.table]
    ours, theirs = of_paper(blocks), as_compared(draft.paragraphs[:_MOST_TEXTS])
    return [*_of_paragraphs(ours, theirs), *table_differences(tables, draft.tables)]


def _of_paragraphs(ours: list[str], theirs: list[str]) -> list[Difference]:
    pairs, mine, others = paired(ours, theirs)
    gone, new, found = list[_Found](), list[_Found](), list[Difference]()
    for one, other in pairs:
        found += _within(one, other, gone, new)
    gone += [_Found(text, f) for text in mine for f in figures(text)]
    new += [_Found(text, f) for text in others for f in figures(text)]
    _forget_moved(gone, new)
    found += [Difference(_place(g), g.figure.text, "") for g in gone]
    found += [Difference(_place(n), "", n.figure.text) for n in new]
    return found


def _within(one: str, other: str, gone: list[_Found], new: list[_Found]) -> Iterator[Difference]:
    """Differences between two states of a paragraph; figures without a counterpart go to `gone` and `new`."""
    before, after = figures(one), figures(other)
    for mine, theirs in _blocks(before, after, same=wording(one) == wording(other)):
        if len(mine) == len(theirs):
            for was, now in zip(mine, theirs, strict=True):
                if was.text != now.text:
                    yield Difference(_place(_Found(one, was)), was.text, now.text)
            continue
        kept = Counter(f.text for f in mine) & Counter(f.text for f in theirs)
        gone += [_Found(one, f) for f in _without(mine, kept)]
        new += [_Found(other, f) for f in _without(theirs, kept)]


def _blocks(
    before: Sequence[Figure], after: Sequence[Figure], *, same: bool
) -> list[tuple[Sequence[Figure], Sequence[Figure]]]:
    """Runs of figures that belong to each other; one by one where only figures were typed anew."""
    if same and len(before) == len(after):
        return [(before, after)]
    matcher = SequenceMatcher(None, [_key(f) for f in before], [_key(f) for f in after], False)
    runs = matcher.get_opcodes()
    return [(before[a:b], after[c:d]) for tag, a, b, c, d in runs if tag != "equal"]


def _key(figure: Figure) -> tuple[str, str]:
    """A figure with the words before it, so that equal ones of different things are told apart."""
    return figure.text, wording(figure.before)[-3:]


def _without(found: Iterable[Figure], kept: Mapping[str, int]) -> list[Figure]:
    """The figures that the other side has not; those that it has stand there in other words."""
    left, others = Counter(kept), []
    for figure in found:
        if left[figure.text] > 0:
            left[figure.text] -= 1
        else:
            others.append(figure)
    return others


def _forget_moved(gone: list[_Found], new: list[_Found]) -> None:
    """A sentence that stands elsewhere in the draft is still there."""
    moved = Counter(map(_sentence, gone)) & Counter(map(_sentence, new))
    for side in (gone, new):
        left = Counter(moved)
        kept = []
        for found in side:
            if left[_sentence(found)] > 0:
                left[_sentence(found)] -= 1
            else:
                kept.append(found)
        side[:] = kept


def _sentence(found: _Found) -> tuple[str, str, str]:
    """A figure with the letters around it, by which it is known again in another paragraph."""
    figure = found.figure
    return figure.before[-3:], figure.text, figure.after[:1]


def _place(found: _Found) -> str:
    begins, before = found.paragraph[:_SHOWN], found.figure.before
    at = f"“{_quoted(_HEAD, before)}”之后" if before and before != begins else "开头"
    return f"正文“{_quoted(_TAIL, begins)}…”一段{at}"


def _quoted(cut: re.Pattern[str], text: str) -> str:
    """An excerpt as it is printed, without the part of a figure or the mark at its edge, if anything is left."""
    return inert((cut.sub("", text) or text).translate(_WIDE))
