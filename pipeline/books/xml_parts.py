"""The XML parts of a package, by expat: no DOCTYPE, no abyss, any prefix, any producer."""

from collections.abc import Callable, Mapping
from functools import partial
from xml.parsers.expat import ParserCreate, XMLParserType

from pipeline.books.refusals import DamagedWorkbookError, OverLimitError

DEEPEST = 64
MOST_ELEMENTS = 100_000
MOST_NAMES = 1_000
Opening = Callable[[dict[str, str]], None]
Closing = Callable[[], None]
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Found = tuple[str, dict[str, str], str]


class PartReader:
    """Calls a method for each element that has one, by its name without namespace; gathers texts on request."""

    def __init__(self, opening: Mapping[str, Opening], closing: Mapping[str, Closing]) -> None:
        self._parser, self._names = _parser(), _Names(opening, closing)
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
        """Text that follows is nobody's."""
        self._parser.CharacterDataHandler = None


def _handlers(names: "_Names") -> tuple[Start, End]:
    """What expat calls for each element: plain functions, since this is where the time goes."""
    around = [_Element("", None, False, None, None, names)]  # what is open; the first is no element

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


# Where an element of a spreadsheet stands; anywhere else no program sees it, and no number may come from there. Of
# another namespace than the part's own it is something else, and that stands elsewhere. What is not listed may stand
# anywhere.
_WITHIN = {
    "sheets": ("workbook",), "sheet": ("sheets",),
    "definedNames": ("workbook",), "definedName": ("definedNames",),
    "sheetData": ("worksheet",), "row": ("sheetData",), "c": ("row",), "v": ("c",), "f": ("c",), "is": ("c",),
    "mergeCells": ("worksheet",), "mergeCell": ("mergeCells",),
    "si": ("sst",), "r": ("is", "si"), "rPh": ("is", "si"), "t": ("is", "si", "r", "rPh"),
    "Relationship": ("Relationships",),
}  # fmt: skip
_LEAVES = frozenset(
    ("definedName", "f", "t", "v")
)  # hold text alone: with a gap in it, it would read two ways
_MOST_KEPT = 64  # elements that are remembered of one: of a real part a handful


class _Element(dict[str, "_Element"]):
    """An element by its name: what is done where it opens and closes, and, by name, those that were seen in it.

    local: its name without namespace, empty if that is foreign. within: where it has to stand or, if it is foreign, may
    not stand. A dictionary, since every element asks.
    """

    __slots__ = ("_foreign", "_local", "_names", "_within", "closed", "opened")

    def __init__(
        self,
        local: str,
        within: tuple[str, ...] | None,
        foreign: bool,
        opened: Opening | None,
        closed: Closing | None,
        names: "_Names",
    ) -> None:
        super().__init__()
        self._local, self._within, self._foreign, self._names = local, within, foreign, names
        self.opened, self.closed = opened, closed

    def __missing__(self, name: str) -> "_Element":
        element = self._names.element(name)
        within, local = element._within, self._local
        if local in _LEAVES or (within is not None and (local in within) is element._foreign):
            raise ValueError(f"{element._local} in {local}")
        if len(self) < _MOST_KEPT:
            self[name] = element
        return element


class _Names:
    """The elements of a part by their names, which may have a namespace."""

    def __init__(self, opening: Mapping[str, Opening], closing: Mapping[str, Closing]) -> None:
        self._opening, self._closing = opening, closing
        self._known: dict[str, _Element] = {}
        self._space: str | None = None

    def forget(self) -> None:
        """The part is read: let go of its elements, which know each other."""
        for element in self._known.values():
            element.clear()
        self._known.clear()
        self._opening, self._closing = {}, {}

    def element(self, name: str) -> _Element:
        """What is known of an element; OverLimitError where a part has too many of them."""
        if name in self._known:
            return self._known[name]
        if len(self._known) == MOST_NAMES:
            raise OverLimitError(f"内部文件的元素超过{MOST_NAMES}种")
        space, _, local = name.rpartition(" ")
        self._space = space if self._space is None else self._space  # the first is the part's own
        within = _WITHIN.get(local)
        if within is not None and space != self._space:
            self._known[name] = _Element("", within, True, None, None, self)
        else:
            opened, closed = self._opening.get(local), self._closing.get(local)
            self._known[name] = _Element(local, within, False, opened, closed, self)
        return self._known[name]


def _parser() -> XMLParserType:
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise DamagedWorkbookError("内部文件含有不该有的文档类型声明")
