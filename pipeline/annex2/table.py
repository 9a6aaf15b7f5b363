"""A table of reported values: one row an indicator, one column a reporter, live sums at the end."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.page import figures_subtitle, open_sheet, set_up_print
from pipeline.drawing.looks import height, set_widths
from pipeline.drawing.pen import CENTRE, HEAD, LEFT, MISSING, SECTION, SMALL_HEAD, Pen
from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.released import Release, Total
from pipeline.words.wording import NOT_REPORTED, NOTHING

_About = TypeVar("_About")
_LABEL, _FIRST = 2, 3  # columns: the label, and the first reporter behind it
_NUMBER_WIDTH, _LABEL_WIDTH, _TOTAL_WIDTH, _COVERAGE_WIDTH = 5.0, 43.0, 9.0, 7.0
ROW, BAND = 19.0, 20.0  # heights, in points


@record
class Reporter:
    """A column of a table: what its cells' names begin with, what stands at its head, what it reports.

    asked: the indicators that it has to report; figures: those that it did.
    """

    id: str
    heads: tuple[str, ...]
    asked: Collection[str]
    figures: Mapping[str, Decimal]


class Reporters(Generic[_About]):
    """Reporters, each made when it comes by: tens of thousands are not to be held with all their figures."""

    def __init__(self, about: Collection[_About], make: Callable[[_About], Reporter]) -> None:
        """about: what each is about, of which `make` makes it."""
        self._about, self._make = about, make

    def __iter__(self) -> Iterator[Reporter]:
        return map(self._make, self._about)

    def __len__(self) -> int:
        return len(self._about)


@record
class AnnexTable:
    """A table of one sheet. corner: what the lines of the head are about."""

    title: str
    corner: tuple[str, ...]
    note: str
    reporters: Reporters[Any]
    indicators: Sequence[Indicator]
    width: float

    @property
    def last(self) -> int:
        """The last reporter's column; sum and coverage follow it."""
        return _FIRST + len(self.reporters) - 1


@record
class Drawn:
    """Where a table stands: its sheet, the row of each indicator, the first row below, its columns."""

    sheet: Worksheet
    rows: Mapping[str, int]
    below: int
    label: int
    first: int
    last: int


def draw_table(pen: Pen, release: Release, table: AnnexTable) -> Drawn:
    """The table on a sheet of its own, under its title and above its page number."""
    subtitle = figures_subtitle(table.note, release)
    sheet, top = open_sheet(pen, table.title, subtitle, release, table.last + 2)
    reporters = [table.width] * len(table.reporters)
    set_widths(sheet, (_NUMBER_WIDTH, _LABEL_WIDTH, *reporters, _TOTAL_WIDTH, _COVERAGE_WIDTH))
    row, rows = _draw_heads(pen, sheet, top, table), dict[str, int]()
    sheet.freeze_panes = sheet.cell(row, _FIRST).coordinate
    for section in release.declared.form.sections:
        mine = [i for i in table.indicators if section.has(i.item)]
        if mine:
            pen.block(sheet, (row, 1, row, table.last + 2), section.label, SECTION)
            sheet.row_dimensions[row].height = BAND
            row += 1
        for indicator in mine:
            _draw_row(pen, sheet, row, table, indicator, release)
            rows[indicator.id] = row
            row += 1
    set_up_print(sheet, release, (top, top + len(table.corner) - 1))
    return Drawn(sheet, rows, row, _LABEL, _FIRST, table.last)


def _draw_heads(pen: Pen, sheet: Worksheet, top: int, table: AnnexTable) -> int:
    """The lines of the head, between 序号 on the left and the sums on the right; the row below."""
    bottom = top + len(table.corner) - 1
    for column, text in ((1, "序号"), (table.last + 1, "合计"), (table.last + 2, "已报")):
        pen.block(sheet, (top, column, bottom, column), text, HEAD)
    for line, corner in enumerate(table.corner):
        row, look = top + line, SMALL_HEAD if line else HEAD
        pen.text(sheet, (row, _LABEL), corner, CENTRE)
        texts = [r.heads[line] for r in table.reporters]
        for column, text in enumerate(texts, _FIRST):
            pen.text(sheet, (row, column), text, look)
        heights = (height(sheet, (_FIRST, _FIRST), text, look.size) for text in texts)
        sheet.row_dimensions[row].height = max(heights)
    return bottom + 1


def _draw_row(
    pen: Pen, sheet: Worksheet, row: int, table: AnnexTable, indicator: Indicator, release: Release
) -> None:
    pen.text(sheet, (row, 1), indicator.item, CENTRE)
    pen.text(sheet, (row, _LABEL), indicator.label, LEFT)
    needed = height(sheet, (_LABEL, _LABEL), indicator.label, LEFT.size)
    sheet.row_dimensions[row].height = max(ROW, needed)
    for column, reporter in enumerate(table.reporters, _FIRST):
        if indicator.id in reporter.asked:
            value = reporter.figures.get(indicator.id)
            cell = pen.value(sheet, (row, column), indicator, value)
            pen.name(cell, f"{reporter.id}_{indicator.id}")
        else:
            pen.text(sheet, (row, column), NOTHING, MISSING)
    _draw_total(pen, sheet, row, table.last, release.totals[indicator.id])


def _draw_total(pen: Pen, sheet: Worksheet, row: int, last: int, total: Total) -> None:
    cells = f"{get_column_letter(_FIRST)}{row}:{get_column_letter(last)}{row}"
    pen.formula(sheet, (row, last + 1), sum_formula(total, cells), total)
    pen.text(sheet, (row, last + 2), total.coverage, CENTRE)


def sum_formula(total: Total, cells: str) -> str:
    """A live sum. SUM passes over texts; but where there is nothing else it makes a 0, which nobody reported."""
    if total.indicator.is_yesno:
        return (
            f'=IF(COUNTIF({cells},"是")>0,"是",IF(COUNTIF({cells},"否")>0,"否","{NOT_REPORTED}"))'
        )
    if total.value is None:
        return f'=IF(COUNT({cells})=0,"{NOT_REPORTED}",SUM({cells}))'
    return f"=SUM({cells})"
