"""Ways to write a cell that still say clearly what is meant: each form counts exactly like the clean one."""

from tests.faulty.kind import Tolerated, tolerated
from tests.faulty.making import retyped
from tests.support.cells import stored

_COUNT, _MONEY = "fire_self_found", "fire_penalty_wan"  # 102 and 73.95
_Written = tuple[str, object, str]  # the cell, what stands there, why
_READ_AS: dict[str, _Written] = {
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
    "formula-elsewhere": (_COUNT, stored("n", "102", "[1]台账!A1"), "引用别的文件，有结果"),
    "binary-tail": (_COUNT, stored("n", "102.0000000001"), "相差不到十亿分之一"),
}
_STORED: dict[str, _Written] = {
    "exponent": (_COUNT, stored("n", "1.02E+2"), "程序存成了科学计数法"),
    "decimals-shown": (_COUNT, stored("n", "102.0"), "存成了带小数点的整数"),
    "double": (_MONEY, stored("n", "73.950000000000003"), "双精度数的尾巴"),
    "rich-text-heading": (
        "fire_unit",
        ' t="inlineStr"><is><r><t>区消防</t></r><r><t>救援大队</t></r></is></c>',
        "填报单位一半加了粗",
    ),
    "phonetic-heading": (
        "fire_unit",
        ' t="inlineStr"><is><t>区消防救援大队</t><rPh sb="0" eb="1"><t>qu</t></rPh></is></c>',
        "填报单位带拼音",
    ),
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
    "remarks-hostile": ("fire_remarks", "=cmd|' /C calc'!A0 <script>{{7*7}}", "情况说明里写了代码"),
    "remarks-long": ("fire_remarks", "长" * 9000, "情况说明写了九千字"),
}


def _typed(name: str, cell: str, value: object, why: str, *told: str) -> Tolerated:
    return tolerated(name, why, lambda: retyped({cell: value}), *told)


def _zeros() -> bytes:
    """Blanks of a unit that says 空白项按0计, where nothing has happened so far."""
    blanks: dict[str, object] = {"power_penalty_count": None, "power_transferred": None}
    return retyped({**blanks, "power_blanks_are_zero": "是"})


ODD_CELLS = (
    *(_typed(name, *written, "read_as") for name, written in _READ_AS.items()),
    *(_typed(name, *written) for name, written in _STORED.items()),
    _typed("no-reporter", "fire_reporter", None, "没有写填报人", "heading_blank"),
    _typed("no-phone", "fire_phone", None, "没有写电话", "heading_blank"),
    _typed("locked-cell", "fire_study_sessions", 3, "在不由本表填的格里写了数", "filled_elsewhere"),
    tolerated("blanks-that-are-zero", "空白项按0计选了是", _zeros, unit="grid"),
)
