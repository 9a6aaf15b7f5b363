"""The elements of an XML part, with the places of their tags in its bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

# A form's largest part has some 30 kB; far above that a fresh form is the better answer.
LARGEST = 8 * 1024 * 1024
MOST_TAGS = 200_000  # some 100,000 elements; each of them costs a hundred times its bytes
# Possessive: a way back for each of a million attributes would take hundreds of megabytes.
_TAG = re.compile(rb"""<([^\s/>]++)(?:"[^"]*"|'[^']*'|[^"'>]++)*+>""")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)""")
_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


class UneditableError(Exception):
    """The workbook cannot be marked; the text says in Chinese why."""


@dataclass(slots=True, eq=False)
class Element:
    """An element: local name, attributes by local name, own text, and its place in the bytes of the part.

    start: where its start tag begins; head: where that ends; tail: where its end tag begins; end: where all ends.
    changed and added (by rank) are edits that wait to be made.
    """

    name: str
    attributes: dict[str, str]
    start: int
    head: int
    tail: int = 0
    end: int = 0
    text: str = ""
    namespace: str = ""
    children: list["Element"] = field(default_factory=list)
    changed: dict[str, str | None] = field(default_factory=dict)
    added: list[tuple[int, str]] = field(default_factory=list)

    def child(self, name: str) -> "Element | None":
        """Its first child of a name."""
        return next((c for c in self.children if c.name == name), None)

    def all(self, name: str) -> list["Element"]:
        """Its children of a name."""
        return [c for c in self.children if c.name == name]

    def walk(self, name: str) -> Iterator["Element"]:
        """All elements of a name inside it, in order."""
        waiting = [*reversed(self.children)]
        while waiting:
            element = waiting.pop()
            if element.name == name:
                yield element
            waiting += reversed(element.children)


def parse_tree(xml: bytes) -> Element:
    """The root element; UneditableError where the part is not plain UTF-8 XML of a usual size."""
    encoding = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    if len(xml) > LARGEST or count_tags(xml) > MOST_TAGS:
        raise UneditableError("文件内部过大")
    wide = b"\x00" in xml[:4]  # UTF-16, or worse
    if wide or (encoding and encoding[1].lower() not in (b"utf-8", b"utf8")):
        raise UneditableError("文件内部的编码少见")
    try:
        return _Builder(xml).build()
    except ExpatError as e:
        raise UneditableError("文件内部不合规范") from e


def count_tags(xml: bytes) -> int:
    """How many tags a part has at most, told without parsing it: no element is without one."""
    return xml.count(b"<")


def qualified_name(xml: bytes, at: int) -> str:
    """The name with its prefix of the element whose tag begins at a place."""
    return _tag(xml, at)[1].decode()


def quoted(text: str) -> str:
    """A text as the value of an attribute, quotes included."""
    return f'"{escape(text, _IN_ATTRIBUTES)}"'


def _tag(xml: bytes, at: int) -> re.Match[bytes]:
    tag = _TAG.match(xml, at)
    assert tag, "expat found a tag where none begins"
    return tag


class _Builder:
    """Builds the elements while expat reads."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self._open = [Element("", {}, 0, 0)]
        self._texts: list[list[str]] = [[]]  # joined at the end: adding to a text copies it
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def build(self) -> Element:
        self._parser.Parse(self._xml, True)
        return self._open[0].children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        namespace, _, local = name.rpartition(" ")
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(local, own, at, _tag(self._xml, at).end(), namespace=namespace)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def _end(self, _: str) -> None:
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if self._xml[element.head - 2 : element.head] == b"/>":
            element.tail = element.end = element.head
        else:
            element.tail = self._parser.CurrentByteIndex
            element.end = self._xml.index(b">", element.tail) + 1

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _refuse(self, *_: object) -> None:
        raise UneditableError("文件内部含有不该有的文档类型声明")
