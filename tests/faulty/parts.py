"""Broken or hostile XML inside a package: entities, wrong places, strings that are not there, bombs."""

from tests.faulty.kind import Faulty, Make, unreadable
from tests.faulty.making import BOOK, LINKS, SHEET, replaced, whole, with_rows
from tests.support.cells import packed, unpacked, with_part

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_WIDE = "".join(f'<mergeCell ref="L{n}:XFD{n}"/>' for n in range(100, 120))
_MEGABYTE = 1024 * 1024


def _in_front(text: str, part: str = SHEET) -> Make:
    return lambda: with_part(whole(), part, lambda xml: text.encode() + xml)


def _doctype(inside: str, use: str = "") -> Make:
    """A document type before the sheet, and perhaps one of its entities used in a cell."""

    def change(xml: bytes) -> bytes:
        cell = f'<row r="40"><c r="L40" t="str"><v>{use}</v></c></row></sheetData>'
        return f"<!DOCTYPE worksheet [{inside}]>".encode() + xml.replace(
            b"</sheetData>", cell.encode()
        )

    return lambda: with_part(whole(), SHEET, change)


def _strings(reference: str) -> Make:
    """A cell that refers to a shared string, of which there are two."""

    def make() -> bytes:
        data = with_rows(f'<row r="40"><c r="L40" t="s"><v>{reference}</v></c></row>')
        strings = b"<sst><si><t>a</t></si><si><t>b</t></si></sst>"
        return packed(unpacked(data) | {"xl/sharedStrings.xml": strings})

    return make


def _cell(cell: str) -> Make:
    return lambda: with_rows(f'<row r="40">{cell}</row>')


def _cell_twice() -> bytes:
    return replaced('<c r="F9"', '<c r="E9"><v>9</v></c><c r="F9"')


def _merges(inside: str) -> Make:
    return lambda: replaced("<mergeCells", f"<mergeCells><!-- -->{inside}</mergeCells><mergeCells")


def _bomb(text: str, part: str = SHEET) -> Make:
    """Thirty megabytes of something, a few kilobytes when packed."""

    def change(xml: bytes) -> bytes:
        return xml.replace(b"<sheetData>", b"<sheetData>" + text.encode(), 1)

    return lambda: with_part(whole(), part, change)


def _many_cells() -> str:
    """A hundred thousand rows of six empty cells."""
    cells = "".join(f'<c r="{column}%d"/>' for column in "ABCDEF")
    rows = (f'<row r="{n}">{cells % ((n,) * 6)}</row>' for n in range(99, 100_099))
    return "".join(rows)


def _long_cell() -> str:
    return f'<row r="99"><c r="L99" t="str"><v>{"9" * 30 * _MEGABYTE}</v></c></row>'


def _with_pictures() -> bytes:
    pictures = {f"xl/media/{n}.png": bytes(31 * _MEGABYTE) for n in range(2)}
    return packed(unpacked(whole()) | pictures)


def _costly(file: str, why: str, make: Make) -> Faulty:
    return unreadable(file, why, make, "over_limit")


FAULTY = (
    unreadable("doctype", "内部文件带文档类型声明", _doctype("")),
    unreadable("entity", "用实体写数", _doctype('<!ENTITY a "12">', "&a;")),
    unreadable("billion-laughs", "实体炸弹", _doctype(f'<!ENTITY l0 "ha">{_LAUGHS}', "&l9;")),
    unreadable(
        "file-entity", "外部实体，想读系统文件", _doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;")
    ),
    unreadable("doctype-in-links", "关系文件带文档类型声明", _in_front("<!DOCTYPE a []>", LINKS)),
    unreadable("doctype-in-index", "目录带文档类型声明", _in_front("<!DOCTYPE a []>", BOOK)),
    unreadable(
        "doctype-unread", "没人读的内部文件带文档类型声明",
        _in_front("<!DOCTYPE a []>", "xl/theme/theme1.xml"),
    ),
    unreadable("no-end", "内部文件没有写完", lambda: replaced("</worksheet>", "")),
    unreadable("tags-crossed", "标记交错", lambda: replaced("</sheetData>", "</sheetDate>")),
    unreadable("two-roots", "内部文件有两个根", lambda: replaced("</worksheet>", "</worksheet><a/>")),
    unreadable("empty-sheet-part", "工作表的内容是空的", lambda: with_part(whole(), SHEET, lambda _: b"")),
    unreadable("zero-byte", "内部文件里有零字节", lambda: replaced("</v>", "\0</v>")),
    unreadable("forbidden-character", "内部文件里有不许有的字符", lambda: replaced("</v>", "&#1;</v>")),
    unreadable("unknown-encoding", "编码不明", _in_front('<?xml version="1.0" encoding="klingon"?>')),
    unreadable("wrong-encoding", "声明的编码不对", _in_front('<?xml version="1.0" encoding="utf-16"?>')),
    unreadable("cell-twice", "同一格写了两次，数不同", _cell_twice),
    unreadable("cell-in-row-0", "格的地址在第0行", _cell('<c r="L0"><v>1</v></c>')),
    unreadable("cell-in-small-letters", "格的地址是小写", _cell('<c r="l40"><v>1</v></c>')),
    unreadable("column-too-far", "格的列超出工作表", _cell('<c r="XFE40"><v>1</v></c>')),
    unreadable("row-too-far", "格的行超出工作表", _cell('<c r="A1048577"><v>1</v></c>')),
    unreadable("style-no-number", "格的样式号不是数", _cell('<c r="L40" s="x"><v>1</v></c>')),
    unreadable("string-not-there", "引用的文字不存在", _strings("2")),
    unreadable("string-from-the-end", "引用的文字编号是负数", _strings("-1")),
    unreadable("string-no-number", "引用的文字编号不是数", _strings("a")),
    unreadable("string-half", "引用的文字编号带小数", _strings("0.5")),
    unreadable("no-strings", "引用的文字表不在", _cell('<c r="L40" t="s"><v>0</v></c>')),
    unreadable("merge-of-columns", "合并单元格的范围不是格", _merges('<mergeCell ref="A:C"/>')),
    unreadable("merge-backwards", "合并单元格的范围倒着写", _merges('<mergeCell ref="M9:L8"/>')),
    _costly("giant-merge", "整张表合并成一格", _merges('<mergeCell ref="A1:XFD1048576"/>')),
    _costly("large-merges", "合并的范围合计过大", _merges(_WIDE)),
    _costly("cells-without-end", "六十万个格", lambda: with_rows(_many_cells())),
    _costly("rows-without-end", "二十五万行", _bomb('<row r="99"/>' * 250_000)),
    _costly("deep-nesting", "标记套了十万层", _bomb("<a>" * 100_000 + "</a>" * 100_000)),
    _costly("one-value", "一格里有三十兆字节", lambda: with_rows(_long_cell())),
    _costly("white-space", "解开后是四十多兆空格", _bomb(" " * 41 * _MEGABYTE)),
    _costly("unread-part", "没人读的内部文件有六十多兆", _with_pictures),
)  # fmt: skip
