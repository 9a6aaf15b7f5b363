"""Names and texts that want to be run, shown as something else or written elsewhere; each in a form with a fault."""

from tests.faulty.kind import Faulty, returned
from tests.faulty.making import retyped

_TEXTS = {
    "formula": ("=cmd|' /C calc'!A0", "公式"),
    "formula-at": ("@SUM(1+1)*cmd|' /C calc'!A0", "公式"),
    "formula-plus": ("+1+cmd|' /C calc'!A0", "公式"),
    "formula-link": ('=HYPERLINK("https://example.org?"&A1,"点这里")', "带网址的公式"),
    "script": ("<script>alert(1)</script>", "网页脚本"),
    "image": ('"><img src=x onerror=alert(1)>', "网页标记"),
    "template": ("{{ 7*7 }}{% for x in y %}", "模板代码"),
    "braces": ("{unit.__class__}", "格式代码"),
    "markdown": ("![x](https://example.org/x.png) | **a** | `b`", "Markdown标记"),
    "path": ("../../../../etc/passwd", "路径"),
    "escape": ("_x001B_[2J_x001B_[31m红", "终端控制符"),
    "right-to-left": ("\u202exslx.exe", "反向书写符"),
    "invisible": ("\u200b\u2060\ufeff", "看不见的字"),
    "line-breaks": ("a\r\nb\u2028c", "换行"),
    "very-long": ("长" * 20_000, "两万字"),
    "emoji": ("👩‍👩‍👧‍👦" * 50, "表情符号"),
}  # fmt: skip
_NAMES = {
    "=cmd.xlsx": "文件名像公式",
    "<b>bold<b>.xlsx": "文件名带网页标记",
    "{{ name }}.xlsx": "文件名带模板代码",
    "-rf.xlsx": "文件名像命令选项",
    "a\nb.xlsx": "文件名里有换行",
    "a\x1b[31m.xlsx": "文件名里有终端控制符",
    "\u202excod.xlsx": "文件名里有反向书写符",
    "a'b\"c;d|e&f.xlsx": "文件名里有引号和管道符",
    " .xlsx": "文件名是空格",
    "CON.xlsx": "文件名是系统保留字",
    "名" * 83 + ".xlsx": "文件名长到极限",
    "\udcbd\udcf1\udcb7.xlsx": "文件名是GBK字节",
    "消防7月（最终版2）改 的副本.xlsx": "文件名改了又改",
}


def _in_heading(name: str, text: str, why: str) -> Faulty:
    """Such a text where the unit's name should stand: wrong, whatever else it is."""
    return returned(
        f"{name}-for-a-unit", f"填报单位里是{why}", lambda: retyped({"fire_unit": text}), "unit_wrong", "fire_unit"
    )  # fmt: skip


def _in_value(name: str, text: str, why: str) -> Faulty:
    return returned(
        f"{name}-for-a-number",
        f"数字格里是{why}",
        lambda: retyped({"fire_self_found": text}),
        "not_a_number",
        "fire_self_found",
    )


def _under_name(file: str, why: str, number: int) -> Faulty:
    """A faulty form under such a name; each its own, or all but one were duplicates."""
    changes = {"fire_self_fixed": 500 + number}
    return returned(file, why, lambda: retyped(changes), "H1", "fire_self_fixed")


FAULTY = (
    *(_in_heading(name, *told) for name, told in _TEXTS.items()),
    *(_in_value(name, *told) for name, told in _TEXTS.items() if name != "invisible"),
    *(_under_name(file, why, number) for number, (file, why) in enumerate(_NAMES.items())),
)
