"""Broken or dishonest zip packages: checksums, sizes, doubled and missing parts, links that lead outside."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from tests.faulty.kind import Make, returned, unreadable
from tests.faulty.making import BOOK, LINKS, SHEET, replaced, whole
from tests.support.cells import packed, unpacked

_ENTRY = b"PK\x01\x02"
Parts = dict[str, bytes]


def _remade(change: Callable[[Parts], Parts], method: int = zipfile.ZIP_DEFLATED) -> Make:
    return lambda: packed(change(unpacked(whole())), method)


def _without(*names: str) -> Make:
    return _remade(lambda parts: {n: x for n, x in parts.items() if n not in names})


def _patched(signature: bytes, offset: int, value: bytes, part: str = SHEET) -> Make:
    """The bytes of a directory entry (or of what stands before a part) changed."""

    def make() -> bytes:
        data, head = bytearray(whole()), 46 if signature == _ENTRY else 30
        at = data.index(part.encode(), data.index(signature)) - head
        while data[at : at + 4] != signature:
            at = data.index(part.encode(), at + head + 1) - head
        data[at + offset : at + offset + len(value)] = value
        return bytes(data)

    return make


def _twice(name: str) -> Make:
    def make() -> bytes:
        out = io.BytesIO(whole())
        with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as package:
            warnings.simplefilter("ignore")
            package.writestr(name, unpacked(whole())[SHEET].replace(b"<v>102<", b"<v>9102<"))
        return out.getvalue()

    return make


def _flipped() -> bytes:
    """One bit of a packed sheet turned: only the checksum tells."""
    data = bytearray(whole())
    data[data.index(SHEET.encode()) + len(SHEET) + 2000] ^= 4
    return bytes(data)


def _two_forms() -> bytes:
    return whole("traffic") + whole()


def _with_comment() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in unpacked(whole()).items():
            info = zipfile.ZipInfo(name)
            info.comment = _ENTRY if name == SHEET else b""
            package.writestr(info, content)
    return out.getvalue()


def _link(old: str, new: str) -> Make:
    return lambda: replaced(old, new, LINKS)


_FIRST = 'Target="/xl/worksheets/sheet1.xml"'
FAULTY = (
    unreadable("one-bit", "传输中坏了一位，校验和不符", _flipped),
    unreadable("wrong-checksum", "目录里的校验和是假的", _patched(_ENTRY, 16, bytes(4))),
    unreadable(
        "size-too-small", "目录里的大小比实际小", _patched(_ENTRY, 24, struct.pack("<I", 90))
    ),
    unreadable(
        "size-too-large",
        "目录里的大小比实际大",
        _patched(_ENTRY, 24, struct.pack("<I", 10**6)),
    ),
    unreadable(
        "packed-size-wrong", "目录里的压缩后大小是假的", _patched(_ENTRY, 20, struct.pack("<I", 90))
    ),
    unreadable("offset-wrong", "目录里的位置是假的", _patched(_ENTRY, 42, struct.pack("<I", 7))),
    unreadable(
        "encrypted-part",
        "内部文件加了密",
        _patched(_ENTRY, 8, b"\x01\x00"),
        "foreign_format",
    ),
    unreadable("unknown-method", "压缩方法不明", _patched(_ENTRY, 10, b"\x63\x00")),
    unreadable("lzma", "用了办公软件不用的压缩方法", _remade(dict, zipfile.ZIP_LZMA)),
    unreadable("a-part-twice", "同名的内部文件有两份，数不同", _twice(SHEET)),
    unreadable(
        "a-part-twice-in-capitals",
        "内部文件有两份，只差大小写，数不同",
        _twice("xl/worksheets/Sheet1.xml"),
    ),
    unreadable("entry-comment", "目录里夹带注释", _with_comment),
    unreadable("two-forms-in-one", "两个工作簿拼成一个文件", _two_forms),
    unreadable(
        "501-parts",
        "内部文件超过500个",
        _remade(lambda parts: {**parts, **{f"xl/media/{n}.png": b"x" for n in range(501)}}),
        "over_limit",
    ),
    unreadable("no-index", "缺少工作簿目录", _without(BOOK)),
    unreadable("no-links", "缺少关系文件", _without(LINKS)),
    unreadable("no-sheet", "缺少一张工作表的内容", _without(SHEET)),
    unreadable("no-parts", "空的压缩包", lambda: packed({}), "foreign_format"),
    unreadable("link-to-nowhere", "工作表指向不存在的内容", _link(_FIRST, 'Target="gone.xml"')),
    unreadable("link-lost", "工作表没有对应的关系", _link('Id="rId1"', 'Id="rId9"')),
    unreadable(
        "link-outside", "工作表在别的电脑上", _link(_FIRST, f'{_FIRST} TargetMode="External"')
    ),
    unreadable(
        "link-to-the-web", "工作表指向网址", _link(_FIRST, 'Target="https://example.org/s.xml"')
    ),
    unreadable(
        "link-upwards", "工作表指向系统文件", _link(_FIRST, 'Target="../../../../etc/passwd"')
    ),
    returned(
        "two-sheets-of-one-part",
        "两张表是同一份内容，两个领域要计同一组数",
        lambda: replaced("worksheets/sheet2.xml", "worksheets/sheet1.xml", LINKS, unit="planning"),
        "sector_wrong",
        "gas_sector",
    ),
)
