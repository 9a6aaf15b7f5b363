"""A part of a zip package without ado, where everything about its entry is as office programs write it."""

import struct
import zipfile
import zlib
from functools import lru_cache

_HEADER = struct.Struct("<4s5H3L2H")
_SIGNATURE = b"PK\x03\x04"
_LONGEST_KNOWN = 64 * 1024  # bytes
_USUAL_FLAGS = 0x80E  # how hard it was pressed, sizes told behind the data, a name in UTF-8


def ends_of(package: zipfile.ZipFile) -> dict[int, int]:
    """Where the entry that begins at an offset has to end: where the next one or the directory begins."""
    begins = sorted({part.header_offset for part in package.infolist()})
    return dict(zip(begins, [*begins[1:], package.start_dir], strict=True))


def inflated(data: memoryview, part: zipfile.ZipInfo, end: int) -> bytes | None:
    """A part's bytes, checked against their checksum; None where zipfile has to look at it, which is slower."""
    start = _data_start(data, part)
    if start is None or start + part.compress_size > end:
        return None
    packed = bytes(data[start : start + part.compress_size])
    inflate = _known if part.file_size <= _LONGEST_KNOWN else _inflated
    return inflate(packed, part.file_size, part.CRC)


def _inflated(packed: bytes, size: int, checksum: int) -> bytes | None:
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflating.decompress(packed, size + 1)
    except zlib.error:
        return None
    is_sound = inflating.eof and len(content) == size and zlib.crc32(content) == checksum
    return content if is_sound else None


# What units do not type into is the same in all forms that were made from one template and saved by one program.
_known = lru_cache(maxsize=128)(_inflated)


def _data_start(data: memoryview, part: zipfile.ZipInfo) -> int | None:
    """Where a part's data begin; None where its own header is not what the directory says."""
    name = part.orig_filename
    begins = part.header_offset + _HEADER.size
    if part.compress_type != zipfile.ZIP_DEFLATED or begins > len(data) or not name.isascii():
        return None
    signature, _, flags, method, *_, length, extra = _HEADER.unpack_from(data, part.header_offset)
    usual = signature == _SIGNATURE and flags == part.flag_bits and not flags & ~_USUAL_FLAGS
    if not usual or method != part.compress_type:
        return None
    return begins + length + extra if data[begins : begins + length] == name.encode() else None
