"""A table of very many reporters: one row a reporter, one column an indicator, their sums above them.

Across, thousands of columns cannot be read, and a worksheet ends at 16,384; its cells have no names of their own.
"""

from collections.abc import Iterator
from functools import cache

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.page import figures_subtitle, open_sheet, set_up_print
from pipeline.annex2.table import AnnexTable, Reporter, sum_formula
from pipeline.drawing.figure_cells import Stored, number_format, stored_value
from pipeline.drawing.looks import height, set_widths
from pipeline.drawing.pen import CENTRE, HEAD, MISSING, NUMBER, SMALL_HEAD, Pen
from pipeline.drawing.xlsx_rows import PlainRow, PlainRows, plain_cell, side_by_side
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.words.wording import NOT_REPORTED, NOTHING

_WHO, _WIDTH, _ROW = 16.0, 10.5, 19.0


def draw_long_table(pen: Pen, release: Release, table: AnnexTable) -> None:
    """The table on a sheet of its own; sums and coverage stand between its head and its rows."""
    subtitle = figures_subtitle(table.note, release)
    who, width = len(table.corner), len(table.corner) + len(table.indicators)
    sheet, top = open_sheet(pen, table.title, subtitle, release, width)
    set_widths(sheet, (*[_WHO] * who, *[_WIDTH] * len(table.indicators)))
    looks = _Looks(pen, sheet, top)
    first = top + 3
    pen.added[table.title] = PlainRows(first, len(table.reporters), width, _rows(table, looks))
    _draw_heads(pen, sheet, top, table)
    for column, indicator in enumerate(table.indicators, who + 1):
        total, letter = release.totals[indicator.id], get_column_letter(column)
        cells = f"{letter}{first}:{letter}{first + len(table.reporters) - 1}"
        pen.formula(sheet, (top + 1, column), sum_formula(total, cells), total)
        pen.text(sheet, (top + 2, column), total.coverage, CENTRE)
    sheet.freeze_panes = f"{get_column_letter(who + 1)}{first}"
    set_up_print(sheet, release, (top, top + 2), len(table.reporters))


def _draw_heads(pen: Pen, sheet: Worksheet, top: int, table: AnnexTable) -> None:
    labels = [f"{i.item} {i.label}" for i in table.indicators]
    heads = [*((text, HEAD) for text in table.corner), *((text, SMALL_HEAD) for text in labels)]
    for column, (text, look) in enumerate(heads, 1):
        pen.text(sheet, (top, column), text, look)
    needed = (height(sheet, (n, n), text, k.size) for n, (text, k) in enumerate(heads, 1))
    sheet.row_dimensions[top].height = max(needed)
    for row, text in ((top + 1, "合计"), (top + 2, "已报")):
        pen.block(sheet, (row, 1, row, len(table.corner)), text, HEAD)


class _Looks:
    """Cells in their looks, but for their places."""

    def __init__(self, pen: Pen, sheet: Worksheet, top: int) -> None:
        """Try the looks on a cell of the head, which is written afterwards."""
        self._style = cache(lambda look, numbers: pen.style(sheet, (top, 1), look, numbers))
        for numbers in ("General", "0", "0.#", "0.##", "0.###", "0.####"):
            self._style(NUMBER, numbers)
        for look in (CENTRE, MISSING):
            self._style(look, "General")
        self.value, self.text = cache(self._value), cache(self._text)

    def _text(self, text: str) -> str:
        return plain_cell(text, self._style(CENTRE, "General"))

    def _value(self, numbers: str, value: Stored) -> str:
        look = MISSING if value in (NOT_REPORTED, NOTHING) else NUMBER
        return plain_cell(value, self._style(look, numbers))


def _rows(table: AnnexTable, looks: _Looks) -> Iterator[PlainRow]:
    for reporter in table.reporters:
        values = (_cell(reporter, indicator, looks) for indicator in table.indicators)
        yield PlainRow(_ROW, side_by_side((*map(looks.text, reporter.heads), *values)))


def _cell(reporter: Reporter, indicator: Indicator, looks: _Looks) -> str:
    if indicator.id not in reporter.asked:
        return looks.value("General", NOTHING)
    value = stored_value(indicator, reporter.figures.get(indicator.id))
    return looks.value(number_format(indicator, value), value)
