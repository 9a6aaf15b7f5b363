"""What a value cell must not hold: texts, dates, percents, errors, formulas and numbers that count nothing."""

from datetime import date, datetime, time

from openpyxl import Workbook

from tests.cells import at, stored
from tests.faulty.kind import Faulty, returned
from tests.faulty.making import fire, retyped, whole
from tests.workspaces import JULY, form

_CELL = "fire_self_found"  # a count in 个
_MONEY = "fire_penalty_wan"

# name -> (the text typed for a count, why it is none)
_TEXTS = {
    "about": ("约30", "大约数"),
    "more-or-less": ("30左右", "大约数"),
    "enterprises-or-so": ("12家左右", "大约数"),
    "at-least": ("≥12", "带比较号"),
    "more-than": ("12个以上", "带“以上”"),
    "two-numbers": ("12、15", "一格两个数"),
    "two-numbers-with-and": ("12和15", "一格两个数"),
    "two-lines": ("12\n15", "一格两行"),
    "sum-in-words": ("12+3", "写成了算式"),
    "fraction": ("12/15", "写成了分数"),
    "date-as-text": ("3月5日", "写成了日期"),
    "wide-comma": ("1，234", "全角逗号"),
    "grouping-wrong": ("1,23", "千分位不对"),
    "grouping-half": ("1234,567", "千分位不全"),
    "grouping-by-space": ("1 234", "用空格分千分位"),
    "underscore": ("1_000", "夹着下划线"),
    "nothing": ("无", "写了“无”"),
    "none-yet": ("暂无", "写了“暂无”"),
    "dash": ("-", "写了横线"),
    "long-dash": ("——", "写了破折号"),
    "slash": ("/", "写了斜杠"),
    "question": ("12？", "带问号"),
    "see-attachment": ("见附件", "写了“见附件”"),
    "as-last-month": ("同上月", "写了“同上月”"),
    "chinese-digits": ("十二", "中文数字"),
    "circled-digit": ("⑫", "带圈数字"),
    "superscript": ("12²", "上标"),
    "arabic-indic": ("١٢", "阿拉伯文数字"),
    "letter-o": ("1O", "字母O当成0"),
    "letter-l": ("l2", "字母l当成1"),
    "exponent": ("1e3", "科学计数法的文字"),
    "hexadecimal": ("0x1F", "十六进制"),
    "dot-at-the-end": ("12.", "小数点后没有数"),
    "dot-at-the-start": (".5", "小数点前没有数"),
    "plus": ("+5", "带加号"),
    "brackets": ("(5)", "会计写法的负数"),
    "minus-sign": ("−5", "数学负号"),
    "minus-behind": ("5-", "负号在后"),
    "percent-text": ("100%", "百分数的文字"),
    "wrong-unit": ("12家", "单位不是这一项的"),
    "persons": ("12人", "单位不是这一项的"),
    "not-a-number": ("NaN", "程序写的“非数”"),
    "not-available": ("N/A", "写了N/A"),
    "infinite": ("inf", "程序写的“无穷”"),
    "null": ("NULL", "数据库导出的空值"),
    "formula-as-text": ("=5+7", "公式写成了文字"),
    "apostrophe": ("'12", "撇号成了内容"),
    "escaped-tab": ("_x0009_12", "藏着制表符"),
    "sentence": ("本月共发现隐患12个，已整改11个。", "把情况写进了数字格"),
    "very-long": ("九" * 30_000, "三万字"),
}  # fmt: skip
_STORED = {
    "stored-text": (stored("n", "12个"), "not_a_number", "数字格里存的不是数"),
    "stored-nan": (stored("n", "NaN"), "not_a_number", "存的是“非数”"),
    "stored-infinite": (stored("n", "1e400"), "not_a_number", "存的数大到没有边"),
    "stored-hexadecimal": (stored("n", "0x1F"), "not_a_number", "存的是十六进制"),
    "stored-long": (stored("n", "9" * 400), "not_a_number", "存的数有四百位"),
    "stored-grouping": (stored("n", "1,234"), "not_a_number", "存的数带逗号"),
    "true": (stored("b", "1"), "boolean_cell", "逻辑值TRUE"),
    "false": (stored("b", "0"), "boolean_cell", "逻辑值FALSE"),
    "iso-date": (stored("d", "2023-03-05"), "date_cell", "存的是日期"),
    "formula-without-value": (stored("n", None, "SUM(A1:A9)"), "formula_without_value", "公式没有结果"),
    "link-without-value": (stored("str", "", "[1]台账!A1"), "formula_without_value", "引用别的文件，没有结果"),
    "formula-with-text": (stored("str", "约30", '"约"&30'), "not_a_number", "公式的结果是文字"),
    "formula-with-error": (stored("e", "#DIV/0!", "1/0"), "error_cell", "公式的结果是错误值"),
    "formula-with-truth": (stored("b", "1", "1=1"), "boolean_cell", "公式的结果是逻辑值"),
    **{
        f"error-{name.strip('#!?').replace('/', '-').lower()}": (stored("e", name), "error_cell", f"错误值{name}")
        for name in ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
    },
    "half": (102.5, "not_whole", "个数带小数"),
    "too-large": (20_001, "too_large", "多打了数字"),
}  # fmt: skip
_AMOUNTS = {
    "yuan": (356_000, "too_large", "元填成了万元"),
    "yuan-with-unit": ("356000元", "not_a_number", "单位写成了元"),
    "half-unit": ("35.6万", "not_a_number", "单位没有写全"),
    "currency-sign": ("¥35.6", "not_a_number", "带货币符号"),
    "decimal-comma": ("35,6", "not_a_number", "小数点写成了逗号"),
    "five-decimals": (73.95001, "not_whole", "不到一元"),
    "two-amounts": ("12次，35.6万元", "not_a_number", "次数和金额写在一格"),
}
_ANSWERS = {
    "yes-in-words": ("已播放", "不是“是”或“否”"),
    "yes-and-no": ("是/否", "没有选"),
    "yes-english": ("Y", "不是“是”或“否”"),
    "tick": ("√", "打了勾"),
    "one-for-yes": (1, "填了1"),
    "true-for-yes": (stored("b", "1"), "逻辑值"),
}


