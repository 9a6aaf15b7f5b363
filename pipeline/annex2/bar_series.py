"""The rows of a sheet as series of bars: where their cells stand, and what these hold now."""

from collections.abc import Sequence

from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter, quote_sheetname

from pipeline.annex2.table import Drawn
from pipeline.drawing.figure_cells import GENERAL, RATE
from pipeline.drawing.pen import Pen
from pipeline.papers.blocks import BAR_LINE

SMALL = 1000  # letters, in hundredths of a point
# What Excel may write at a bar besides its figure where it is not told otherwise.
_UNWANTED = ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def series(pen: Pen, drawn: Drawn, names: int, row: int, rates: bool, tone: str) -> Series:
    """A row as bars, with what its cells hold now: previews draw that, and calculate nothing."""
    label, sectors = (drawn.label,), range(drawn.first, drawn.last + 1)
    series = Series(
        tx=SeriesLabel(_texts(pen, drawn, row, label)),
        cat=AxDataSource(strRef=_texts(pen, drawn, names, sectors)),
        val=NumDataSource(_numbers(pen, drawn, row, sectors, RATE if rates else GENERAL)),
    )
    series.graphicalProperties = GraphicalProperties(
        solidFill=tone, ln=LineProperties(solidFill=BAR_LINE)
    )
    series.invertIfNegative = False
    others = dict.fromkeys(_UNWANTED, False)
    series.dLbls = DataLabelList(showVal=True, **others, txPr=letters(SMALL))
    return series


def _texts(pen: Pen, drawn: Drawn, row: int, columns: Sequence[int]) -> StrRef:
    shown = [StrVal(n, str(pen.shown(drawn.sheet, (row, c)))) for n, c in enumerate(columns)]
    return StrRef(_place(drawn, row, columns), StrData(len(shown), shown))


def _numbers(pen: Pen, drawn: Drawn, row: int, columns: Sequence[int], numbers: str) -> NumRef:
    """Empty cells are no points, also in what is remembered."""
    shown = [(n, pen.shown(drawn.sheet, (row, c))) for n, c in enumerate(columns)]
    points = [NumVal(n, v=repr(value)) for n, value in shown if not isinstance(value, str)]
    return NumRef(_place(drawn, row, columns), NumData(numbers, len(shown), points))


def _place(drawn: Drawn, row: int, columns: Sequence[int]) -> str:
    ends = dict.fromkeys(f"${get_column_letter(n)}${row}" for n in (columns[0], columns[-1]))
    return f"{quote_sheetname(drawn.sheet.title)}!{':'.join(ends)}"


def letters(size: int) -> RichText:
    """The look of what stands at an axis or a bar. size: in hundredths of a point."""
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=size))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())])
