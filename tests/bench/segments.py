"""Zip files made quickly: what is the same in all of them is deflated once.

A raw deflate stream may be cut after a full flush: pieces deflated apart, laid side by side, are one valid stream.
Nothing else about the files is unusual, so that reading them costs what reading those of an office program costs.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_LEVEL = 6  # as office programs press
_WORTH = 2_000  # bytes from which a piece is deflated beforehand
_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DEFLATED, _DAY = 8, 0x21  # 1980-01-01, as openpyxl's own files are dated here


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a part; deflated: beforehand, where they are the same in every file. field: whose value stands here."""

    plain: bytes
    deflated: bytes | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package: its name, in ASCII, and its pieces."""

    name: str
    pieces: tuple[Piece, ...]


def cut(name: str, content: bytes, fields: Mapping[bytes, str]) -> Part:
    """A part cut at its fields: text that stands for one -> the field's name."""
    pieces: list[Piece] = []
    rest = content
    while rest:
        at, text = min(
            ((at, text) for text in fields if (at := rest.find(text)) >= 0),
            default=(len(rest), b""),
        )
        if at:
            fixed = rest[:at]
            pieces.append(Piece(fixed, _flushed(fixed) if at >= _WORTH else None))
        if text:
            pieces.append(Piece(b"", None, fields[text]))
        rest = rest[at + len(text) :]
    return Part(name, tuple(pieces))


def package(parts: Sequence[Part], values: Mapping[str, bytes]) -> bytes:
    """The zip of the parts, with values in the places of their fields."""
    body, directory = bytearray(), bytearray()
    for part in parts:
        plain = b"".join(values[p.field] if p.field else p.plain for p in part.pieces)
        packed = _deflated(part.pieces, values)
        name, crc, at = part.name.encode("ascii"), zlib.crc32(plain), len(body)
        sizes = (crc, len(packed), len(plain))
        body += _LOCAL.pack(b"PK\3\4", 20, 0, _DEFLATED, 0, _DAY, *sizes, len(name), 0) + name
        body += packed
        common = (20, 20, 0, _DEFLATED, 0, _DAY, *sizes, len(name), 0, 0, 0, 0, 0, at)
        directory += _ENTRY.pack(b"PK\1\2", *common) + name
    end = (0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return bytes(body + directory) + _END.pack(b"PK\5\6", *end)


def _deflated(pieces: Iterable[Piece], values: Mapping[str, bytes]) -> bytes:
    """One stream: runs of pieces that are not deflated yet are deflated together."""
    out, fresh = bytearray(), bytearray()
    for piece in pieces:
        if piece.deflated is None:
            fresh += values[piece.field] if piece.field else piece.plain
            continue
        if fresh:
            out += _flushed(bytes(fresh))
            fresh.clear()
        out += piece.deflated
    last = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return bytes(out) + last.compress(bytes(fresh)) + last.flush()


def _flushed(plain: bytes) -> bytes:
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return press.compress(plain) + press.flush(zlib.Z_FULL_FLUSH)
