"""The zip package of a workbook, guarded: every part read once, with its checksum, within limits."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from pipeline.sheet_xml import ForbiddenXmlError

LARGEST_PART = 40 * 1024 * 1024
LARGEST_TOTAL = 60 * 1024 * 1024
MOST_PARTS = 500
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class DamagedWorkbookError(Exception):
    """The bytes are no workbook that can be trusted; the text says in Chinese what is broken."""


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn whatever broken bytes make the libraries raise into a DamagedWorkbookError."""
    try:
        yield
    except ForbiddenXmlError as e:
        raise DamagedWorkbookError("内部文件含有不该有的文档类型声明") from e
    except KeyError as e:
        raise DamagedWorkbookError("缺少内部文件") from e
    except _BROKEN as e:
        raise DamagedWorkbookError("内部文件不完整或已损坏") from e


def unpack(data: bytes) -> dict[str, bytes]:
    """Every part of a package by name; DamagedWorkbookError where one is broken or all are too large.

    Parts that nobody reads are unpacked too: only so is each name and checksum compared.
    """
    with damage_told():
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
        sizes = [p.file_size for p in parts]
        if len(parts) > MOST_PARTS or max(sizes) > LARGEST_PART or sum(sizes) > LARGEST_TOTAL:
            raise DamagedWorkbookError("解压后过大，不像一张报表")
        odd = any(p.comment or p.compress_type not in _METHODS for p in parts)
        if odd or len(parts) > len(package.NameToInfo):  # a comment may be swallowed entries
            raise zipfile.BadZipFile("a comment, an unknown method or one name twice")
        return {p.filename: package.read(p) for p in parts}


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ExpatError, EOFError, RuntimeError),
    *(NotImplementedError, LookupError, ValueError, OverflowError),
)
