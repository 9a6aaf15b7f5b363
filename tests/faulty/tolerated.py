"""What people do to a form and the form still says clearly: each must count exactly like the clean one."""

import zipfile
from collections.abc import Callable
from datetime import date

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.cells import at, packed, stored, unpacked, with_part
from tests.faulty.kind import Make, Tolerated, tolerated
from tests.faulty.making import (
    HANDMADE,
    LINKS,
    SHEET,
    edited,
    fire,
    handmade,
    replaced,
    retyped,
    whole,
    with_rows,
    without_names,
)

_COUNT, _MONEY = "fire_self_found", "fire_penalty_wan"  # 102 and 73.95
# name -> (cell, what stands there, why)
_WRITTEN: dict[str, tuple[str, object, str]] = {
    "text-number": (_COUNT, "102", "数存成了文字"),
    "wide-digits": (_COUNT, "１０２", "全角数字"),
    "spaces-around": (_COUNT, " 102 ", "前后有空格"),
    "hard-spaces": (_COUNT, "102\u00a0\u3000", "从网页粘贴来的空格"),
    "zero-width": (_COUNT, "\u200b102\ufeff", "看不见的空格"),
    "line-end": (_COUNT, "102\n", "多敲了回车"),
    "own-unit": (_COUNT, "102个", "带了本项的单位"),
    "own-unit-after-space": (_COUNT, "102 个", "带了本项的单位"),
    "amount-with-unit": (_MONEY, "73.95万元", "带了本项的单位"),
    "zeros-behind": (_MONEY, "73.9500", "小数后面补了零"),
    "formula": (_COUNT, stored("n", "102", "60+42"), "公式，有结果"),
    "formula-of-text": (_COUNT, stored("str", "102", '"10"&"2"'), "公式，结果是文字的数"),
    "binary-tail": (_COUNT, stored("n", "102.0000000001"), "相差不到十亿分之一"),
    "exponent": (_COUNT, stored("n", "1.02E+2"), "程序存成了科学计数法"),
    "decimals-shown": (_COUNT, stored("n", "102.0"), "存成了带小数点的整数"),
    "double": (_MONEY, stored("n", "73.950000000000003"), "双精度数的尾巴"),
}
_SPELT: dict[str, tuple[str, object, str]] = {
    "month-dashes": ("fire_period", "2023-07", "报告期写成2023-07"),
    "month-dots": ("fire_period", "2023.7", "报告期写成2023.7"),
    "month-slash": ("fire_period", "2023/07", "报告期写成2023/07"),
    "month-fen": ("fire_period", "2023年7月份", "报告期写成7月份"),
    "month-wide": ("fire_period", "２０２３年７月", "报告期用全角数字"),
    "month-spaces": ("fire_period", " 2023 年 7 月 ", "报告期里有空格"),
    "unit-short": ("fire_unit", "消防大队", "填报单位写简称"),
    "unit-spaces": ("fire_unit", "区 消防救援大队 ", "填报单位里有空格"),
    "sector-long": ("fire_sector", "消防领域", "行业领域写全了"),
    "basis-spaces": ("fire_basis", " 累计 ", "口径前后有空格"),
}
_ASKED: dict[str, tuple[str, object, str]] = {
    "no-reporter": ("fire_reporter", None, "没有写填报人"),
    "no-phone": ("fire_phone", None, "没有写电话"),
    "locked-cell-filled": ("fire_study_sessions", 3, "在不由本表填的格里写了数"),
    "remarks-hostile": ("fire_remarks", "=cmd|' /C calc'!A0 <script>{{7*7}}", "情况说明里写了代码"),
    "remarks-long": ("fire_remarks", "长" * 9000, "情况说明写了九千字"),
}
_TOLD = {"no-reporter": "heading_blank", "no-phone": "heading_blank", "locked-cell-filled": "filled_elsewhere"}


def _typed(name: str, cell: str, value: object, why: str, *told: str) -> Tolerated:
    return tolerated(name, why, lambda: retyped({cell: value}), *told)


