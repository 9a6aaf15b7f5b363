"""How much of a paper its first page takes: whole paragraphs, and only as many as surely fit."""

import re
from collections.abc import Iterator

from pipeline.papers.blocks import Block
from pipeline.papers.paper import Paper
from pipeline.words.widths import ems

# As bulletin.css makes them; heights are counted in lines of body text, widths in Chinese characters.
_LINES, _CHARACTERS = 22, 28
_SAMPLE, _MASTHEADS = 1.3, {"简报": 4.4, "文件": 10.5, "none": 0.0}
_TITLE_LINE, _BELOW_TITLE, _CLOSING = 1.21, 1.0, 0.5
_NARROW = 0.5
# What runs on line by line; a table or a signature ends the first page.
_RUNNING = ("h2", "h3", "p", "left", "note")
# What a line is not broken in: a figure or a word, and a character with the marks before and behind it.
_PIECE = re.compile(r"[（“《〔]*(?:[!-~]+|.)[，。；：、！？）”》〕％]*")


def first_page(paper: Paper) -> tuple[Block, ...]:
    """The paper's first blocks that fit on one page with its masthead and a closing line."""
    left = _LINES - _CLOSING - _MASTHEADS[paper.document["masthead"]] - bool(paper.sample) * _SAMPLE
    taken: list[Block] = []
    for block in paper.blocks:
        left -= _height(block)
        if left < 0 or block.kind not in ("title", *_RUNNING):
            break
        taken.append(block)
    while taken and taken[-1].kind in ("h2", "h3"):  # of what is no longer there
        taken.pop()
    return tuple(taken)


def _height(block: Block) -> float:
    if block.kind == "title":
        return len(block.lines) * _TITLE_LINE + _BELOW_TITLE
    lines, filled = 1, 0.0 if block.kind in ("left", "note") else 2.0
    for width in _widths(block.text):
        filled += width
        if filled > _CHARACTERS:
            lines, filled = lines + 1, width
    return lines


def _widths(text: str) -> Iterator[float]:
    """The widths of the pieces between which a line may be broken."""
    return (ems(piece, _NARROW) for piece in _PIECE.findall(text))
