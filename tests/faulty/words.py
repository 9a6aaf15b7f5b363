"""Words and signs where a number or 是 or 否 should stand: what people type, and never guessed."""

from tests.faulty.kind import Faulty, returned
from tests.faulty.making import retyped
from tests.support.cells import stored

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


def _typed(name: str, cell: str, value: object, what: str, why: str) -> Faulty:
    return returned(name, why, lambda: retyped({cell: value}), what, cell)


FAULTY = (
    *(_typed(name, "fire_self_found", text, "not_a_number", why) for name, (text, why) in _TEXTS.items()),
    *(_typed(name, "fire_penalty_wan", *amount) for name, amount in _AMOUNTS.items()),
    *(_typed(name, "office_media_column", text, "not_yes_or_no", why) for name, (text, why) in _ANSWERS.items()),
)  # fmt: skip
