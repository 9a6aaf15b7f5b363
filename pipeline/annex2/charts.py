"""Below the table of sectors, on a page of its own: rows that Excel draws its charts from, and the charts.

A chart takes a text for 0. So what was not reported is an empty cell in these rows, and the name beside it says why.
"""

from collections.abc import Mapping
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from pipeline.annex2.bars import Bars, place_side_by_side
from pipeline.annex2.table import BAND, ROW, Drawn
from pipeline.drawing.figure_cells import RATE, plain_format
from pipeline.drawing.pen import CENTRE, LEFT, MISSING, NUMBER, SECTION, SUM, Pen
from pipeline.figures.shown import all_parts, figure, number
from pipeline.model.declared import Declarations
from pipeline.model.form import Measure
from pipeline.model.released import Release
from pipeline.words.wording import MINUS, NOT_REPORTED, NOTHING

_TITLE = f"图中数据（{NOT_REPORTED}的留空，图中不画）"


def add_charts(pen: Pen, release: Release, drawn: Drawn) -> None:
    """The planned charts; none where no sector reported, which would be charts of nothing."""
    planned = release.declared.bulletin.sheet_charts
    if not planned or not release.state.accepted(release.declared.roster.sectors):
        return
    figures = list(dict.fromkeys(b for chart in planned for b in chart.bars))
    sheet, names = drawn.sheet, drawn.below + 1
    sheet.row_breaks.append(Break(id=drawn.below - 1))
    sheet.page_setup.fitToHeight = 0  # the charts have a page of their own
    pen.block(sheet, (drawn.below, 1, drawn.below, drawn.last + 2), _TITLE, SECTION)
    sheet.row_dimensions[drawn.below].height = BAND
    _draw_names(pen, release, drawn, figures, names)
    rows = {value: row for row, value in enumerate(figures, names + 1)}
    for value, row in rows.items():
        _draw_row(pen, release, drawn, value, row)
    who = release.declared.roster.terms.sector
    charts = [
        Bars(
            c.caption, who, c.axis, [rows[b] for b in c.bars], _is_rate(c.bars[0], release.declared)
        )
        for c in planned
    ]
    place_side_by_side(pen, charts, drawn, names, names + len(figures) + 1)


def _draw_names(pen: Pen, release: Release, drawn: Drawn, figures: list[str], row: int) -> None:
    """The sectors as the charts name them: 电力（未报）."""
    sheet, declared = drawn.sheet, release.declared
    pen.text(sheet, (row, 1), NOTHING, CENTRE)
    pen.text(sheet, (row, drawn.label), f"图中{declared.roster.terms.sector}", LEFT)
    for column, (key, parts) in enumerate(release.sectors.items(), drawn.first):
        lacking = any(figure(v, parts, declared) == NOT_REPORTED for v in figures)
        title = declared.roster.subjects[key].title
        name = f"{title}\n（{NOT_REPORTED}）" if lacking else title
        pen.text(sheet, (row, column), name, CENTRE)
    for column in (drawn.last + 1, drawn.last + 2):
        pen.text(sheet, (row, column), NOTHING, CENTRE)
    sheet.row_dimensions[row].height = 2 * ROW


def _draw_row(pen: Pen, release: Release, drawn: Drawn, value: str, row: int) -> None:
    """One figure of every sector and of all, each as a live formula of the cells above."""
    sheet, declared = drawn.sheet, release.declared
    pen.text(sheet, (row, 1), NOTHING, CENTRE)
    pen.text(sheet, (row, drawn.label), _label(value, declared), LEFT)
    sheet.row_dimensions[row].height = ROW
    for column, parts in enumerate([*release.sectors.values(), all_parts(release)], drawn.first):
        result = _result(value, parts, declared)
        if result is None:
            sums = column > drawn.last  # not in a chart, so it may say what it lacks
            pen.text(sheet, (row, column), figure(value, parts, declared) if sums else "", MISSING)
        else:
            look = SUM if column > drawn.last else NUMBER
            numbers = RATE if _is_rate(value, declared) else plain_format(result)
            text = _formula(value, get_column_letter(column), drawn, declared)
            pen.result(sheet, (row, column), text, result, look, numbers)
    came = [release.figures.get(s, {}) for s in declared.roster.sectors]
    known = sum(number(value, parts, declared) is not None for parts in came)
    pen.text(sheet, (row, drawn.last + 2), f"{known}/{len(came)}", CENTRE)


def _label(value: str, declared: Declarations) -> str:
    shown = declared.form.measures.get(value) or declared.form.indicators[value]
    return shown.name if _is_rate(value, declared) else f"{shown.name}（{shown.unit}）"


def _is_rate(value: str, declared: Declarations) -> bool:
    return value in declared.form.measures and bool(declared.form.measures[value].over)


def _result(value: str, parts: Mapping[str, Decimal], declared: Declarations) -> float | int | None:
    """A figure as a cell holds it, a rate as it is printed; None where there is none."""
    if _is_rate(value, declared):
        text = figure(value, parts, declared).replace(MINUS, "-")
        return float(Decimal(text[:-1]) / 100) if text.endswith("%") else None
    amount = number(value, parts, declared)
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral() else float(amount)


def _formula(value: str, letter: str, drawn: Drawn, declared: Declarations) -> str:
    planned = declared.form.measures.get(value)
    if planned is None:
        return f"={letter}{drawn.rows[value]}"
    return _rate(planned, letter, drawn) if planned.over else f"={_sum(planned, letter, drawn)}"


def _sum(planned: Measure, letter: str, drawn: Drawn) -> str:
    added = "+".join(f"{letter}{drawn.rows[i]}" for i in planned.sum)
    return added + "".join(f"-{letter}{drawn.rows[i]}" for i in planned.less)


def _rate(planned: Measure, letter: str, drawn: Drawn) -> str:
    """As it is printed everywhere: only all is 100.0%, only nothing 0.0%."""
    part = f"({_sum(planned, letter, drawn)})"
    whole = f"({'+'.join(f'{letter}{drawn.rows[i]}' for i in planned.over)})"
    rounded = f"ROUND({part}/{whole},3)"
    return f"=IF(AND({part}>0,{part}<{whole}),MEDIAN(0.001,0.999,{rounded}),{rounded})"