def _typed(
    name: str, cell: str, value: object, what: str, why: str, waits_for: str = ""
) -> Faulty:
    return returned(
        name, why, lambda: retyped({cell: value}), what, cell, waits_for=waits_for
    )


def _shown_as(
    name: str, value: object, format_: str, what: str, why: str, waits_for: str = ""
) -> Faulty:
    """A number that a cell's format shows as something else."""

    def edit(book: Workbook) -> None:
        sheet, ref = at(whole(), _CELL)
        book[sheet][ref].number_format = format_

    def make() -> bytes:
        return form("rescue", JULY, {_CELL: value}, edit=edit)

    return returned(name, why, make, what, _CELL, waits_for=waits_for)


def _merged() -> bytes:
    first, second = (at(whole(), f"fire_{i}")[1] for i in ("self_found", "dept_found"))
    return fire(lambda sheet: sheet.merge_cells(f"{first}:{second}"))


def _covered_by_its_label() -> bytes:
    ref = at(whole(), _CELL)[1]
    return fire(lambda sheet: sheet.merge_cells(f"C{ref[1:]}:{ref}"))


FAULTY = (
    *(_typed(n, _CELL, text, "not_a_number", f"{why}：数字格里是文字") for n, (text, why) in _TEXTS.items()),
    *(_typed(n, _CELL, *cell) for n, cell in _STORED.items()),
    _typed("negative", _CELL, -3, "negative", "负数", waits_for="rules"),
    *(_typed(n, _MONEY, *cell) for n, cell in _AMOUNTS.items()),
    *(_typed(n, "office_media_column", v, "not_yes_or_no", why) for n, (v, why) in _ANSWERS.items()),
    _shown_as("date", date(2023, 3, 5), "m/d", "date_cell", "3/5被自动变成了日期"),
    _shown_as("moment", datetime(2023, 3, 5, 9, 30), "yyyy-mm-dd h:mm", "date_cell", "带时间的日期"),
    _shown_as("time", time(12, 30), "h:mm", "date_cell", "12:30被自动变成了时间"),
    _shown_as("percent", 1, "0%", "percent_cell", "百分比格式，显示100%存的是1", "formats"),
    _shown_as("percent-two-decimals", 0.5, "0.00%", "percent_cell", "百分比格式", "formats"),
    returned("hidden-under-a-merge", "两格合并，下面一格看不见了", _merged, "merged_cell", "fire_dept_found"),
    returned("merged-with-its-label", "和指标名称合并成了一格", _covered_by_its_label, "merged_cell", _CELL),
)  # fmt: skip
