"""The elements of an XML part by their names: what is done at each, and where it has to stand."""

from collections.abc import Callable, Mapping

from pipeline.books.refusals import OverLimitError

MOST_NAMES = 1_000
Opening = Callable[[dict[str, str]], None]
Closing = Callable[[], None]
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
# These hold text alone: with a gap in it, it would read two ways.
_LEAVES = frozenset(("definedName", "f", "t", "v"))
_MOST_KEPT = 64  # elements that are remembered of one: of a real part a handful


class ElementKind(dict[str, "ElementKind"]):
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
        names: "ElementKinds",
    ) -> None:
        super().__init__()
        self._local, self._within, self._foreign, self._names = local, within, foreign, names
        self.opened, self.closed = opened, closed

    def __missing__(self, name: str) -> "ElementKind":
        element = self._names.element(name)
        within, local = element._within, self._local
        if local in _LEAVES or (within is not None and (local in within) is element._foreign):
            raise ValueError(f"{element._local} in {local}")
        if len(self) < _MOST_KEPT:
            self[name] = element
        return element


class ElementKinds:
    """The elements of a part by their names, which may have a namespace."""

    def __init__(self, opening: Mapping[str, Opening], closing: Mapping[str, Closing]) -> None:
        self._opening, self._closing = opening, closing
        self._known: dict[str, ElementKind] = {}
        self._space: str | None = None

    def forget(self) -> None:
        """The part is read: let go of its elements, which know each other."""
        for element in self._known.values():
            element.clear()
        self._known.clear()
        self._opening, self._closing = {}, {}

    def element(self, name: str) -> ElementKind:
        """What is known of an element; OverLimitError where a part has too many of them."""
        if name in self._known:
            return self._known[name]
        if len(self._known) == MOST_NAMES:
            raise OverLimitError(f"内部文件的元素超过{MOST_NAMES}种")
        space, _, local = name.rpartition(" ")
        self._space = space if self._space is None else self._space  # the first is the part's own
        within = _WITHIN.get(local)
        if within is not None and space != self._space:
            self._known[name] = ElementKind("", within, True, None, None, self)
        else:
            opened, closed = self._opening.get(local), self._closing.get(local)
            self._known[name] = ElementKind(local, within, False, opened, closed, self)
        return self._known[name]
