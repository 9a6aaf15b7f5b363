"""Outputs of any length: one that is too long to be held as it is, is held packed, and unpacked piece by piece.

The figures of a country are 120 MB of text that says nearly the same in every line.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator

_LONG = 16 * 2**20  # bytes
_PIECE = 2**20


class LongOutput:
    """A file to be written, packed; `sha256` is that of its content."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """pieces: its content in order, of which no more than one is held at a time."""
        packing, digest = zlib.compressobj(1), hashlib.sha256()
        packed = []
        for piece in pieces:
            digest.update(piece)
            packed.append(packing.compress(piece))
        self._packed = b"".join((*packed, packing.flush()))
        self.sha256 = digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        unpacking = zlib.decompressobj()
        rest = self._packed
        while not unpacking.eof:
            yield unpacking.decompress(rest, _PIECE)
            rest = unpacking.unconsumed_tail


Output = bytes | LongOutput


def held(pieces: Iterable[bytes]) -> Output:
    """Content as bytes where it is of a usual length, else packed."""
    first, length, rest = list[bytes](), 0, iter(pieces)
    for piece in rest:
        first.append(piece)
        length += len(piece)
        if length > _LONG:
            return LongOutput(_chained(first, rest))
    return b"".join(first)


def _chained(first: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    """All of them; the first are let go of one by one."""
    first.reverse()
    while first:
        yield first.pop()
    yield from rest


def sha256_of(output: Output) -> str:
    """The hash of an output's content."""
    if isinstance(output, LongOutput):
        return output.sha256
    return hashlib.sha256(output).hexdigest()


def pieces_of(output: Output) -> Iterable[bytes]:
    """An output's content, in order."""
    return output if isinstance(output, LongOutput) else (output,)
