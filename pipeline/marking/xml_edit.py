"""An XML part with edits spliced in at the places that expat reports: every other byte of it stays as it was.

Why not a tree written out again: a writer decides anew on prefixes, quotes, entities and declarations, and a unit's
workbook is to come back otherwise unchanged.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.marking.xml_tree import (
    MOST_TAGS,
    Element,
    UneditableError,
    count_tags,
    parse_tree,
    qualified_name,
    quoted,
)

__all__ = ["MOST_TAGS", "Element", "UneditableError", "XmlPart", "quoted"]

_ATTRIBUTE = re.compile(r"""(\s)([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_LAST = 1000  # a rank behind all of a schema's children
_Splice = tuple[int, int, int, int, str]  # start, end, rank, order of issue, text


class XmlPart:
    """A part and the edits to be made to it; UneditableError where it is not plain UTF-8 XML of a usual size."""

    def __init__(self, xml: bytes) -> None:
        """Parse it."""
        self._xml = xml
        self.root, self.tags = parse_tree(xml), count_tags(xml)
        self.prefix = self._name(self.root).rpartition(":")[0]
        self._touched: dict[int, Element] = {}
        self._splices: list[_Splice] = []

    def own(self, xml: str) -> str:
        """A piece of XML with the prefix that the part's own elements have."""
        return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{self.prefix}:", xml) if self.prefix else xml

    def source(self, element: Element) -> str:
        """An element as it stands in the file, edits not counted."""
        return self._xml[element.start : element.end].decode()

    def set(self, element: Element, name: str, value: str | None) -> None:
        """Give an attribute a value; None removes it."""
        self._touched[element.start] = element
        element.changed[name] = value

    def append(self, element: Element, xml: str) -> None:
        """Add a piece of XML at the end of an element's content."""
        self._touched[element.start] = element
        element.added.append((_LAST, xml))

    def before(self, element: Element, xml: str) -> None:
        """Insert a piece of XML before an element."""
        self._splice(element.start, element.start, xml)

    def replace(self, element: Element, xml: str) -> None:
        """Put a piece of XML (or nothing) in the place of an element."""
        self._splice(element.start, element.end, xml)

    def place(self, parent: Element, name: str, xml: str, order: Sequence[str]) -> None:
        """Insert a child where the schema's order of names wants it, behind all that come before it."""
        rank = order.index(name)
        earlier = [c for c in parent.children if c.name in order[: rank + 1]]
        if not parent.children:
            self._touched[parent.start] = parent
            parent.added.append((rank, xml))
        else:
            at = earlier[-1].end if earlier else parent.head
            self._splice(at, at, xml, rank)

    def content(self) -> bytes:
        """The part with all edits made."""
        splices = [*self._splices, *(s for e in self._touched.values() for s in self._tags(e))]
        pieces, at = list[bytes](), 0
        for start, end, _, _, text in sorted(splices):
            pieces += (self._xml[at:start], text.encode())
            at = max(at, end)
        return b"".join((*pieces, self._xml[at:]))

    def _splice(self, start: int, end: int, xml: str, rank: int = 0) -> None:
        self._splices.append((start, end, rank, len(self._splices), xml))

    def _tags(self, element: Element) -> Iterator[_Splice]:
        """The splices of a touched element: its start tag, what is added inside, and an end tag if it had none."""
        tag = self._xml[element.start : element.head].decode()
        for name, value in element.changed.items():
            tag = _with_attribute(tag, name, value)
        added = "".join(xml for _, xml in sorted(element.added, key=lambda piece: piece[0]))
        if added and element.tail == element.end:
            tag = f"{tag[:-2].rstrip()}>{added}</{self._name(element)}>"
            added = ""
        yield element.start, element.head, 0, 0, tag
        if added:
            yield element.tail, element.tail, _LAST, 0, added

    def _name(self, element: Element) -> str:
        return qualified_name(self._xml, element.start)


def _with_attribute(tag: str, name: str, value: str | None) -> str:
    """A start tag with one attribute changed, added or removed."""
    written = "" if value is None else f" {name}={quoted(value)}"
    found = [m for m in _ATTRIBUTE.finditer(tag) if m[2] == name]
    if found:
        return tag[: found[0].start()] + written + tag[found[0].end() :]
    end = -2 if tag.endswith("/>") else -1
    return f"{tag[:end].rstrip()}{written}{tag[end:]}"
