"""The closing report's own tables and chart: by month, what is left open, how each sector reported."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipeline.blocks import Bar, ChartBlock, TableBlock, TableRow
from pipeline.bulletin_tables import all_parts, figure, number, sector_table
from pipeline.deadlines import Deadlines, in_time_word
from pipeline.model.released import MonthState, Release, SheetState
from pipeline.series import by_month
from pipeline.wording import NOTHING, short_date

_WORDS = ("按时", "退回后补正", "迟报", "退回未补正", "未报送")


def series_table(release: Release) -> TableBlock:
    """One row a month: cumulative figures of those that reported, and how many of how many these are."""
    declared, plan = release.declared, release.declared.closing
    rows = tuple(
        TableRow(
            (
                short_date(declared.campaign.cutoff(m.month)),
                *(figure(c.value, m.totals, declared) for c in plan.series_columns),
                f"{m.accepted}/{m.expected}",
            )
        )
        for m in by_month(release)
    )
    heads = ("截至", *(c.head for c in plan.series_columns), "已报领域")
    numeric = (False, *(True for _ in plan.series_columns), False)
    return TableBlock("series", plan.series.title, plan.series.note, heads, rows, numeric)


def series_chart(release: Release) -> ChartBlock:
    """Bars by month for the planned figures."""
    form, plan = release.declared.form, release.declared.closing
    bars = (
        Bar(m.month.short, tuple(number(b, m.totals, release.declared) for b in plan.series_bars))
        for m in by_month(release)
    )
    names = ((form.measures.get(b) or form.indicators[b]).name for b in plan.series_bars)
    return ChartBlock("series_chart", plan.series_chart, tuple(names), tuple(bars))


def final_sector_table(release: Release) -> TableBlock:
    """The bulletin's table of sectors, with a note of its own."""
    return replace(sector_table(release), note=release.declared.closing.sectors_note)


def left_table(release: Release) -> TableBlock:
    """One row for each sector that has something left open or did not report, and one of sums."""
    declared, plan = release.declared, release.declared.closing
    roster, columns = declared.roster, plan.left_columns
    rows = []
    for sheet, sector in roster.sectors.items():
        cells = [figure(c.value, release.figures.get(sheet, {}), declared) for c in columns]
        if any(c != "0" for c in cells):
            rows.append(TableRow((sector.name, roster.units[sector.unit].name, *cells)))
    sums = (figure(c.value, all_parts(release), declared) for c in columns)
    rows.append(TableRow(("合计", NOTHING, *sums), total=True))
    heads = ("行业领域", "牵头单位", *(c.head for c in columns))
    numeric = (False, False, *(True for _ in columns))
    return TableBlock("left", plan.left.title, plan.left.note, heads, tuple(rows), numeric)


def discipline_table(release: Release, due: Deadlines) -> TableBlock:
    """How often each sector (and the office) stood how, over all months.

    due: the deadlines of the last month as they were for its own bulletin, which the report itself does not keep to.
    """
    declared, plan = release.declared, release.declared.closing
    rows, sums = [], Counter[str]()
    for sheet, sector in declared.roster.sheets.items():
        counts = Counter(_word(m, sheet, due) for m in release.history)
        sums.update(counts)
        unit = declared.roster.units[sector.unit].name
        rows.append(TableRow((sector.name, unit, *_counted(counts, len(release.history)))))
    expected = len(release.history) * len(declared.roster.sheets)
    rows.append(TableRow(("合计", NOTHING, *_counted(sums, expected)), total=True))
    heads = ("行业领域", "牵头单位", "应报", *_WORDS)
    numeric = (False, False, *(True for _ in heads[2:]))
    caption = plan.discipline
    return TableBlock("discipline", caption.title, caption.note, heads, tuple(rows), numeric)


def _counted(counts: Mapping[str, int], expected: int) -> tuple[str, ...]:
    return (str(expected), *(str(counts.get(w, 0)) for w in _WORDS))


def _word(month: MonthState, sheet: str, due: Deadlines) -> str:
    state: SheetState = month.sheets[sheet]
    if month.month != due.period or not (state.arrived and state.valid):
        return state.word
    return in_time_word(state.arrived, state.valid, due.of(sheet))
