"""The sheet behind Annex 2 that lists the cell of every value that counts; each total leads to its own."""

from collections.abc import Iterator
from functools import cache, partial

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2_page import open_sheet, sector_title, set_up_print, unit_title
from pipeline.annex2_pen import HEAD, Pen, Stored, number_format, stored_value
from pipeline.drawing import Look, height, set_widths
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.sources import Source, Sources, sources
from pipeline.wording import NOTHING, chinese_date, chinese_time
from pipeline.xlsx_rows import PlainRow, PlainRows

_TITLE = "数据来源"
_HEADS = ("数值", "文件", "工作表", "单元格", "收到", "sha256")
_COLUMNS = 9
_WIDTHS = (6.0, 42.0, 18.0, 9.0, 39.0, 12.0, 7.0, 15.0, 34.0)
_CENTRE, _LEFT, _NUMBER, _HASH = Look(9), Look(9, across="left"), Look(10), Look(9, across="left")
_LOOKS = (_CENTRE, _LEFT, _CENTRE, _NUMBER, _LEFT, _CENTRE, _CENTRE, _CENTRE, _HASH)
_VALUE, _WRAPPED = 4, (2, 5, 6)  # columns: the value, and the texts of any length
_LEAST_HEIGHT = 24.0
_TIP = "看这个合计由哪些单元格得来"


def add_source_sheet(pen: Pen, release: Release) -> None:
    """One row a value that counts, those of one indicator together; the totals drawn before link to them."""
    found = sources(release)
    count = sum(map(found.count, found))
    is_listed = 0 < count <= release.declared.bulletin.limits.sources
    sheet, top = open_sheet(pen, _TITLE, _subtitle(pen, count, release), release, _COLUMNS)
    set_widths(sheet, _WIDTHS)
    if is_listed:
        rows = _Rows(pen, sheet, top, found, release)
        pen.added[_TITLE] = PlainRows(top + 1, count, _COLUMNS, rows.of(found))
    for column, head in enumerate(_heads(release), 1):
        pen.text(sheet, (top, column), head, HEAD)
    sheet.row_dimensions[top].height = _LEAST_HEIGHT
    sheet.freeze_panes = f"A{top + 1}"
    set_up_print(sheet, release, (top, top))
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    if is_listed:
        sheet.auto_filter.ref = f"A{top}:I{top + count}"
        _link_totals(pen, found, top + 1)


def _subtitle(pen: Pen, count: int, release: Release) -> str:
    """How many values there are, and how to get from a total to them; of too many where they are listed."""
    cutoff = chinese_date(release.declared.campaign.cutoff(release.month))
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


class _Rows:
    """Makes the rows; what a text needs is worked out once, for it comes back."""

    def __init__(
        self, pen: Pen, sheet: Worksheet, top: int, found: Sources, release: Release
    ) -> None:
        """Try the looks on the cells of the head, which is written afterwards."""
        self._indicators = release.declared.form.indicators
        self._styles = [pen.style(sheet, (top, n), look) for n, look in enumerate(_LOOKS, 1)]
        self._number = cache(partial(pen.style, sheet, (top, _VALUE), _NUMBER))
        for name in found:
            whole = dict.fromkeys(value.is_integer() for value in found.numbers(name))
            for (
                is_whole
            ) in whole:  # in the order of the rows, in which a workbook numbers its looks
                self._number(number_format(self._indicators[name], 0 if is_whole else 0.5))
        self._room = cache(partial(height, sheet))

    def of(self, found: Sources) -> Iterator[PlainRow]:
        """The rows in the order of the form."""
        for name, of_one in found.items():
            yield from (self._row(self._indicators[name], source) for source in of_one)

    def _row(self, indicator: Indicator, source: Source) -> PlainRow:
        texts, room = _texts(indicator, source), self._room
        needed = (room((n, n), texts[n - 1], _LOOKS[n - 1].size) for n in _WRAPPED)
        value = stored_value(indicator, source.value)
        cells: list[tuple[Stored, int]] = [*zip(texts, self._styles, strict=True)]
        cells[_VALUE - 1] = value, self._number(number_format(indicator, value))
        return PlainRow(max(_LEAST_HEIGHT, *needed), cells)


def _texts(indicator: Indicator, source: Source) -> tuple[str, ...]:
    """A row's texts; the value is put in the place of the empty one."""
    return (
        indicator.item,
        indicator.label,
        source.reporter,
        "",
        source.file,
        source.sheet,
        source.cell,
        chinese_time(source.received_at) if source.received_at else NOTHING,
        source.sha256,
    )


def _link_totals(pen: Pen, found: Sources, row: int) -> None:
    """From each total to its values: selected together, so that the program's own sum of them is seen too."""
    for name in found:
        if count := found.count(name):
            letter, last = get_column_letter(_VALUE), row + count - 1
            place = f"{quote_sheetname(_TITLE)}!{letter}{row}:{letter}{last}"
            pen.sums[name].hyperlink = Hyperlink(ref="", location=place, tooltip=_TIP)
            row = last + 1
