"""更正情况: the bulletin's table of issued figures that are others now."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.figures.restated import GoneSheet, gone_sheets, told_cells, told_gone
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow


def restated_table(release: Release) -> TableBlock:
    """One row a changed figure, one a sheet that is gone as a whole, one a total that follows; none where none did."""
    plan, gone = release.declared.bulletin.restated, gone_sheets(release)
    numeric = (False, False, False, True, True, False, False)
    note = f"{plan.note}；{_where_they_stand(release)}" if gone else plan.note
    rows = tuple(_rows(release, gone))
    return TableBlock("restated", plan.title, note, heads(release.declared), rows, numeric)


def _rows(release: Release, gone: Sequence[GoneSheet]) -> Iterator[TableRow]:
    """Month by month; the sheets that are gone before what it makes of the totals."""
    declared, told = release.declared, {(g.month, g.sheet) for g in gone}
    for month, restated in groupby(release.restated, key=lambda r: r.month):
        yield from (TableRow(told_gone(g, declared)) for g in gone if g.month == month)
        for r in restated:
            if (r.month, r.sheet) not in told:
                yield TableRow(told_cells(r, declared), total=not r.sheet)


def _where_they_stand(release: Release) -> str:
    """Of a sheet that is gone no figure is printed again: what it had can be read in what was issued."""
    return (
        f"整张表不再计入的，各项原数见最近一次印发的{release.declared.campaign.document['annex']}"
    )


def heads(declared: Declarations) -> tuple[str, ...]:
    """The headings of the table."""
    return ("报告期", "指标", declared.roster.terms.sector, "原数", "现数", "单位", "原因")
