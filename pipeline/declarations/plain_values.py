"""What one value of a declaration may be: of its type, a number that can be written, a text that stays a text."""

import math
from collections.abc import Collection
from datetime import date, datetime

_NAMES: dict[type, str] = {
    str: "文字",
    int: "整数",
    float: "数",
    list: "列表",
    dict: "表",
    date: "日期",
    bool: "true或false",
}
LONGEST_LIST = 255  # characters that Excel takes in a drop-down
_LARGEST = 2**63 - 1  # what TOML promises; Python writes out no number of thousands of digits


def wrong_with(value: object, kind: type) -> str:
    """Why a value is none of `kind`, in the words of a fault; empty where it is one."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "数太大"
    is_kind = isinstance(value, kind) or (kind is float and type(value) is int)
    other = isinstance(value, (bool, datetime)) and kind is not bool  # an int, a date by birth only
    if not is_kind or other or (isinstance(value, float) and not math.isfinite(value)):
        return f"应为{_NAMES.get(kind, kind.__name__)}，写的是{_shown(value)}"
    return wrong_with_text(value) if isinstance(value, str) else ""


def wrong_with_text(text: str) -> str:
    """Why a text would not reach a cell or a page as it stands; empty where it does."""
    if any(c < " " and c not in "\n\t" for c in text):
        return "里面有看不见的控制字符"
    return "不能以“=”开头，表格软件会当成公式" if text.startswith("=") else ""


def wrong_with_choices(options: Collection[str]) -> str:
    """Why Excel would not offer these in a drop-down as they stand; empty where it does."""
    if len(",".join(options)) > LONGEST_LIST or any(set(o) & set(',"') for o in options):
        return f"下拉列表一共不能超过{LONGEST_LIST}字，也不能有半角逗号、引号"
    return ""


def _shown(value: object) -> str:
    """A value as a message quotes it: of a list or a table only what it is, for it may hold anything."""
    return _NAMES[type(value)] if isinstance(value, (list, dict)) else str(value)
