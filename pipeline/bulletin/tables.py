"""The bulletin's tables and chart, from the release alone."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from pipeline.figures.series import summed
from pipeline.figures.shown import all_parts, figure, number
from pipeline.model.declared import Declarations
from pipeline.model.released import Release, Total
from pipeline.papers.blocks import Bar, ChartBlock, TableBlock, TableRow
from pipeline.words.let_pass import with_let_pass
from pipeline.words.together import sector_word
from pipeline.words.wording import MINUS, NOT_REPORTED, NOTHING, plain, show

_SUMMED = "各期合计"


def few_rows(rows: Sequence[TableRow], most: int, where: str) -> list[TableRow]:
    """The first rows; of more than there may be the last one says how many others there are, and where they stand."""
    if len(rows) <= most:
        return list(rows)
    blanks = [NOTHING] * (len(rows[0].cells) - 2)
    return [*rows[:most], TableRow((f"其余{len(rows) - most}个", *blanks, f"见{where}"))]


def sector_table(release: Release) -> TableBlock:
    """One row a sector and one of sums; a sector that did not report says so and shows no figure."""
    declared, plan = release.declared, release.declared.bulletin.sectors
    rows = []
    for sector, parts in _shown(release).items():
        cells = [figure(c.value, parts, declared) for c in plan.columns]
        title = declared.roster.subjects[sector].title
        rows.append(TableRow((title, *cells, sector_word(release, sector))))
    if lacking := len(release.sectors) - len(rows):
        blanks = [NOTHING] * len(plan.columns)
        rows.append(
            TableRow((f"其余{lacking}个", *blanks, f"见{declared.campaign.document['annex']}"))
        )
    accepted = len(release.state.accepted(declared.roster.sectors))
    sums = [figure(c.value, all_parts(release), declared) for c in plan.columns]
    coverage = f"{accepted}/{len(declared.roster.sectors)}"
    leads = (_lead(c.value, text) for c, text in zip(plan.columns, sums, strict=True))
    rows.append(TableRow(("合计", *sums, coverage), total=True, leads=("", *leads, "")))
    heads = (declared.roster.terms.sector, *plan.heads, "报送情况")
    numeric = (False, *(True for _ in plan.columns), False)
    note = with_let_pass(plan.note, release)
    return TableBlock("sectors", plan.title, note, heads, tuple(rows), numeric)


def _shown(release: Release) -> Mapping[str, Mapping[str, Decimal]]:
    """The sectors that the paper tells of one by one: of very many (units without sectors) the first."""
    return dict(islice(release.sectors.items(), release.declared.bulletin.limits.rows))


def totals_table(release: Release) -> TableBlock:
    """All values of the form with the month before and the coverage."""
    declared = release.declared
    plan, form = declared.bulletin.totals, declared.form
    sums = summed(release.history, declared)
    with_sums = any(i.adds_up for i in form.indicators.values())
    rows = tuple(_total_row(t, sums, with_sums) for t in release.totals.values())
    more = (_SUMMED,) if with_sums else ()
    heads = ("序号", "指标", form.basis, "上期同口径", "同口径增减", *more, "已报")
    numeric = (False, False, *(True for _ in heads[3:]), False)
    note = with_let_pass(plan.note, release)
    return TableBlock("totals", plan.title, note, heads, rows, numeric)


def _total_row(total: Total, sums: Mapping[str, Decimal], with_sums: bool) -> TableRow:
    """with_sums: also what the periods so far add up to, for the indicators of which they do."""
    indicator = total.indicator
    change = (
        ""
        if total.change is None
        else f"{'+' if total.change > 0 else ''}{plain(total.change).replace('-', MINUS)}"
    )
    previous = show(indicator, total.previous, NOTHING)
    value = show(indicator, total.value, NOT_REPORTED)
    more = (show(indicator, sums.get(indicator.id), NOTHING),) if with_sums else ()
    shown = (indicator.item, indicator.label, value, previous, change or NOTHING, *more)
    leads = ("", "", _lead(indicator.id, value), *("" for _ in shown[2:]))
    return TableRow((*shown, total.coverage), leads=leads)


def _lead(name: str, text: str) -> str:
    """What a printed total leads to the parts of; nothing where nobody reported."""
    return "" if text == NOT_REPORTED else name


def sector_chart(release: Release) -> ChartBlock:
    """Bars by sector for the planned figures."""
    declared, plan = release.declared, release.declared.bulletin.chart
    shown = _shown(release)
    bars = [
        bar(declared.roster.subjects[sector].title, plan.bars, parts, declared)
        for sector, parts in shown.items()
    ]
    few = len(shown) < len(release.sectors)
    caption = f"{plan.title}（前{len(shown)}个）" if few else plan.title
    return ChartBlock("chart", caption, series_names(plan.bars, declared), tuple(bars))


def bar(
    label: str, shown: Iterable[str], parts: Mapping[str, Decimal], declared: Declarations
) -> Bar:
    """A group of bars for indicators and measures."""
    return Bar(label, tuple(number(name, parts, declared) for name in shown))


def series_names(shown: Iterable[str], declared: Declarations) -> tuple[str, ...]:
    """What the bars of a group are called."""
    form = declared.form
    return tuple((form.measures.get(n) or form.indicators[n]).name for n in shown)
