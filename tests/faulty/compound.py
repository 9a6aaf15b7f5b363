"""The least of a compound file (OLE), in which old Office programs keep everything: one stream under a name."""

import struct

_SECTOR = 512
_STREAM = bytes(8 * _SECTOR)  # long enough not to be kept among the small ones
_END, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
HEADER = struct.pack(
    "<8s16xHHHHH6xIIIIIIIIII",
    *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
    *(0, 1, 1, 0, 4096, _END, 0, _END, 0, 0),
) + struct.pack("<108I", *[_NONE] * 108)


def compound_file(stream: str) -> bytes:
    """A whole compound file: header, table of sectors, directory, and a stream of zeros."""
    chain = [_FAT, _END, *range(3, 10), _END]
    table = struct.pack("<128I", *chain, *[_NONE] * (128 - len(chain)))
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0)
    directory += _entry(stream, 2, child=_NONE, start=2, size=len(_STREAM))
    return HEADER + table + directory.ljust(_SECTOR, b"\0") + _STREAM


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """A line of the directory."""
    wide = name.encode("utf-16-le")
    head = struct.pack("<64sHBBIII", wide, len(wide) + 2, kind, 1, _NONE, _NONE, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)
