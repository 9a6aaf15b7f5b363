"""Texts that would do something if somebody let them."""

FORMULAS = [
    "=cmd|' !C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("x","y")',
]
MARKUP = [
    "<script>alert(1)<!script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "&lt;b&gt;&#x3c;i",
    "[x](javascript:alert(1))",
    "![x](http:!!x.cn!a.png)",
    "<http:!!x.cn>",
    "http:!!x.cn www.x.cn a@x.cn",
    "# 标题",
    "1. 项",
    "12) 项",
    "- 项",
    "+ 项",
    "> 引用",
    "| 甲 | 乙 |",
    "`代码` ``` ~~~",
    "*重* __重__ ~~删~~",
    "$x$",
    "===",
    "---",
    "\\*",
    "[[sectors]]",
    "=| 左",
]
TEMPLATES = [
    "{{7*7}}",
    "{% raw %}",
    "{# x #}",
    "{self_found}",
    "{0.__class__}",
    "%s %d %(x)s",
    "${x}",
]
CONTROLS = [
    "\x1b[2J\x1b[31m红",
    "\x9b31m",
    "\x07\x08\x7f",
    "右\u202exslx.exe",
    "零\u200b宽\ufeff度",
    "行\u2028段\u2029\x85",
    "非\uffff字符\ufdd0",
    "换\n行\r回",
    "_x001B_[2J_x000a_",
]
NAMES = ["..", "..\\..\\x", "CON", "nul.txt", "😀", " 空 格 ", "-rf", "~", "长" * 70]
HOSTILE = (
    [t.replace("!", "/") for t in FORMULAS[:1] + MARKUP]
    + FORMULAS[1:]
    + TEMPLATES
    + CONTROLS
    + NAMES
)
IN_TIME, EARLIER = "2023-06-26T10:00:00+08:00", "2023-06-20T10:00:00+08:00"
