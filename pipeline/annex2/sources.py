"""The sheet behind Annex 2 that lists the cell of every value that counts; each total leads to its own."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, partial

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.page import open_sheet, sector_title, set_up_print, unit_title
from pipeline.drawing.figure_cells import number_format, stored_value
from pipeline.drawing.looks import Look, height, set_widths
from pipeline.drawing.pen import HEAD, Pen
from pipeline.drawing.xlsx_rows import PlainRow, PlainRows, plain_cell, side_by_side
from pipeline.figures.sources import Sources, SourceSheet, sources
from pipeline.ledger.masking import hidden_names, without_names
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.words.wording import NOTHING, chinese_date, chinese_time

_TITLE = "数据来源"
_HEADS = ("数值", "文件", "工作表", "单元格", "收到", "校验码（sha256）")
# The checksum is for programs, and for who compares files on the screen: whole and in one line, beside what is printed.
_COLUMNS, _PRINTED = 9, 8
_WIDTHS = (6.0, 42.0, 18.0, 9.0, 39.0, 12.0, 7.0, 15.0, 58.0)
_CENTRE, _LEFT, _NUMBER, _HASH = Look(9), Look(9, across="left"), Look(10), Look(9, across="left")
_LOOKS = (_CENTRE, _LEFT, _CENTRE, _NUMBER, _LEFT, _CENTRE, _CENTRE, _CENTRE, _HASH)
_VALUE = 4  # the column of the value
_LEAST_HEIGHT = 18.0
_TIP = "看这个合计由哪些单元格得来"


def add_source_sheet(pen: Pen, release: Release) -> None:
    """One row a value that counts, those of one indicator together; the totals drawn before link to them."""
    found = sources(release, partial(without_names, names=hidden_names(release)))
    count = sum(map(found.count, found))
    is_listed = 0 < count <= release.declared.bulletin.limits.sources
    sheet, top = open_sheet(pen, _TITLE, _subtitle(pen, count, release), release, _PRINTED)
    set_widths(sheet, _WIDTHS)
    if is_listed:
        rows = _SourceRows(pen, sheet, top, found, release)
        pen.added[_TITLE] = PlainRows(top + 1, count, _COLUMNS, rows.of(found))
    for column, head in enumerate(_heads(release), 1):
        pen.text(sheet, (top, column), head, HEAD)
    sheet.row_dimensions[top].height = _LEAST_HEIGHT
    sheet.freeze_panes = f"A{top + 1}"
    set_up_print(sheet, release, (top, top))
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    last = top + count * is_listed
    sheet.print_area = f"A1:{get_column_letter(_PRINTED)}{last}"
    if is_listed:
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(_COLUMNS)}{last}"
        _link_totals(pen, found, top + 1)


def _subtitle(pen: Pen, count: int, release: Release) -> str:
    """How many values there are, and how to get from a total to them; of too many where they are listed."""
    cutoff = chinese_date(release.declared.campaign.cutoff(release.period))
    if count > release.declared.bulletin.limits.sources:
        return f"截至{cutoff}，共{count}个数，本表列不下，逐格列在同一文件夹的figures.csv"
    return f"截至{cutoff}，共{count}个数　点{_tables(pen, release)}的合计，就到相加的各数"


def _heads(release: Release) -> tuple[str, ...]:
    roster = release.declared.roster
    who = f"{roster.terms.sector}（单位）" if roster.has_sectors else roster.terms.sector
    return ("序号", "指标", who, *_HEADS)


def _tables(pen: Pen, release: Release) -> str:
    """The sheets with totals, as the subtitle names them."""
    roster = release.declared.roster
    drawn = [t for t in (sector_title(roster), unit_title(roster)) if t in pen.book.sheetnames]
    return "".join(f"“{t}”" for t in drawn) + ("两表" if len(drawn) > 1 else "表")


class _SourceRows:
    """Makes the rows; what comes back in many of them is made once: an indicator's cells, and those of a sheet."""

    def __init__(
        self, pen: Pen, sheet: Worksheet, top: int, found: Sources, release: Release
    ) -> None:
        """Try the looks on the cells of the head, which is written afterwards."""
        self._indicators = release.declared.form.indicators
        self._styles = [pen.style(sheet, (top, n), look) for n, look in enumerate(_LOOKS, 1)]
        self._number = cache(partial(pen.style, sheet, (top, _VALUE), _NUMBER))
        for name in found:
            # In the order of the rows, in which a workbook numbers its looks.
            of = partial(number_format, self._indicators[name])
            numbers = found.numbers(name)
            for shown in dict.fromkeys(of(int(n) if n.is_integer() else n) for n in numbers):
                self._number(shown)
        self._sheet = sheet
        self._text, self._room = cache(self._texted), cache(self._needed)
        self._shared = cache(self._of_origin)

    def of(self, found: Sources) -> Iterator[PlainRow]:
        """The rows in the order of the form."""
        for name in found:
            yield from self._of_one(self._indicators[name], found)

    def _of_one(self, indicator: Indicator, found: Sources) -> Iterator[PlainRow]:
        least = max(_LEAST_HEIGHT, self._room(2, indicator.label))
        first = self._text(1, indicator.item) + self._text(2, indicator.label)
        valued = cache(partial(self._valued, indicator))
        for origin, value, cell in found.cells(indicator.id):
            height, who, where, when = self._shared(origin)
            cells = f"{first}{who}{valued(value)}{where}{self._text(7, cell)}{when}"
            yield PlainRow(max(least, height), cells)

    def _of_origin(self, origin: SourceSheet) -> tuple[float, str, str, str]:
        """The height and the cells of all values of an origin, but for value and reference, which stand between."""
        came = chinese_time(origin.received_at) if origin.received_at else NOTHING
        return (
            max(self._room(5, origin.file), self._room(6, origin.sheet)),
            self._text(3, origin.reporter),
            self._text(5, origin.file) + self._text(6, origin.sheet),
            self._text(8, came) + self._text(9, origin.sha256),
        )

    def _valued(self, indicator: Indicator, value: Decimal) -> str:
        stored = stored_value(indicator, value)
        style = self._number(number_format(indicator, stored))
        return side_by_side([plain_cell(stored, style)], _VALUE)

    def _texted(self, column: int, text: str) -> str:
        return side_by_side([plain_cell(text, self._styles[column - 1])], column)

    def _needed(self, column: int, text: str) -> float:
        """The height that a text of any length needs."""
        return height(self._sheet, (column, column), text, _LOOKS[column - 1].size)


def _link_totals(pen: Pen, found: Sources, row: int) -> None:
    """From each total to its values: selected together, so that the program's own sum of them is seen too."""
    for name in found:
        if count := found.count(name):
            letter, last = get_column_letter(_VALUE), row + count - 1
            place = f"{quote_sheetname(_TITLE)}!{letter}{row}:{letter}{last}"
            pen.sums[name].hyperlink = Hyperlink(ref="", location=place, tooltip=_TIP)
            row = last + 1
