"""A workbook of plain tables, written as XML: openpyxl takes seconds over some thousand rows.

Every text is an inline string, which no program takes for a formula. The borders of a table are one conditional format
that always holds, so that empty cells need not be written.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter, quote_sheetname

from pipeline.drawing.package_bytes import packed
from pipeline.ledger.book_cells import ColumnCells, height, lines, text_cell
from pipeline.ledger.book_page import Page
from pipeline.ledger.book_parts import STYLES, fixed_parts

_HEAD_HEIGHT = 33.0
KnownCells = dict[tuple[str, float], ColumnCells]  # by the look and the width of a column
_NORMAL = 10  # points of the font in which widths are counted
_WIDTHS = {8: 290, 9: 200}  # characters that are readable side by side on A3 and on A4 across
_PRESSED = 3  # half the time of the usual 6, an eighth larger


def book_bytes(pages: Sequence[Page], title: str, known: KnownCells) -> bytes:
    """The workbook as xlsx; the same pages give the same bytes. known: cells that were written before, and now."""
    parts = {
        f"xl/worksheets/sheet{n}.xml": _sheet(page, known, n == 1)
        for n, page in enumerate(pages, 1)
    }
    names = "".join(_names(page, n) for n, page in enumerate(pages))
    return packed({**fixed_parts([p.title for p in pages], names, title), **parts}, _PRESSED)


def _names(page: Page, number: int) -> str:
    """What Excel keeps as names: the rows that are printed on every page, and what the filter is about."""
    sheet = quote_sheetname(page.title)
    top, last = page.top, page.bottom
    filtered = f"{sheet}!$A${top}:${page.last}${last}"
    rows = f"{sheet}!${top}:${top}"
    if page.kept:
        rows = f"{sheet}!$A:${get_column_letter(page.kept)},{rows}"
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">{escape(filtered)}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">{escape(rows)}</definedName>'
    )


def _sheet(page: Page, known: KnownCells, is_first: bool) -> bytes:
    whole = f"A{page.top}:{page.last}{page.bottom}"
    parts = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="A1:{page.last}{page.bottom}"/>',
        _view(page, is_first),
        '<sheetFormatPr defaultRowHeight="15"/>',
        f"<cols>{_widths(page)}</cols>",
        f"<sheetData>{''.join(_rows(page, known))}</sheetData>",
        f'<autoFilter ref="{whole}"/>',
        _merges(page),
        f'<conditionalFormatting sqref="{whole}"><cfRule type="expression" dxfId="0" priority="1">',
        "<formula>TRUE</formula></cfRule></conditionalFormatting>",
        _print_settings(page),
        "</worksheet>",
    )
    return "".join(parts).encode()


def _print_settings(page: Page) -> str:
    """Across, as many pages side by side as keep it readable, with its foot and the pages' numbers."""
    wide = -(-sum(h.width for h in page.headings) // _WIDTHS[page.paper])
    foot = f"&L{page.foot.replace('&', '&&')}" if page.foot else ""
    return (
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.55" bottom="0.6" header="0.25" footer="0.3"/>'
        f'<pageSetup paperSize="{page.paper}" orientation="landscape"'
        f' fitToWidth="{int(wide)}" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{escape(foot)}&amp;R第&amp;P页，共&amp;N页</oddFooter></headerFooter>"
    )


def _view(page: Page, is_first: bool) -> str:
    """What stays in sight: all down to the headings, and the columns that are kept."""
    corner = f"{get_column_letter(page.kept + 1)}{page.top + 1}"
    pane = "bottomRight" if page.kept else "bottomLeft"
    beside = f'xSplit="{page.kept}" ' if page.kept else ""
    return (
        f'<sheetViews><sheetView showGridLines="0" tabSelected="{int(is_first)}" workbookViewId="0">'
        f'<pane {beside}ySplit="{page.top}" topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'
        f'<selection pane="{pane}" activeCell="{corner}" sqref="{corner}"/></sheetView></sheetViews>'
    )


def _widths(page: Page) -> str:
    return "".join(
        f'<col min="{n}" max="{n}" width="{h.width}" customWidth="1"/>'
        for n, h in enumerate(page.headings, 1)
    )


def _merges(page: Page) -> str:
    """The lines above the table, and the one in the place of its rows, each over several columns."""
    if page.lines_end == 1:
        return ""
    rows = [*range(1, page.top), *([] if page.columns[0] else [page.bottom])]
    side = get_column_letter(page.lines_end)
    merges = "".join(f'<mergeCell ref="A{n}:{side}{n}"/>' for n in rows)
    return f'<mergeCells count="{len(rows)}">{merges}</mergeCells>'


def _rows(page: Page, known: KnownCells) -> Iterator[str]:
    """The lines above the table, its headings, its rows."""
    width = sum(h.width for h in page.headings[: page.lines_end])
    for number, (text, look) in enumerate(page.lines, 1):
        size = STYLES[look][1] / _NORMAL
        high = height(lines(text, int(width / size) - 1)) * size + 4
        yield _row(number, high, text_cell(f"A{number}", look, text))
    letters = [get_column_letter(n) for n in range(1, len(page.headings) + 1)]
    labels = zip(letters, page.headings, strict=True)
    heads = "".join(text_cell(f"{c}{page.top}", "head", h.label) for c, h in labels)
    yield _row(page.top, _HEAD_HEIGHT, heads)
    if page.columns[0]:
        yield from _table(page, letters, known)
    else:
        yield _row(page.bottom, height(1), text_cell(f"A{page.bottom}", "empty", page.empty))


def _table(page: Page, letters: Sequence[str], known: KnownCells) -> Iterator[str]:
    for h in page.headings:
        known.setdefault((h.look, h.width), ColumnCells(h.look, h.width))
    drawn = [
        known[h.look, h.width].drawn(column, letter, page.top + 1)
        for h, column, letter in zip(page.headings, page.columns, letters, strict=True)
    ]
    cells = map("".join, zip(*(cells for cells, _ in drawn), strict=True))
    needed = map(max, zip(*(needed for _, needed in drawn), strict=True))
    for number, (inner, most) in enumerate(zip(cells, needed, strict=True), page.top + 1):
        yield _row(number, height(most), inner)


def _row(number: int, high: float, cells: str) -> str:
    return f'<row r="{number}" ht="{high:.2f}" customHeight="1">{cells}</row>'
