"""The texts of boxes that lie on a worksheet of an xls stream, of which nobody reads a number.

Read leniently: a file is not refused for what is never counted.
"""

import struct

from pipeline.books.cells import MOST_ASIDES, Aside
from pipeline.books.references import reference

_DRAWING, _OBJECT, _TEXT, _MORE = 0x00EC, 0x005D, 0x01B6, 0x003C
BOX_RECORDS = (_DRAWING, _OBJECT, _TEXT, _MORE)
_NOTE = 0x19  # a kind of object: xlrd tells the texts of comments
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"  # what stands before the place of an object


class Boxes:
    """Takes the records of boxes in their order: where one lies, what it is, how long its text is, and the text."""

    def __init__(self) -> None:
        self.found: list[Aside] = []
        self._corner, self._is_note, self._left = "", False, 0
        self._text = ""

    def take(self, code: int, data: bytes) -> None:
        """The next record; what stands in it otherwise than Excel writes it is passed over."""
        try:
            if code == _DRAWING:
                self._corner = _corner(data) or self._corner
            elif code == _OBJECT:
                self._is_note = struct.unpack_from("<H", data, 4)[0] == _NOTE
            elif code == _TEXT:
                self._text, self._left = "", struct.unpack_from("<H", data, 10)[0]
            elif self._left:
                self._continue(data)
        except (struct.error, ValueError):
            self._left = 0

    def _continue(self, data: bytes) -> None:
        """A part of a text: in letters of one byte or of two, as its first byte says."""
        part = data[1:].decode("utf-16-le" if data[:1] == b"\x01" else "latin-1", "replace")
        self._text += part[: self._left]
        self._left = max(self._left - len(part), 0) if part else 0
        text = " ".join(self._text.split())
        if not self._left and text and not self._is_note and len(self.found) < MOST_ASIDES:
            self.found.append((self._corner, text))


def _corner(data: bytes) -> str:
    """The cell in which an object begins; empty where none is told: parts of a group lie where the group does."""
    at = data.rfind(_ANCHOR)
    if at < 0:
        return ""
    column, row = struct.unpack_from("<H2xH", data, at + len(_ANCHOR) + 2)
    return reference(row + 1, column + 1)