def _zeros() -> bytes:
    """Blanks of a unit that says 空白项按0计, where nothing has happened so far."""
    return retyped({"power_penalty_count": None, "power_transferred": None, "power_blanks_are_zero": "是"})


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


def _dress(sheet: Worksheet) -> None:
    sheet["E9"].comment = Comment("已核", "审核人")
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.protection.sheet = "A9", "A9:I28", False


def _first_day(sheet: Worksheet) -> None:
    cell = sheet[at(whole(), "fire_period")[1]]
    cell.value, cell.number_format = date(2023, 7, 1), 'yyyy"年"m"月"'


def _prefixed(xml: bytes) -> bytes:
    xml = xml.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
    return xml.replace(b" xmlns=", b" xmlns:x=")


def _strict(xml: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return xml.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")


def _every_part(change: Callable[[bytes], bytes]) -> Make:
    return lambda: packed({n: change(x) for n, x in unpacked(whole()).items()})


def _far(cell: str) -> Make:
    return lambda: with_rows(f'<row r="1048576"><c r="XFD1048576" {cell}</c></row>')


TOLERATED = (
    *(_typed(n, *told, "read_as") for n, told in _WRITTEN.items() if n not in ("exponent", "decimals-shown", "double")),
    *(_typed(n, *_WRITTEN[n]) for n in ("exponent", "decimals-shown", "double")),
    *(_typed(n, *told) for n, told in _SPELT.items()),
    *(_typed(n, *told, *filter(None, [_TOLD.get(n)])) for n, told in _ASKED.items()),
    tolerated("blanks-that-are-zero", "空白项按0计选了是", _zeros, unit="grid"),
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
    tolerated("rows-hidden", "隐藏了几行", _sheet(_hide_rows)),
    tolerated("dressed", "加了批注、冻结、筛选，取消了保护", _sheet(_dress)),
    tolerated("note-in-the-margin", "表外写了一个数", _sheet(lambda s: s.__setitem__("L12", 12)), "stray_number"),
    tolerated("handmade", "按附件2的样子自己做的表", lambda: handmade(HANDMADE), "handmade"),
    tolerated("stray-number-far-away", "表格最远的角上有一个数", _far("><v>1</v>"), waits_for="formats"),
    tolerated("stray-space-far-away", "表格最远的角上有一个空格", _far('t="str"><v> </v>'), waits_for="formats"),
    tolerated("dimension-too-small", "文件自称只有一格", lambda: replaced('ref="A1:I30"', 'ref="A1"')),
    tolerated("dimension-too-large", "文件自称占满整张表", lambda: replaced('ref="A1:I30"', 'ref="A1:XFD1048576"')),
    tolerated("dimension-nonsense", "文件自称的范围不成话", lambda: replaced('ref="A1:I30"', 'ref="?"')),
    tolerated("utf-16", "内部文件用UTF-16", _every_part(lambda x: x if x.startswith(b"<?") else x.decode().encode("utf-16"))),
    tolerated("byte-order-mark", "内部文件带字节顺序标记", _every_part(lambda x: x if x.startswith(b"<?") else b"\xef\xbb\xbf" + x)),
    tolerated("prefixed", "另一种程序写的XML", lambda: with_part(whole(), SHEET, _prefixed)),
    tolerated("strict", "Strict格式", _every_part(_strict)),
    tolerated("not-packed", "没有压缩", lambda: packed(unpacked(whole()), zipfile.ZIP_STORED)),
    tolerated("parts-reversed", "内部文件的顺序倒过来", lambda: packed(dict(reversed(unpacked(whole()).items())))),
    tolerated("relative-links", "关系用相对路径", lambda: replaced('Target="/xl/', 'Target="', LINKS, 9)),
    tolerated("under-xls.xls", "扩展名是xls，里面是xlsx", _by("甲")),
    tolerated("under-pdf.pdf", "扩展名是pdf", _by("乙")),
    tolerated("under-csv.csv", "扩展名是csv", _by("丙")),
    tolerated("no-extension.", "没有扩展名", _by("丁")),
    tolerated("交警大队6月.xlsx", "文件名是别的单位、别的月份", _by("戊"), "name_differs"),
)  # fmt: skip
