"""Compound files (OLE) made by hand: streams by name at the top of the directory."""

import struct
from collections.abc import Mapping

_SECTOR, _END, _FREE, _TABLE = 512, -2, -1, -3
_STREAM, _ROOT = 2, 5


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each at least 4096 bytes long, so that none is a small one."""
    bodies = [_padded(content.ljust(4096, b"\0")) for content in streams.values()]
    entries = [_entry("Root Entry", _ROOT, -1, 1 if streams else -1, _END, 0)]
    table, at = list[int](), 0
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        right = number + 1 if number < len(streams) else -1
        entries.append(_entry(name, _STREAM, right, -1, at, max(len(streams[name]), 4096)))
        count = len(body) // _SECTOR
        table += [*range(at + 1, at + count), _END]
        at += count
    directory = _padded(b"".join(entries))
    first = at
    count = len(directory) // _SECTOR
    table += [*range(at + 1, at + count), _END]
    at += count
    own = -(-(at + 2) // 128)  # sectors of the table, which lists itself
    table += [_TABLE] * own
    table += [_FREE] * (own * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<iiiiiiii", own, first, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109i", *range(at, at + own), *[_FREE] * (109 - own))
    return header + b"".join(bodies) + directory + struct.pack(f"<{len(table)}i", *table)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % _SECTOR)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
    return (
        head
        + struct.pack("<iii", -1, right, child)
        + bytes(36)
        + struct.pack("<iii", start, size, 0)
    )
