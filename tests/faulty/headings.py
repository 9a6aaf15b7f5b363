"""Headings that are blank, wrong or contradict each other: whose form it is, which sector, month and basis."""

from datetime import date

from tests.faulty.kind import Fault, Faulty, returned
from tests.faulty.making import fire, retyped, whole
from tests.support.cells import at

# name -> (heading, what is typed there, the case, why)
_HEADINGS: dict[str, tuple[str, object, str, str]] = {
    "unit-blank": ("unit", None, "unit_wrong", "填报单位空着"),
    "unit-unknown": ("unit", "消防科", "unit_wrong", "填报单位不在名单里"),
    "unit-with-clerk": ("unit", "区消防救援大队 张三", "unit_wrong", "填报单位里写了人名"),
    "unit-number": ("unit", 119, "unit_wrong", "填报单位填了数字"),
    "unit-another": ("unit", "区规划建设局", "another_unit", "拿了别的单位的表来填，标题栏与标记不一致"),
    "unit-office": ("unit", "区安委会办公室", "another_unit", "填报单位写成了报送对象"),
    "sector-blank": ("sector", None, "sector_wrong", "行业领域空着"),
    "sector-another": ("sector", "燃气", "sector_wrong", "行业领域是别的领域"),
    "sector-unknown": ("sector", "森林防火", "sector_wrong", "行业领域不在附件1里"),
    "sector-two": ("sector", "消防、燃气", "sector_wrong", "一张表写了两个领域"),
    "month-blank": ("period", None, "period_wrong", "报告期空着"),
    "month-without-year": ("period", "7月", "period_wrong", "报告期没有年份"),
    "month-13": ("period", "2023年13月", "period_wrong", "没有这个月"),
    "month-in-words": ("period", "二〇二三年七月", "period_wrong", "报告期写成中文数字"),
    "month-quarter": ("period", "2023年第三季度", "period_wrong", "报告期写成季度"),
    "month-range": ("period", "2023年6-7月", "period_wrong", "报告期写了两个月"),
    "month-day": ("period", "2023年7月28日", "period_wrong", "报告期写成了日期"),
    "month-short-year": ("period", "23年7月", "period_wrong", "年份只写两位"),
    "month-number": ("period", 202307, "period_wrong", "报告期是一个数"),
    "month-error": ("period", "#REF!", "period_wrong", "报告期是错误值"),
    "month-before": ("period", "2023年5月", "period_outside", "行动开始报送以前的月份"),
    "month-last-year": ("period", "2022年7月", "period_outside", "年份错成去年"),
    "month-next-year": ("period", "2024年7月", "period_outside", "年份错成明年"),
    "basis-month": ("basis", "当月", "basis_wrong", "口径选成了当月"),
    "basis-blank": ("basis", None, "basis_wrong", "口径空着"),
    "basis-odd": ("basis", "累计和当月", "basis_wrong", "口径写了两种"),
    "zero-word-yes": ("blanks_are_zero", "是的", "zero_word", "“空白项按0计”没有选是或否"),
    "zero-word-y": ("blanks_are_zero", "Y", "zero_word", "“空白项按0计”填了字母"),
    "zero-word-tick": ("blanks_are_zero", "√", "zero_word", "“空白项按0计”打了勾"),
    "zero-word-zero": ("blanks_are_zero", 0, "zero_word", "“空白项按0计”填了0"),
}  # fmt: skip


def _heading(name: str, heading: str, text: object, what: str, why: str) -> Faulty:
    cell = f"fire_{heading}"
    return returned(name, why, lambda: retyped({cell: text}), what, cell)


def _label_changed() -> bytes:
    ref = at(whole(), "fire_unit")[1]
    return fire(lambda sheet: sheet.__setitem__(f"A{ref[1:]}", "制表单位"))


def _a_day() -> bytes:
    def edit(sheet: object) -> None:
        cell = sheet[at(whole(), "fire_period")[1]]
        cell.value, cell.number_format = date(2023, 7, 28), "yyyy-mm-dd"

    return fire(edit)


FAULTY = (
    *(_heading(name, *told) for name, told in _HEADINGS.items()),
    returned("month-is-a-day", "报告期是日期格式的某一天", _a_day, "period_wrong", "fire_period"),
    returned(
        "months-differ",
        "同一本里两张表的报告期不一致",
        lambda: retyped({"gas_period": "2023年6月"}),
        "periods_differ",
        "gas_period",
    ),
    returned(
        "sectors-swapped",
        "两张表的行业领域写反了",
        lambda: retyped({"gas_sector": "建筑施工", "construction_sector": "燃气"}),
        "sector_wrong",
        "gas_sector",
        Fault("sector_wrong", "construction_sector"),
    ),
    returned(
        "two-sectors-in-one",
        "两个领域合在一张表里填",
        lambda: retyped({"construction_sector": "建筑施工、燃气"}),
        "sector_wrong",
        "construction_sector",
    ),
    returned(
        "heading-label-changed", "改了标题栏的名称", _label_changed, "heading_moved", "fire_unit"
    ),
)
