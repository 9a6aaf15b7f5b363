"""The XML parts of an xlsx package, by expat: no DOCTYPE, any prefix, any producer."""

from dataclasses import dataclass
from xml.parsers.expat import ParserCreate, XMLParserType


class ForbiddenXmlError(ValueError):
    """The part declares a document type, which no office program writes."""


@dataclass(slots=True)
class RawCell:
    """A <c> element: its attributes, and the texts of <v> or <is>, and of <f>."""

    ref: str
    type: str
    style: int
    value: str | None = None
    formula: str | None = None


def elements(xml: bytes, *wanted: str) -> list[tuple[str, dict[str, str], str]]:
    """The wanted elements of a part, in order: (name, attributes, own text), without namespaces."""
    found: list[tuple[str, dict[str, str], str]] = []
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _LOCAL[name] in wanted:
            found.append((_LOCAL[name], {_LOCAL[k]: v for k, v in attributes.items()}, ""))
        texts.clear()

    def end(name: str) -> None:
        if _LOCAL[name] in wanted and texts:
            found[-1] = (*found[-1][:2], "".join(texts))
        texts.clear()

    parser = _parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    parser.Parse(xml, True)
    return found


def parse_strings(xml: bytes) -> list[str]:
    """The shared strings; rich text joined, phonetic guides (rPh) left out."""
    reader = _Strings()
    parser = _parser()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(xml, True)
    return reader.strings


def parse_sheet(xml: bytes) -> tuple[list[RawCell], list[str]]:
    """A worksheet's cells that hold something, and its merged ranges, in the order of the file."""
    reader = _Cells()
    parser = _parser()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(xml, True)
    return reader.cells, reader.merges


def _parser() -> XMLParserType:
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise ForbiddenXmlError("DOCTYPE")


class _LocalNames(dict[str, str]):
    """Names without their namespace; a dictionary, since every element asks."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(" ")[2]
        return self[name]


_LOCAL = _LocalNames()


class _Texts:
    """Gathers the text of the elements that a subclass asks for; phonetic guides (rPh) are nobody's text."""

    def __init__(self) -> None:
        self._parts: list[str] | None = None
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _LOCAL[name]
        if tag == "rPh":
            self._phonetic = True
        elif self.opened(tag, attributes) and not self._phonetic:
            self._parts = []

    def text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def end(self, name: str) -> None:
        tag = _LOCAL[name]
        if tag == "rPh":
            self._phonetic = False
            return
        text = None if self._parts is None else "".join(self._parts)
        self._parts = None
        self.closed(tag, text)

    def opened(self, tag: str, attributes: dict[str, str]) -> bool:
        """An element begins; whether its text is wanted."""
        raise NotImplementedError

    def closed(self, tag: str, text: str | None) -> None:
        """An element ends; its text where that was wanted."""
        raise NotImplementedError


class _Strings(_Texts):
    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []

    def opened(self, tag: str, _: dict[str, str]) -> bool:
        if tag == "si":
            self.strings.append("")
        return tag == "t"

    def closed(self, tag: str, text: str | None) -> None:
        if tag == "t" and text is not None:
            self.strings[-1] += text


class _Cells(_Texts):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[RawCell] = []
        self.merges: list[str] = []
        self._cell: RawCell | None = None

    def opened(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag == "c":
            kind, style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._cell = RawCell(attributes["r"], kind, style)
        elif tag == "mergeCell":
            self.merges.append(attributes["ref"])
        return self._cell is not None and tag in ("v", "f", "t")

    def closed(self, tag: str, text: str | None) -> None:
        cell = self._cell
        if cell is None:
            return
        if tag == "c":
            if cell.value is not None or cell.formula is not None:
                self.cells.append(cell)
            self._cell = None
        elif text is not None and tag == "f":
            cell.formula = text
        elif text is not None:
            cell.value = (cell.value or "") + text
