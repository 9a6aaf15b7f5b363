"""What an issue says of its final draft as a whole: what is left open, whether it is of another month or version."""

import re
from collections.abc import Iterator, Sequence

from pipeline.issues.draft_paragraphs import of_paper
from pipeline.issues.final_draft import Draft
from pipeline.model.declared import Declarations
from pipeline.model.differing import Difference
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.papers.blocks import Block
from pipeline.words.figures_in_text import figures, normal

# An editor changes some few of three hundred figures; one unit whose form came later changes every second.
_ANOTHER_VERSION = 0.25
_FIRST = 15  # paragraphs, among which the title is


def refuse_other_month(draft: Draft, release: Release) -> None:
    """UsageError where a draft has the title of another month, and not that of the one to be issued."""
    declared, own = release.declared, release.period
    titled = [m for m in declared.campaign.months if _is_titled(draft, m, declared)]
    if titled and own not in titled:
        raise UsageError(
            f"--file的定稿，标题是{titled[0].short}的，要印发的是{own.chinese}，没有印发。"
            "请核对--file和--month。"
        )


def _is_titled(draft: Draft, month: Month, declared: Declarations) -> bool:
    """Whether a paragraph near the head ends with the line of the title that has the month in it."""
    title = [line for line in declared.campaign.document["title"] if "{month}" in line]
    line = "|".join(re.escape(normal(t.replace("{month}", month.short))) for t in title)
    ends = re.compile(f"(?<![0-9])(?:{line})$")
    return bool(title) and any(ends.search(normal(p)) for p in draft.paragraphs[:_FIRST])


def draft_remarks(
    blocks: Sequence[Block], draft: Draft, found: Sequence[Difference]
) -> Iterator[str]:
    """Remarks for the verdict; nothing of a draft that is settled and of these figures."""
    if draft.unsettled:
        yield (
            f"请注意：定稿里还有{'、'.join(draft.unsettled)}没有处理，请确认后再印发。"
            "比对的是接受修订、去掉隐藏文字和删除线以后的文字；处理好的定稿，再用--file存一次。"
        )
    others = sum(bool(d.ours and d.theirs) for d in found)  # a passage that was cut says nothing
    if others > _ANOTHER_VERSION * _held(blocks):
        yield (
            f"请注意：定稿里有{others}处数与系统的不同，多得不像改动，可能是用别的一版月通报改成的。"
            "请用最近一次发布的月通报.docx核对，改好后再用--file存一次。"
        )


def _held(blocks: Sequence[Block]) -> int:
    """How many figures of our paper a draft is held against."""
    cells = (
        cell
        for table in (b.table for b in blocks if b.table)
        for row in table.rows
        for cell, numeric in zip(row.cells, table.numeric, strict=True)
        if numeric
    )
    return sum(len(figures(t)) for t in of_paper(blocks)) + sum(
        bool(figures(normal(c))) for c in cells
    )
