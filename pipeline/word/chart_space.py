"""Horizontal bars as DrawingML, with the figures stored in it, so that the chart shows where no workbook is opened."""

from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from pipeline.papers.blocks import BAR_LINE, ChartBlock, bar_tone
from pipeline.papers.captions import bar_label
from pipeline.words.wording import cell_text, plain

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "Sheet1"
_LETTERS = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="700" b="0">'
    '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/></a:defRPr></a:pPr>'
    '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)
_NO_LINE = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"


def chart_space(block: ChartBlock, book: str) -> str:
    """The chart part; book: the relation by which its workbook is found."""
    series = "".join(_series(block, n) for n in range(len(block.series)))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="40"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{_category_axis()}{_value_axis(block)}</c:plotArea>"
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{_LETTERS}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{_NO_LINE}<c:externalData r:id="{book}"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )


def _series(block: ChartBlock, number: int) -> str:
    column, last = get_column_letter(number + 2), len(block.bars) + 1
    labels = [bar_label(block, bar) for bar in block.bars]
    figures = [bar.figures[number] for bar in block.bars]
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx>{_texts(f'${column}$1', [block.series[number]])}</c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{bar_tone(number)}"/></a:solidFill><a:ln w="6350">'
        f'<a:solidFill><a:srgbClr val="{BAR_LINE}"/></a:solidFill></a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:dLbls>{_LETTERS}<c:dLblPos val="outEnd"/>'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat>{_texts(f'$A$2:$A${last}', labels)}</c:cat>"
        f"<c:val>{_numbers(f'${column}$2:${column}${last}', figures)}</c:val></c:ser>"
    )


def _texts(cells: str, texts: list[str]) -> str:
    points = "".join(_point(n, cell_text(text)) for n, text in enumerate(texts))
    return (
        f"<c:strRef><c:f>{SHEET}!{cells}</c:f><c:strCache>"
        f'<c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
    )


def _numbers(cells: str, figures: list[Decimal | None]) -> str:
    """What was not reported has no point: a gap, never a nought."""
    points = "".join(_point(n, plain(f)) for n, f in enumerate(figures) if f is not None)
    return (
        f"<c:numRef><c:f>{SHEET}!{cells}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(figures)}"/>{points}</c:numCache></c:numRef>'
    )


def _point(number: int, value: str) -> str:
    return f'<c:pt idx="{number}"><c:v>{escape(value)}</c:v></c:pt>'


def _category_axis() -> str:
    """Names from top to bottom, as in the table."""
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_LETTERS}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="50"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(block: ChartBlock) -> str:
    """Not drawn, for every bar has its figure beside it; bars begin at nought, or their lengths would lie."""
    falls = any(f is not None and f < 0 for bar in block.bars for f in bar.figures)
    least = "" if falls else '<c:min val="0"/>'
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling>'
        '<c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
