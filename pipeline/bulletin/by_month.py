"""The campaign by month, as a table and a chart of the bulletin and of the closing report."""

from collections.abc import Callable, Sequence

from pipeline.bulletin.tables import bar, series_names
from pipeline.figures.series import MonthFigures
from pipeline.figures.shown import figure
from pipeline.model.bulletin_plan import ShownChart, ShownTable
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.papers.blocks import ChartBlock, TableBlock, TableRow
from pipeline.words.let_pass import months_let_pass


def table_by_month(
    release: Release,
    months: Sequence[MonthFigures],
    plan: ShownTable,
    head: str,
    called: Callable[[Period], str],
) -> TableBlock:
    """One row a month: cumulative figures of those that reported, and how many of how many these are.

    head: of the column of months, each as it is `called`.
    """
    declared = release.declared
    rows = tuple(
        TableRow(
            (
                called(month.month),
                *(figure(c.value, month.totals, declared) for c in plan.columns),
                f"{month.accepted}/{month.expected}",
            )
        )
        for month in months
    )
    heads = (head, *plan.heads, f"已报{declared.roster.terms.short}")
    numeric = (False, *(True for _ in plan.columns), False)
    note = months_let_pass(plan.note, release)
    return TableBlock("series", plan.title, note, heads, rows, numeric)


def chart_by_month(
    months: Sequence[MonthFigures], plan: ShownChart, declared: Declarations
) -> ChartBlock:
    """Bars by month for the planned figures."""
    called = declared.campaign.called
    bars = tuple(bar(called(m.month), plan.bars, m.totals, declared) for m in months)
    return ChartBlock("series_chart", plan.title, series_names(plan.bars, declared), bars)
