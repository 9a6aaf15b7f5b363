"""The zip package of a workbook, guarded: every part read once, with its checksum, within limits."""

import io
import zipfile

from pipeline.books.inflating import ends_of, inflated
from pipeline.books.refusals import (
    DamagedWorkbookError,
    ForeignFileError,
    OverLimitError,
    damage_told,
)

LARGEST_PART = 40 * 1024 * 1024
LARGEST_TOTAL = 60 * 1024 * 1024
MOST_PARTS = 500
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1  # a bit of an entry's flags
_ENTRY = b"PK\x01\x02"
_XML = (".xml", ".rels", ".vml")
_WIDE = {
    b"\xff\xfe": "utf-16-le",
    b"<\x00": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"\x00<": "utf-16-be",
}


class Package:
    """A package whose directory is one that an office program writes; DamagedWorkbookError or a kind of it if not."""

    def __init__(self, data: bytes) -> None:
        with damage_told():
            if data.count(_ENTRY) > 4 * MOST_PARTS:  # before each of them becomes an object
                raise OverLimitError(f"内部文件超过{MOST_PARTS}个")
            self._data = memoryview(data)
            self._package = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {_name(part): part for part in self._package.infolist()}
            _check_directory(self._package.infolist(), len(self._parts))
            self._ends = ends_of(self._package)

    @property
    def unpacked_size(self) -> int:
        """How many bytes the parts are together, as the directory says."""
        return sum(part.file_size for part in self._parts.values())

    @property
    def markup_size(self) -> int:
        """How many of these bytes are XML; pictures cost nothing but room."""
        parts = self._parts.items()
        return sum(part.file_size for name, part in parts if name.endswith(_XML))

    def unpack(self, *, as_named: bool = False) -> dict[str, bytes]:
        """Every part by its name in lower case, as Excel tells them apart; or `as_named` in the file.

        Parts that nobody reads are unpacked too: only so is each name and checksum compared.
        """
        with damage_told():
            return {
                (part.filename if as_named else name): self._content(name, part)
                for name, part in self._parts.items()
            }

    def _content(self, name: str, part: zipfile.ZipInfo) -> bytes:
        """A part's bytes, no more than its directory entry says."""
        content = inflated(self._data, part, self._ends[part.header_offset])
        if content is None:  # anything odd is for zipfile to judge
            content = self._package.read(part)
        if len(content) != part.file_size:
            raise zipfile.BadZipFile("a part is shorter than it says")
        if "<!DOCTYPE".encode(_WIDE.get(content[:2], "ascii")) in content and name.endswith(_XML):
            raise DamagedWorkbookError("内部文件含有异常内容（文档类型声明），为安全起见没有读取")
        return content


def _check_directory(parts: list[zipfile.ZipInfo], different: int) -> None:
    """Names, methods, numbers and sizes, before anything is unpacked."""
    if any(p.flag_bits & _ENCRYPTED for p in parts):
        raise ForeignFileError("加了密码的压缩包", "请取消密码、解压后把里面的xlsx文件直接发来。")
    odd = any(p.comment or p.compress_type not in _METHODS for p in parts)
    # Bytes before the first: another file.
    joined = min((p.header_offset for p in parts), default=0)
    if odd or joined or different < len(parts):  # a comment may be swallowed entries
        raise zipfile.BadZipFile("a comment, another file, an unknown method or one name twice")
    if len(parts) > MOST_PARTS:
        raise OverLimitError(f"内部文件超过{MOST_PARTS}个")
    sizes = [p.file_size for p in parts]
    if max(sizes, default=0) > LARGEST_PART or sum(sizes) > LARGEST_TOTAL:
        most = LARGEST_TOTAL if sum(sizes) > LARGEST_TOTAL else LARGEST_PART
        raise OverLimitError(f"解压后超过{most // 2**20}兆字节")


def _name(part: zipfile.ZipInfo) -> str:
    return part.filename.replace("\\", "/").lower()
