"""The closing report's own tables and chart: by month, what is left open, how each sector reported."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from pipeline.bulletin.by_month import chart_by_month, table_by_month
from pipeline.bulletin.tables import few_rows, sector_table
from pipeline.figures.series import by_month
from pipeline.figures.shown import all_parts, figure
from pipeline.model.closing_plan import ClosingPlan
from pipeline.model.released import Release
from pipeline.model.states import PeriodState, SheetState
from pipeline.papers.blocks import ChartBlock, TableBlock, TableRow
from pipeline.settling.deadlines import Deadlines, in_time_word
from pipeline.words.let_pass import with_let_pass
from pipeline.words.periods import called_cutoff
from pipeline.words.wording import NOTHING

_WORDS = ("按时", "退回后补正", "迟报", "退回未补正", "未报送")


def closing_plan(release: Release) -> ClosingPlan:
    """What the closing report shows; who writes one has seen that it is declared."""
    assert release.declared.closing
    return release.declared.closing


def series_table(release: Release) -> TableBlock:
    """One row a month, called by its cut-off."""
    declared, plan = release.declared, closing_plan(release)
    called = partial(called_cutoff, campaign=declared.campaign)
    return table_by_month(release, by_month(release), plan.series, "截至", called)


def series_chart(release: Release) -> ChartBlock:
    """Bars by month for the planned figures."""
    plan = closing_plan(release)
    return chart_by_month(by_month(release), plan.series_chart, release.declared)


def final_sector_table(release: Release) -> TableBlock:
    """The bulletin's table of sectors, with a note of its own."""
    note = with_let_pass(closing_plan(release).sectors_note, release)
    return replace(sector_table(release), note=note)


def left_table(release: Release) -> TableBlock:
    """One row for each sector that has something left open or did not report, and one of sums."""
    declared, plan = release.declared, closing_plan(release).left
    roster, columns = declared.roster, plan.columns
    rows = []
    who = roster.who_heads[:1] if roster.shared else roster.who_heads
    for sheet, parts in release.sectors.items():
        cells = [figure(c.value, parts, declared) for c in columns]
        if any(c != "0" for c in cells):
            named = (roster.subjects[sheet].title,) if roster.shared else roster.who(sheet)
            rows.append(TableRow((*named, *cells)))
    rows = few_rows(rows, declared.bulletin.limits.rows, declared.campaign.document["annex"])
    sums = (figure(c.value, all_parts(release), declared) for c in columns)
    rows.append(TableRow((*_of_all(who), *sums), total=True))
    heads = (*((roster.terms.sector,) if roster.shared else who), *plan.heads)
    numeric = (*(False for _ in who), *(True for _ in columns))
    note = with_let_pass(plan.note, release)
    return TableBlock("left", plan.title, note, heads, tuple(rows), numeric)


def discipline_table(release: Release, due: Deadlines) -> TableBlock:
    """How often each sector (and the office) stood how, over the months for which anything came.

    A month without a single form is nobody's fault: then the office did not collect them here. due: the deadlines of
    the last month as they were for its own bulletin, which the report itself does not keep to.
    """
    declared, plan = release.declared, closing_plan(release)
    rows, sums = [], Counter[str]()
    roster = declared.roster
    months = [m for m in release.history if any(s.arrived for s in m.sheets.values())]
    for sheet in roster.sheets:
        counts = Counter(_word(m, sheet, due) for m in months)
        sums.update(counts)
        rows.append(TableRow((*roster.who(sheet), *_counted(counts, len(months)))))
    rows = few_rows(rows, declared.bulletin.limits.rows, "考核参考.xlsx")
    expected = len(months) * len(roster.sheets)
    rows.append(TableRow((*_of_all(roster.who_heads), *_counted(sums, expected)), total=True))
    heads = (*roster.who_heads, "应报", *_WORDS)
    numeric = (*(False for _ in roster.who_heads), True, *(True for _ in _WORDS))
    caption = plan.discipline
    return TableBlock("discipline", caption.title, caption.note, heads, tuple(rows), numeric)


def _of_all(heads: tuple[str, ...]) -> tuple[str, ...]:
    """The first cells of a row of sums."""
    return ("合计", *(NOTHING for _ in heads[1:]))


def _counted(counts: Mapping[str, int], expected: int) -> tuple[str, ...]:
    return (str(expected), *(str(counts.get(w, 0)) for w in _WORDS))


def _word(month: PeriodState, sheet: str, due: Deadlines) -> str:
    state: SheetState = month.sheets[sheet]
    if month.period != due.period or not (state.arrived and state.valid):
        return state.word
    return in_time_word(state.arrived, state.valid, due.of(sheet))
