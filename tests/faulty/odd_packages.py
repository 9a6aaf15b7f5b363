"""How other programs write the same workbook, and what they leave in it: each counts exactly like the clean one."""

import zipfile
from collections.abc import Callable

from tests.faulty.kind import Make, tolerated
from tests.faulty.making import BOOK, LINKS, SHEET, replaced, whole, with_rows
from tests.support.cells import packed, unpacked, with_part
from tests.support.typed_cells import prefixed


def _strict(xml: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return xml.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")


def _every_part(change: Callable[[bytes], bytes]) -> Make:
    return lambda: packed({n: change(x) for n, x in unpacked(whole()).items()})


def _recoded(encoding: str) -> Make:
    return _every_part(lambda x: x if x.startswith(b"<?") else x.decode().encode(encoding))


def _many_merges() -> bytes:
    """Twenty thousand merged pairs beside the table, as reports that are made by programs have them."""
    merges = "".join(f'<mergeCell ref="L{n}:M{n}"/>' for n in range(1, 20_001))
    return replaced("</mergeCells>", f"{merges}</mergeCells>")


def _many_names() -> bytes:
    """Ten thousand names that lead nowhere, from years of copying sheets."""
    names = "".join(f'<definedName name="n{n}">#REF!</definedName>' for n in range(10_000))
    return replaced("</definedNames>", f"{names}</definedNames>", BOOK)


def _with_a_stamp() -> bytes:
    return packed(unpacked(whole()) | {"xl/media/stamp.png": b"\x89PNG" + bytes(3_000_000)})


def _far(cell: str) -> bytes:
    """A cell in the last row and column that there are."""
    return with_rows(f'<row r="1048576"><c r="XFD1048576"{cell}</c></row>')


def _placeless() -> bytes:
    return with_rows('<row r="40"><c r="K40"/><c><v>1</v></c></row>')


def _far_number() -> bytes:
    return _far("><v>1</v>")


def _far_space() -> bytes:
    return _far(' t="str"><v> </v>')


ODD_PACKAGES = (
    tolerated("stray-number-far-away", "表格最远的角上有一个数", _far_number, "far_cell"),
    tolerated("stray-space-far-away", "表格最远的角上有一个空格", _far_space, "far_cell"),
    tolerated("place-not-written", "格没有写地址，按次序就知道", _placeless, "stray_number"),
    tolerated("dimension-too-small", "文件自称只有一格", lambda: replaced('ref="A1:I30"', 'ref="A1"')),
    tolerated("dimension-too-large", "文件自称占满整张表", lambda: replaced('ref="A1:I30"', 'ref="A1:XFD1048576"')),
    tolerated("dimension-nonsense", "文件自称的范围不成话", lambda: replaced('ref="A1:I30"', 'ref="?"')),
    tolerated("many-merges", "两万个合并单元格", _many_merges),
    tolerated("many-names", "一万个失效的名称", _many_names),
    tolerated("stamp", "插了三兆字节的章", _with_a_stamp),
    tolerated("utf-16", "内部文件用UTF-16", _recoded("utf-16")),
    tolerated("byte-order-mark", "内部文件带字节顺序标记", _recoded("utf-8-sig")),
    tolerated("prefixed", "另一种程序写的XML", lambda: with_part(whole(), SHEET, prefixed)),
    tolerated("strict", "Strict格式", _every_part(_strict)),
    tolerated("not-packed", "没有压缩", lambda: packed(unpacked(whole()), zipfile.ZIP_STORED)),
    tolerated("parts-reversed", "内部文件的顺序倒过来", lambda: packed(dict(reversed(unpacked(whole()).items())))),
    tolerated("relative-links", "关系用相对路径", lambda: replaced('Target="/xl/', 'Target="', LINKS, 9)),
)  # fmt: skip
