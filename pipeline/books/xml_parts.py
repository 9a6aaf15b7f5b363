"""The XML parts of a package, by expat: no DOCTYPE, no endless nesting, whatever prefixes their producer uses."""

from collections.abc import Callable, Mapping
from functools import partial
from xml.parsers.expat import ParserCreate, XMLParserType

from pipeline.books.refusals import DamagedWorkbookError, OverLimitError
from pipeline.books.xml_elements import Closing, ElementKind, ElementKinds, Opening

DEEPEST = 64
MOST_ELEMENTS = 100_000
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Found = tuple[str, dict[str, str], str]
# How XML says of something that it is so, and how that it is not.
ON, OFF = ("1", "true"), ("0", "false", "off")


class PartReader:
    """Calls a method for each element that has one, by its name without namespace; gathers texts on request."""

    def __init__(self, opening: Mapping[str, Opening], closing: Mapping[str, Closing]) -> None:
        self._parser, self._names = new_parser(), ElementKinds(opening, closing)
        handlers = _handlers(self._names)
        self._parser.StartElementHandler, self._parser.EndElementHandler = handlers

    def read(self, xml: bytes | str) -> None:
        """Go through a part, once."""
        try:
            self._parser.Parse(xml, True)
        finally:
            # All of them know each other, and a parser has buffers: thousands would wait to be collected.
            del self._parser
            self._names.forget()

    def gather(self, texts: list[str]) -> None:
        """Text that follows goes into this list, until `ignore`."""
        self._parser.CharacterDataHandler = texts.append

    def ignore(self) -> None:
        """Text that follows is not gathered."""
        self._parser.CharacterDataHandler = None


def _handlers(names: ElementKinds) -> tuple[Start, End]:
    """What expat calls for each element: plain functions, since this is where the time goes."""
    around = [
        ElementKind("", None, False, None, None, names)
    ]  # what is open; the first is no element

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(around) > DEEPEST:
            raise OverLimitError(f"内部文件的层次超过{DEEPEST}层")
        element = around[-1][name]
        around.append(element)
        if element.opened is not None:
            element.opened(attributes)

    def end(_: str) -> None:
        closed = around.pop().closed
        if closed is not None:
            closed()

    return start, end


def elements(xml: bytes, *wanted: str, with_text: str = "") -> list[Found]:
    """The wanted elements of a part, in order: (name without namespace, attributes, own text if it is asked for)."""
    reader = _Elements(wanted, with_text)
    reader.read(xml)
    return reader.found


class _Elements(PartReader):
    def __init__(self, wanted: tuple[str, ...], with_text: str) -> None:
        opening = {name: partial(self._opened, name) for name in wanted}
        super().__init__(opening | {with_text: self._text_starts}, {with_text: self._text_ends})
        self.found: list[Found] = []
        self._with_text = with_text
        self._texts: list[str] = []

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.found) == MOST_ELEMENTS:
            raise OverLimitError(f"名称、样式一类的条目超过{MOST_ELEMENTS // 10_000}万条")
        self.found.append((name, attributes, ""))

    def _text_starts(self, attributes: dict[str, str]) -> None:
        self._opened(self._with_text, attributes)
        self._texts = []
        self.gather(self._texts)

    def _text_ends(self) -> None:
        self.found[-1] = (*self.found[-1][:2], "".join(self._texts))
        self.ignore()


def by_local_name(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by their names without namespaces."""
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


def new_parser() -> XMLParserType:
    """A parser that gives every name with its namespace before it and refuses a DOCTYPE (DamagedWorkbookError)."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise DamagedWorkbookError("内部文件含有不该有的文档类型声明")
