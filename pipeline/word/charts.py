"""Charts of a paper as native Word charts, which an office can edit: DrawingML with its figures in a workbook."""

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

from pipeline.drawing.figure_cells import put_text
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.papers.blocks import ChartBlock
from pipeline.papers.captions import bar_label
from pipeline.word.chart_space import SHEET, A, C, R, chart_space
from pipeline.word.frame import TWIP, Frame
from pipeline.words.wording import harmless, listing

if TYPE_CHECKING:
    from docx.opc.part import Part

_THICK, _AROUND = 150, 700  # twips: a bar, and the legend with the edges
_HIGHEST = 9000
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_BOOK = "rId1"


def chart(block: ChartBlock, number: int, frame: Frame) -> str:
    """A chart as a run of its paragraph; its parts are put into the document."""
    relation = frame.document.part.relate_to(_chart_part(block, frame), f"{R}/chart")
    high = min(len(block.bars) * (len(block.series) + 0.4) * _THICK + _AROUND, _HIGHEST)
    about = f"横向条形图，依次为{listing(block.series)}；没有数的在名称后标“未报”。"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{frame.width * TWIP}" cy="{round(high) * TWIP}"/>'
        f'<wp:docPr id="{1000 + number}" name="图{number}" title={_attribute(block.caption)}'
        f" descr={_attribute(about)}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{C}">'
        f'<c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _attribute(text: str) -> str:
    return quoteattr(harmless(text))


def _chart_part(block: ChartBlock, frame: Frame) -> "Part":
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE  # see open_frame
    from docx.opc.part import Part

    package = frame.document.part.package
    assert package
    name = package.next_partname("/word/embeddings/Microsoft_Excel_Worksheet%d.xlsx")
    book = Part(name, CONTENT_TYPE.SML_SHEET, _workbook(block), package)
    name = package.next_partname("/word/charts/chart%d.xml")
    part = Part(name, CONTENT_TYPE.DML_CHART, chart_space(block, _BOOK).encode(), package)
    relation = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    assert relation == _BOOK  # the first of a part
    return part


def _workbook(block: ChartBlock) -> bytes:
    """The figures behind the chart; what was not reported is left blank, for Excel would draw a text as nought."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for at, name in enumerate(block.series, 2):
        put_text(sheet.cell(1, at), name)
    for row, bar in enumerate(block.bars, 2):
        put_text(sheet.cell(row, 1), bar_label(block, bar))
        for column, figure in enumerate(bar.figures, 2):
            sheet.cell(row, column, figure)
    return stable_bytes(book)
