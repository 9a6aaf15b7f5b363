"""How tables and charts of a paper are numbered, and which table is its annex: the same in every form of it."""

from collections.abc import Iterable

from pipeline.papers.blocks import Bar, Block, ChartBlock, TableBlock
from pipeline.words.wording import NOT_REPORTED, listing

_ANNEX = "totals"  # the table of all totals, on pages of its own behind the signature


def captions(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Block by block 表1　…, 图1　…, the annex too; what has no caption is empty."""
    tables = charts = 0
    found = []
    for block in blocks:
        if block.table:
            tables += 1
            found.append(f"表{tables}　{block.table.caption}")
        elif block.chart:
            charts += 1
            found.append(f"图{charts}　{block.chart.caption}　数据见表{max(tables, 1)}")
        else:
            found.append("")
    return tuple(found)


def is_annex(table: TableBlock) -> bool:
    """Whether a table stands behind the signature, under the word 附件."""
    return table.id == _ANNEX


def bar_label(chart: ChartBlock, bar: Bar) -> str:
    """A group of bars as its axis names it, with what was not reported: a bar that is not there could be a nought."""
    missing = [n for n, f in zip(chart.series, bar.figures, strict=True) if f is None]
    if not missing:
        return bar.label
    which = "" if len(missing) == len(chart.series) else listing(missing)
    return f"{bar.label}（{which}{NOT_REPORTED}）"
