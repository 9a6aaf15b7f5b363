"""What people do to a workbook that still says what it said: each counts exactly like the clean one."""

from collections.abc import Callable
from datetime import date

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.faulty.kind import Make, tolerated
from tests.faulty.making import (
    HANDMADE,
    SHEET,
    edited,
    fire,
    handmade,
    replaced,
    retyped,
    whole,
    without_names,
)
from tests.support.cells import at, unpacked


def _by(reporter: str) -> Make:
    """The right form by another clerk; or all but one were duplicates."""
    return lambda: retyped({"fire_reporter": reporter})


def _sheet(edit: Callable[[Worksheet], None]) -> Make:
    return lambda: fire(edit)


def _book(edit: Callable[[Workbook], None]) -> Make:
    return lambda: edited(edit)


def _insert(sheet: Worksheet, insert: Callable[[Worksheet], None]) -> None:
    """Put rows or columns in as a tool does that moves neither merges nor names."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    insert(sheet)


def _bare(insert: Callable[[Worksheet], None]) -> Make:
    def edit(book: Workbook) -> None:
        without_names(book)
        _insert(book["消防"], insert)

    return lambda: edited(edit)


def _copy(book: Workbook) -> None:
    book.copy_worksheet(book["消防"]).title = "消防 (备份)"


def _hide(book: Workbook) -> None:
    book["消防"].sheet_state = "hidden"


def _hide_rows(sheet: Worksheet) -> None:
    for row in range(12, 16):
        sheet.row_dimensions[row].hidden = True


def _filter_rows(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A9:I28"
    sheet.auto_filter.add_filter_column(4, ["0"])
    _hide_rows(sheet)


def _fold_rows(sheet: Worksheet) -> None:
    sheet.row_dimensions.group(12, 15, hidden=True)


def _flat_row() -> bytes:
    rows = unpacked(whole())[SHEET].decode().split("<row ")
    tag = next(r for r in rows if r.startswith('r="12"')).partition(">")[0]
    return replaced(tag, 'r="12" ht="0" customHeight="1"')


def _whiten(sheet: Worksheet) -> None:
    sheet[at(whole(), "fire_self_found")[1]].font = Font(color="FFFFFFFF")


def _hide_column(sheet: Worksheet) -> None:
    sheet.column_dimensions[at(whole(), "fire_self_found")[1].rstrip("0123456789")].hidden = True


def _beyond() -> bytes:
    return replaced("</cols>", '<col min="11" max="16384" width="0" hidden="1"/></cols>')


def _shown_as(code: str) -> Make:
    ref = at(whole(), "fire_penalty_wan")[1]
    return _sheet(lambda s: setattr(s[ref], "number_format", code))


def _dress(sheet: Worksheet) -> None:
    sheet["E9"].comment = Comment("已核", "审核人")
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.protection.sheet = "A9", "A9:I28", False


def _first_day(sheet: Worksheet) -> None:
    cell = sheet[at(whole(), "fire_period")[1]]
    cell.value, cell.number_format = date(2023, 7, 1), 'yyyy"年"m"月"'


ODD_BOOKS = (
    tolerated("month-first-day", "报告期变成了日期格式", _sheet(_first_day)),
    tolerated("sheet-renamed", "改了工作表名", _book(lambda b: setattr(b["消防"], "title", "7月"))),
    tolerated("sheets-reordered", "换了工作表的顺序", _book(lambda b: b.move_sheet("填表说明", -1))),
    tolerated("sheet-hidden", "把表隐藏了", _book(_hide), "hidden_sheet"),
    tolerated("ledger-inside", "加了一张台账", _book(lambda b: b.create_sheet("台账", 0).append((1, "某企业", 3)))),
    tolerated("copy-inside", "留了一张一模一样的备份", _book(_copy), "extra_copy"),
    tolerated("notes-deleted", "删了填表说明", _book(lambda b: b.remove(b["填表说明"]))),
    tolerated("marks-deleted", "删了隐藏的标记页", _book(lambda b: b.remove(b["_form"])), "marks_lost"),
    tolerated("names-lost", "单元格名称全丢了（另存过别的格式）", _book(without_names), "located"),
    tolerated("row-inserted", "上面插了一行", _bare(lambda s: s.insert_rows(1)), "located"),
    tolerated("row-inserted-inside", "中间插了一行", _bare(lambda s: s.insert_rows(12)), "located"),
    tolerated("column-inserted", "左边插了一列", _bare(lambda s: s.insert_cols(1)), "located"),
    tolerated("rows-hidden", "隐藏了几行", _sheet(_hide_rows), "hidden_cells"),
    tolerated("rows-filtered", "筛选掉了几行", _sheet(_filter_rows), "hidden_cells"),
    tolerated("rows-folded", "几行分级显示，收起来了", _sheet(_fold_rows), "hidden_cells"),
    tolerated("row-without-height", "一行的行高是0", _flat_row, "hidden_cells"),
    tolerated("column-hidden", "把填数的一列隐藏了", _sheet(_hide_column), "hidden_cells"),
    tolerated("columns-hidden-beyond", "表右边的列全隐藏了", _beyond),
    tolerated("white-letters", "数是白色的字", _sheet(_whiten), "hidden_cells"),
    tolerated("amount-without-decimals", "金额只显示整数，73.95显示成74", _shown_as("0"), "rounded_cell"),
    tolerated("amount-as-fraction", "金额显示成分数", _shown_as("# ?/?"), "rounded_cell"),
    tolerated("amount-with-two-decimals", "金额显示两位小数，一分不差", _shown_as("#,##0.00")),
    tolerated("dressed", "加了批注、冻结、筛选，取消了保护", _sheet(_dress), "aside_text"),
    tolerated("note-in-the-margin", "表外写了一个数", _sheet(lambda s: s.__setitem__("L12", 12)), "stray_number"),
    tolerated("handmade", "按附件2的样子自己做的表", lambda: handmade(HANDMADE), "handmade"),
    tolerated("under-xls.xls", "扩展名是xls，里面是xlsx", _by("甲")),
    tolerated("under-pdf.pdf", "扩展名是pdf", _by("乙")),
    tolerated("under-csv.csv", "扩展名是csv", _by("丙")),
    tolerated("no-extension.", "没有扩展名", _by("丁")),
    tolerated("交警大队6月.xlsx", "文件名是别的单位、别的月份", _by("戊"), "name_differs"),
)  # fmt: skip
