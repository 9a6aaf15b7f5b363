"""The first sheet of a returned workbook: what is wrong, most important first, each with a link to its cell."""

import math
from collections.abc import Mapping, Sequence

from pipeline.marking.notice_looks import notice_looks, size_of
from pipeline.marking.package_edit import HEADER, MAIN
from pipeline.marking.style_edit import Styles
from pipeline.marking.texts import as_content, lines_of, quoted_sheet
from pipeline.marking.xml_edit import quoted
from pipeline.model.record import record

_HEADS = ("序号", "性质", "工作表", "单元格", "指标", "现在填的", "应填", "说明")
_WIDTHS = (5, 10, 13, 10, 22, 15, 23, 50)
_LINK = 3  # the column of the cell
_LAST = chr(64 + len(_WIDTHS))
_LINE = 1.4  # line height in font sizes
_PAGE = (
    f'{HEADER}<worksheet xmlns="{MAIN}">'
    '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<dimension ref="A1:{last}"/>'
    '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{rows}</sheetData>'
    '<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0" formatColumns="0" formatRows="0"/>'
    '<mergeCells count="{wide}">{merges}</mergeCells>{links}<printOptions horizontalCentered="1"/>'
    '<pageMargins left="0.45" right="0.45" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;C第&amp;P页，共&amp;N页</oddFooter></headerFooter></worksheet>"
)


@record
class NoticeRow:
    """A fault as it is listed.

    look: severe, mild or told. place: the sheet and cell that its link leads to, None where there is no such cell.
    """

    kind: str
    look: str
    place: tuple[str, str] | None
    sheet: str
    cells: str
    subject: str
    found: str
    wanted: str
    message: str


@record
class Notice:
    """What the sheet says: a warning for samples, the title, what it is about, what to do, and the faults."""

    sample: str
    title: str
    about: tuple[str, ...]
    to_do: tuple[str, ...]
    rows: tuple[NoticeRow, ...]


def draw_notice(notice: Notice, styles: Styles) -> bytes:
    """The worksheet part."""
    looks = notice_looks(styles)
    above = [("sample", notice.sample)] if notice.sample else []
    above += [("title", notice.title), *(("about", a) for a in notice.about)]
    above += [("to_do", t) for t in notice.to_do]
    rows = [_wide_row(at, text, look, looks) for at, (look, text) in enumerate(above, 1)]
    rows.append(_row(len(rows) + 1, 22, [(head, "head") for head in _HEADS], looks))
    links = []
    for number, row in enumerate(notice.rows, 1):
        at = len(rows) + 1
        rows.append(_listed(at, number, row, looks))
        if row.place:
            links.append(_link(f"{chr(65 + _LINK)}{at}", *row.place))
    return _worksheet(rows, len(above), links).encode()


def _worksheet(rows: Sequence[str], wide: int, links: Sequence[str]) -> str:
    """All of it, in the schema's order."""
    columns = (
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, 1)
    )
    merges = (f'<mergeCell ref="A{n}:{_LAST}{n}"/>' for n in range(1, wide + 1))
    return _PAGE.format(
        last=f"{_LAST}{len(rows)}",
        columns="".join(columns),
        rows="".join(rows),
        wide=wide,
        merges="".join(merges),
        links=f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
    )


def _wide_row(at: int, text: str, look: str, looks: Mapping[str, int]) -> str:
    """A row that is one cell over all columns."""
    size = size_of(look)
    height = lines_of(text, size, _points(math.fsum(_WIDTHS))) * size * _LINE + size / 2
    return _row(at, height, [(text, look), *[("", look)] * (len(_WIDTHS) - 1)], looks)


def _listed(at: int, number: int, row: NoticeRow, looks: Mapping[str, int]) -> str:
    """The row of a fault."""
    texts = (str(number), row.kind, row.sheet, row.cells, row.subject, row.found, row.wanted)
    centred = ["centre", row.look, "centre", "link" if row.place else "centre"]
    cells = [*texts, row.message]
    styles = [*centred, *["text"] * (len(cells) - len(centred))]
    size = size_of("text")
    lines = max(
        lines_of(text, size, _points(width)) for text, width in zip(cells, _WIDTHS, strict=True)
    )
    height = max(24.0, lines * size * _LINE + 8)
    return _row(at, height, list(zip(cells, styles, strict=True)), looks)


def _row(at: int, height: float, cells: Sequence[tuple[str, str]], looks: Mapping[str, int]) -> str:
    written = "".join(
        _cell(f"{chr(64 + column)}{at}", text, looks[look])
        for column, (text, look) in enumerate(cells, 1)
    )
    return f'<row r="{at}" ht="{min(height, 409):g}" customHeight="1">{written}</row>'


def _cell(ref: str, text: str, style: int) -> str:
    """A text that stays one, whatever it begins with."""
    if not text:
        return f'<c r="{ref}" s="{style}"/>'
    content = f'<t xml:space="preserve">{as_content(text)}</t>'
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is>{content}</is></c>'


def _link(ref: str, sheet: str, cell: str) -> str:
    location = f"{quoted_sheet(sheet)}!{cell}"
    return f'<hyperlink ref="{ref}" location={quoted(location)}/>'


def _points(width: float) -> float:
    """A column width in points, less the room at its sides."""
    return width * 6 - 4
