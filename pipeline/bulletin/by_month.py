"""The campaign by month, as a table and a chart of the bulletin."""

from collections.abc import Sequence

from pipeline.bulletin.tables import bar, series_names
from pipeline.figures.series import MonthFigures
from pipeline.figures.shown import figure
from pipeline.model.declared import Declarations
from pipeline.papers.blocks import ChartBlock, TableBlock, TableRow


def series_table(months: Sequence[MonthFigures], declared: Declarations) -> TableBlock:
    """One row a month: cumulative figures of those that reported, and how many of how many these are."""
    plan = declared.bulletin
    rows = tuple(
        TableRow(
            (
                month.month.chinese,
                *(figure(c.value, month.totals, declared) for c in plan.series_columns),
                f"{month.accepted}/{month.expected}",
            )
        )
        for month in months
    )
    heads = ("月份", *(c.head for c in plan.series_columns), f"已报{declared.roster.terms.short}")
    numeric = (False, *(True for _ in plan.series_columns), False)
    return TableBlock("series", plan.series.title, plan.series.note, heads, rows, numeric)


def series_chart(months: Sequence[MonthFigures], declared: Declarations) -> ChartBlock:
    """Bars by month for the planned figures."""
    plan = declared.bulletin
    bars = tuple(bar(m.month.short, plan.series_bars, m.totals, declared) for m in months)
    names = series_names(plan.series_bars, declared)
    return ChartBlock("series_chart", plan.series_chart, names, bars)
