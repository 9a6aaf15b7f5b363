"""Bar charts that Excel and WPS draw themselves, from the cells of their sheet."""

import math
from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.bar_series import SMALL, letters, series
from pipeline.annex2.table import Drawn
from pipeline.drawing.pen import Pen
from pipeline.model.record import record
from pipeline.papers.blocks import bar_tone

_ROW = 20.0  # points
_BAR, _GAP, _AROUND = 13.0, 8.0, 110.0  # points down: a bar, between sectors, all that is no bar
# The narrowest digit that a normal font has, in EMU: what ends in a column may not reach into the next, which would be
# printed too.
_DIGIT = 7 * 9525
_LARGE = 1300  # letters of the caption, in hundredths of a point
_GRID = "D0D0D0"


@record
class Bars:
    """A chart: its caption, the titles of both axes, the row of each series, whether they are rates."""

    caption: str
    who: str
    axis: str
    rows: Sequence[int]
    rates: bool


def place_side_by_side(
    pen: Pen, charts: Sequence[Bars], drawn: Drawn, names: int, below: int
) -> None:
    """Charts over the whole width of a table, from a row on. names: the row that holds the sectors."""
    sheet, across = drawn.sheet, drawn.last - drawn.first + 1
    most = max(len(c.rows) for c in charts)
    height = across * (most * _BAR + _GAP) + _AROUND
    rows = range(below, below + math.ceil(height / _ROW))
    for row in rows:
        sheet.row_dimensions[row].height = _ROW
    edges = _edges(sheet, drawn.last + 2, len(charts))
    for chart, left, right in zip(charts, edges, edges[1:], strict=False):
        picture: Any = _chart(pen, chart, drawn, names)  # stubs: anchored by a cell alone
        inside = int(sheet.column_dimensions[get_column_letter(right)].width * _DIGIT)
        picture.anchor = TwoCellAnchor(
            _from=AnchorMarker(left, 0, rows[0] - 1, 0),
            to=AnchorMarker(right - 1, inside, rows[-1] - 1, 0),
        )
        sheet.add_chart(picture)


def _edges(sheet: Worksheet, columns: int, parts: int) -> list[int]:
    """The columns (from 0 on) at which so many parts of about one width begin, and the end of the last."""
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, columns + 1)]
    starts = [math.fsum(widths[:n]) for n in range(columns + 1)]
    shares = (starts[-1] * n / parts for n in range(parts + 1))
    return [min(range(columns + 1), key=lambda n: abs(starts[n] - share)) for share in shares]


def _chart(pen: Pen, bars: Bars, drawn: Drawn, names: int) -> BarChart:
    """Horizontal bars, the first sector on top, each with its figure."""
    chart = BarChart(barDir="bar", gapWidth=50, overlap=0)
    chart.title = _title(bars.caption, _LARGE)
    chart.roundedCorners = False
    chart.legend = Legend(legendPos="b", overlay=False) if len(bars.rows) > 1 else None
    for number, row in enumerate(bars.rows):
        chart.series.append(series(pen, drawn, names, row, bars.rates, bar_tone(number)))
    chart.x_axis.title, chart.y_axis.title = _title(bars.who, SMALL), _title(bars.axis, SMALL)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"  # at the foot, though the sectors run downwards
    chart.y_axis.scaling.min = 0
    if bars.rates:
        chart.y_axis.scaling.max, chart.y_axis.number_format = 1, "0%"
    grey = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    chart.y_axis.majorGridlines = ChartLines(spPr=grey)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # Excel hides an axis of which nothing is said
        axis.txPr = letters(SMALL)
    return chart


def _title(text: str, size: int) -> Title:
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=size, b=False))
    words = Paragraph(pPr=properties, r=[RegularTextRun(t=text)])
    return Title(tx=Text(rich=RichText(p=[words])), overlay=False)
