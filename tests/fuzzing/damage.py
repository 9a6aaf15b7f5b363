"""Damage to bytes: what disks, mail programs and half-finished copies do to a file, and what only malice does."""

import random
import struct
from collections.abc import Callable

_DIRECTORY, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
# Offset and size of the fields of a zip entry, in the directory and before the content itself.
_FIELDS = {
    _DIRECTORY: [(6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4)],
    _LOCAL: [(4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)],
}  # fmt: skip


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The bytes with one to three kinds of damage."""
    for _ in range(dice.randint(1, 3)):
        data = dice.choice(_DAMAGE)(data, dice)
    return data


def _flip(data: bytes, dice: random.Random) -> bytes:
    """Some single bits."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 8, 64)) if data else 0):
        changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _overwrite(data: bytes, dice: random.Random) -> bytes:
    """A run of bytes that are zero, all ones, or anything."""
    at, length = dice.randrange(len(data) + 1), dice.choice((1, 2, 4, 8, 512, 4096))
    filling = dice.choice((bytes(length), b"\xff" * length, dice.randbytes(length)))
    return data[:at] + filling[: len(data) - at] + data[at + length :]


def _cut(data: bytes, dice: random.Random) -> bytes:
    """The end is missing, the beginning, or a piece between."""
    first, last = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return dice.choice((data[:first], data[first:], data[:first] + data[last:]))


def _splice(data: bytes, dice: random.Random) -> bytes:
    """A piece of the file a second time."""
    first, last, at = sorted(dice.randrange(len(data) + 1) for _ in range(3))
    return data[:at] + data[first:last] + data[at:]


def _swap(data: bytes, dice: random.Random) -> bytes:
    """Two blocks of a disk in each other's place."""
    size = dice.choice((64, 512, 4096))
    blocks = [data[n : n + size] for n in range(0, len(data), size)]
    if len(blocks) > 1:
        one, other = dice.sample(range(len(blocks)), 2)
        blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def _zip_field(data: bytes, dice: random.Random) -> bytes:
    """A number in the zip directory, or before a part, is another."""
    mark = dice.choice(list(_FIELDS))
    places = [n for n in range(len(data)) if data.startswith(mark, n)]
    if not places:
        return data
    offset, size = dice.choice(_FIELDS[mark])
    at = dice.choice(places) + offset
    old = int.from_bytes(data[at : at + size], "little")
    new = dice.choice((0, 1, old + 1, old - 1, old ^ 1 << dice.randrange(8 * size), 2**32 - 1))
    return data[:at] + struct.pack("<Q", new % 2 ** (8 * size))[:size] + data[at + size :]


def _zip_name(data: bytes, dice: random.Random) -> bytes:
    """A part goes by another part's name, at one of the places where names stand."""
    names = [b"xl/workbook.xml", b"sheet1.xml", b"sheet2.xml", b"sheet3.xml", b"content.xml"]
    old, new = dice.sample(names, 2)
    at = data.find(old, dice.randrange(len(data) + 1))
    return data if at < 0 else data[:at] + new[: len(old)] + data[at + len(new[: len(old)]) :]


_DAMAGE: list[Callable[[bytes, random.Random], bytes]] = [
    *(_flip, _overwrite, _cut, _splice, _swap, _zip_field, _zip_name),
]
