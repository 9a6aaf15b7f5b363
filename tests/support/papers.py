"""The bulletin from a release in one call: as a paper, as its pages; and papers made up by hand."""

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment

from pipeline.bulletin.paper import bulletin
from pipeline.model.released import Release
from pipeline.papers.blocks import Block, TableBlock, TableRow
from pipeline.papers.paper import Paper
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from tests.support.releases import ROOT, declared, make_release

TEMPLATES = ROOT / "templates"


def write_bulletin(release: Release, pages: Environment) -> dict[str, bytes]:
    return write_pages(bulletin(release, pages), pages)


@cache
def pages() -> Environment:
    return load_pages(TEMPLATES)


@cache
def july() -> Paper:
    """A month with everything in it: late, returned, missing, a sample."""
    gaps = {"missing": ("power",), "returned": ("commerce",), "late": ("fire",)}
    return bulletin(make_release("2023-07", **gaps, corrected=("hazchem",), sample=True), pages())


def paper_of(blocks: Iterable[Block], sample: str = "", **document: str) -> Paper:
    """A paper of these blocks; document: what is declared otherwise about its head."""
    head = {**declared().campaign.document, **document}
    return Paper("通报", tuple(blocks), head, "〔2023〕7号", "2023年7月31日", sample)


def table_of(rows: int, name: str = "t", text: str = "甲") -> Block:
    """A table of so many rows and a row of sums."""
    cells = [TableRow((f"{text}{n}", str(n))) for n in range(rows)]
    sums = TableRow(("合计", str(rows)), total=True)
    heads = ("名称", "数量（个）")
    return Block(
        "table", table=TableBlock(name, f"表{text}", "注", heads, (*cells, sums), (False, True))
    )
