"""Tables of a paper as WordprocessingML: heads that repeat, rows in one piece, figures to the right."""

import math
from collections.abc import Sequence

from pipeline.papers.blocks import TableBlock
from pipeline.word.frame import Frame
from pipeline.word.runs import KEEP, letters, lines, paragraph, run

# Letters: what is never broken up to the one, and what may be from the other on.
_WHOLE, _BROKEN = 12.0, 6.0
_EDGE = 0.8  # letters: what the edges of a cell take
_CENTRED = '<w:jc w:val="center"/>'
_FEW = 6  # rows of a table that is not worth breaking


def table(block: TableBlock, frame: Frame, small: bool) -> str:
    """The table; where it does not fit in the common size, or is to be small, in the small one."""
    needed = math.fsum(_least(block))
    size = frame.points["公文表格"]
    looks = "公文小表" if small or needed * size * 20 > frame.width else "公文表格"
    widths = _widths(block, frame.width / 20 / frame.points[looks], frame.width)
    across = (_CENTRED if place == "center" else "" for place in block.across)
    columns = list(zip(widths, across, strict=True))
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    has_sums = bool(block.rows and block.rows[-1].total)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{frame.styles["公文表"]}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0060" if has_sums else "0020"}" w:firstRow="1" w:lastRow="{int(has_sums)}"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_head(block, frame, widths)}"
        + "".join(_row(block, n, frame, columns, looks) for n in range(len(block.rows)))
        + "</w:tbl>"
    )


def _head(block: TableBlock, frame: Frame, widths: Sequence[int]) -> str:
    style = frame.styles["公文表头"]
    cells = "".join(
        _cell(paragraph(style, lines(_head_lines(text))), width)
        for text, width in zip(block.heads, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    block: TableBlock, number: int, frame: Frame, columns: Sequence[tuple[int, str]], looks: str
) -> str:
    """A row; the first stays with the head, the last with the row above it and with the note; few all together.

    columns: the width of each, and what its paragraphs have besides their style.
    """
    row, last = block.rows[number], len(block.rows) - 1
    stays = bool(block.note) if number == last else last < _FEW or number in (0, last - 1)
    bold = frame.styles["公文合计"] if row.total else ""
    cells = []
    for text, is_figure, (width, across) in zip(row.cells, block.numeric, columns, strict=True):
        style = frame.styles[f"{looks}数字" if is_figure else looks]
        direct = f"{KEEP if stays else ''}{across}"
        cells.append(_cell(paragraph(style, run(text, bold), direct), width))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(content: str, width: int) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def _head_lines(text: str) -> list[str]:
    """罚款（万元） is best broken before its bracket."""
    name, bracket, unit = text.partition("（")
    return [name, bracket + unit] if name and bracket else [text]


def _least(block: TableBlock) -> list[float]:
    """The letters that each column needs: figures, days and hours whole, of long words a part."""
    return [max(1.0, *map(_least_of, texts)) + _EDGE for texts in _columns(block)]


def _least_of(text: str) -> float:
    length = letters(text)
    is_whole = length <= _WHOLE and any(map(str.isdecimal, text))
    return length if is_whole else min(length, _BROKEN)


def _columns(block: TableBlock) -> list[list[str]]:
    """The texts of each column."""
    rows = [row.cells for row in block.rows]
    columns = zip(block.heads, *rows, strict=True)
    return [[*_head_lines(head), *texts] for head, *texts in columns]


def _widths(block: TableBlock, room: float, width: int) -> list[int]:
    """The columns' widths in twips, together the width: what is left goes to long texts first, then to all alike."""
    least = _least(block)
    wanted = [max(map(letters, texts)) + _EDGE for texts in _columns(block)]
    lacking = [max(w - n, 0) for w, n in zip(wanted, least, strict=True)]
    spare = max(room - math.fsum(least), 0)
    given = min(spare, math.fsum(lacking)) / (math.fsum(lacking) or 1)
    shares = [n + given * k for n, k in zip(least, lacking, strict=True)]
    more = max(room - math.fsum(shares), 0) / len(shares)
    shares = [s + more for s in shares]
    full = math.fsum(shares)
    widths = [int(width * s / full) for s in shares]
    return [*widths[:-1], width - sum(widths[:-1])]
