"""A paper's blocks as the body of a Word document."""

from collections.abc import Sequence

from pipeline.papers.blocks import Block, TableBlock
from pipeline.papers.captions import captions, is_annex
from pipeline.papers.paper import Paper
from pipeline.word.charts import chart
from pipeline.word.frame import Frame
from pipeline.word.runs import KEEP, letters, lines, paragraph, run
from pipeline.word.tables import table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = {
    "title": "公文标题",
    "h2": "公文一级标题",
    "h3": "公文二级标题",
    "p": "公文正文",
    "note": "公文说明",
    "left": "公文主送",
    "right": "公文落款",
}
_ENCLOSURE = "附件："


def body(paper: Paper, frame: Frame) -> str:
    """All blocks in their order, in one element."""
    said = captions(paper.blocks)
    parts = []
    for n, block in enumerate(paper.blocks):
        if block.table:
            parts.append(_table(block.table, said[n], frame))
        elif block.chart:
            parts.append(paragraph(frame.styles["公文图题"], run(said[n])))
            parts.append(paragraph(frame.styles["公文图"], chart(block.chart, n, frame)))
        else:
            parts.append(_text(paper.blocks, n, frame))
    return f'<w:body xmlns:w="{_W}">{"".join(parts)}</w:body>'


def _table(block: TableBlock, caption: str, frame: Frame) -> str:
    """A table with its caption and note; an annex on a page of its own."""
    annex = is_annex(block)
    head = paragraph(frame.styles["公文附件"], run("附件")) if annex else ""
    title = paragraph(frame.styles["公文附件标题" if annex else "公文表题"], run(caption))
    # Two tables that touch would become one, and Word wants a paragraph behind the last.
    note = paragraph(frame.styles["公文表注"], run(f"注：{block.note}") if block.note else "")
    return f"{head}{title}{table(block, frame, annex)}{note}"


def _text(blocks: Sequence[Block], number: int, frame: Frame) -> str:
    """A paragraph. What is signed stays with the text before it, so that no page holds a signature alone."""
    block = blocks[number]
    follower = blocks[number + 1] if number + 1 < len(blocks) else Block("end")
    stays = follower.kind == "right" or _is_enclosure(follower)
    style = "公文附件说明" if _is_enclosure(block) else _STYLES.get(block.kind, "公文正文")
    direct = KEEP if stays else ""
    if block.kind == "right":
        direct += _centred(blocks, number, frame)
    text = _title(block.lines, frame) if block.kind == "title" else run(block.text)
    return paragraph(frame.styles[style], text, direct)


def _title(texts: Sequence[str], frame: Frame) -> str:
    """Lines broken by their meaning; smaller letters where the longest would not fit."""
    fits = frame.width / 20 / max(map(letters, texts))
    return lines(texts, fits if fits < frame.points["公文标题"] else 0)


def _is_enclosure(block: Block) -> bool:
    return block.kind == "p" and block.text.startswith(_ENCLOSURE)


def _centred(blocks: Sequence[Block], number: int, frame: Frame) -> str:
    """Room to the right of a line of the signature: the longest ends at the style's indent, the others are centred."""
    first = last = number
    while first and blocks[first - 1].kind == "right":
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind == "right":
        last += 1
    longest = max(letters(b.text) for b in blocks[first : last + 1])
    aside = (longest - letters(blocks[number].text)) / 2 + frame.indent
    size = frame.points["公文落款"]
    return f'<w:ind w:rightChars="{round(aside * 100)}" w:right="{round(aside * size * 20)}"/>'
