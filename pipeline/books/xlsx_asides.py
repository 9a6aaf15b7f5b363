"""What stands on a worksheet beside its cells: comments and text boxes, of which nobody reads a number.

Read leniently: a file is not refused for what is never counted.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from xml.parsers.expat import ExpatError

from pipeline.books.cells import MOST_ASIDES, Aside
from pipeline.books.references import reference
from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.xlsx_links import Relation, relations_of
from pipeline.books.xml_parts import new_parser

# What is in the first also stands in the second, with an introduction.
_KINDS = ("threadedcomment", "comments", "drawing")
_HOLDERS = ("comment", "threadedComment", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_TEXTS, _CORNER = ("t", "text"), ("col", "row")
# What ends the reading of a part; all that was found up to there is told.
_BROKEN = (ExpatError, ValueError, KeyError, DamagedWorkbookError)


def asides_of(parts: Mapping[str, bytes], path: str) -> tuple[Aside, ...]:
    """The texts of a worksheet's comments and text boxes, each with the cell at which it stands (empty if none)."""
    folder, _, file = path.rpartition("/")
    if f"{folder}/_rels/{file}.rels" not in parts:
        return ()
    links: Sequence[Relation] = ()
    with suppress(*_BROKEN):
        links = relations_of(parts, path)
    found: dict[str, list[str]] = {}
    for kind in _KINDS:
        told = [a for _, k, target in links if k == kind for a in _read(parts.get(target, b""))]
        for ref, text in told if kind == "drawing" else [a for a in told if a[0] not in found]:
            found.setdefault(ref, []).append(text)
    return tuple((ref, text) for ref, texts in found.items() for text in texts)


def _read(xml: bytes) -> Sequence[Aside]:
    reader = _AsideReader()
    with suppress(*_BROKEN):
        reader.read(xml)
    return reader.found[:MOST_ASIDES]


class _AsideReader:
    """Gathers the texts of comments and of boxes; the place of a box is that of its first corner."""

    def __init__(self) -> None:
        self.found: list[Aside] = []
        self._ref = self._inside = ""
        self._texts: list[str] = []
        self._corner: dict[str, str] = {}

    def read(self, xml: bytes) -> None:
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(xml, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = name.rpartition(" ")[2]
        if self._inside in _HOLDERS:
            self._ref, self._texts, self._corner = attributes.get("ref", ""), [], {}

    def _text(self, text: str) -> None:
        if self._inside in _TEXTS:
            self._texts.append(text)
        elif self._inside in _CORNER:
            self._corner.setdefault(self._inside, text)

    def _end(self, name: str) -> None:
        local, self._inside = name.rpartition(" ")[2], ""
        if local == "p":
            self._texts.append(" ")
        elif local in _HOLDERS and (text := "".join(self._texts).strip()):
            self.found.append((self._ref or self._at_corner(), text))

    def _at_corner(self) -> str:
        if not self._corner:
            return ""
        return reference(int(self._corner["row"]) + 1, int(self._corner["col"]) + 1)
