"""更正情况: the bulletin's table of issued figures that are others now."""

from pipeline.figures.restated import told_cells
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow


def restated_table(release: Release) -> TableBlock:
    """One row a changed figure, and one a total that follows; no rows where nothing was restated."""
    plan = release.declared.bulletin.restated
    rows = tuple(
        TableRow(told_cells(r, release.declared), total=not r.sheet) for r in release.restated
    )
    numeric = (False, False, False, True, True, False, False)
    return TableBlock("restated", plan.title, plan.note, heads(release.declared), rows, numeric)


def heads(declared: Declarations) -> tuple[str, ...]:
    """The headings of the table."""
    return ("报告期", "指标", declared.roster.terms.sector, "原数", "现数", "单位", "原因")
