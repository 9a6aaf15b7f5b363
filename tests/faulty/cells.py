"""What a value cell must not hold though it looks like one: dates, percents, errors, formulas, odd numbers, merges."""

from datetime import date, datetime, time

from openpyxl import Workbook

from tests.faulty.kind import Faulty, returned
from tests.faulty.making import fire, retyped, whole
from tests.support.cells import at, stored
from tests.support.workspaces import JULY, form

_CELL = "fire_self_found"  # a count

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
    "half": (stored("n", "102.5"), "not_whole", "个数带小数"),
    "too-large": (stored("n", "20001"), "too_large", "多打了数字"),
}  # fmt: skip


def _stored(name: str, cell: str, what: str, why: str) -> Faulty:
    return returned(name, why, lambda: retyped({_CELL: cell}), what, _CELL)


def _shown_as(name: str, value: object, format_: str, what: str, why: str) -> Faulty:
    """A number that a cell's format shows as something else."""

    def edit(book: Workbook) -> None:
        sheet, ref = at(whole(), _CELL)
        book[sheet][ref].number_format = format_

    def make() -> bytes:
        return form("rescue", JULY, {_CELL: value}, edit=edit)

    return returned(name, why, make, what, _CELL)


def _merged() -> bytes:
    first, second = (at(whole(), f"fire_{i}")[1] for i in ("self_found", "dept_found"))
    return fire(lambda sheet: sheet.merge_cells(f"{first}:{second}"))


def _covered_by_its_label() -> bytes:
    ref = at(whole(), _CELL)[1]
    return fire(lambda sheet: sheet.merge_cells(f"C{ref[1:]}:{ref}"))


FAULTY = (
    *(_stored(name, *told) for name, told in _STORED.items()),
    _shown_as("date", date(2023, 3, 5), "m/d", "date_cell", "3/5被自动变成了日期"),
    _shown_as("moment", datetime(2023, 3, 5, 9, 30), "yyyy-mm-dd h:mm", "date_cell", "带时间的日期"),
    _shown_as("time", time(12, 30), "h:mm", "date_cell", "12:30被自动变成了时间"),
    _shown_as("percent", 1, "0%", "percent_cell", "百分比格式，显示100%存的是1"),
    _shown_as("percent-two-decimals", 0.5, "0.00%", "percent_cell", "百分比格式"),
    returned("hidden-under-a-merge", "两格合并，下面一格看不见了", _merged, "merged_cell", "fire_dept_found"),
    returned("merged-with-its-label", "和指标名称合并成了一格", _covered_by_its_label, "merged_cell", _CELL),
)  # fmt: skip
