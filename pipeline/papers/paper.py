"""A paper of the office, ready for every form of it: page, Markdown, Word, mail, print."""

from collections.abc import Mapping
from typing import Any

from pipeline.model.record import record
from pipeline.papers.blocks import Block
from pipeline.papers.origins import Origin


@record
class Paper:
    """What every form of a paper is written from, so that no two of them can differ.

    name: of its files, without suffix. document: the issuing body and the masthead, as declared. number and day: as
    printed, with gaps until it is issued. sample: the note of a sample, or empty. origins: where its totals come from.
    on_one_page: whether it keeps to one page, which is more to it than the official measures.
    """

    name: str
    blocks: tuple[Block, ...]
    document: Mapping[str, Any]
    number: str
    day: str
    sample: str
    origins: tuple[Origin, ...] = ()
    on_one_page: bool = False

    @property
    def title(self) -> str:
        """Its title in one line."""
        lines = next((b.lines for b in self.blocks if b.kind == "title"), (self.name,))
        return "".join(lines)
