"""How an ods file shows its cells: which of its styles are struck out, raised, or white letters on a white ground."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from pipeline.books.cells import RAISED, STRUCK
from pipeline.books.xml_parts import PartReader, by_local_name
from pipeline.model.record import record

_WHITE, _NO_GROUND = "#ffffff", ("", "transparent", "#ffffff")
_CELL, _TEXT = "table-cell", "text"  # families
_LINES = ("text-line-through-style", "text-line-through-type")  # programs write either or both
_ASKED = {
    "text-properties": ("color", "use-window-font-color", "text-position", *_LINES),
    "table-cell-properties": ("background-color",),
}
Key = tuple[str, str]  # a family and a name, which is empty for what styles without parent build on


@record
class Looks:
    """The styles of a document by which something is seen otherwise than it is stored.

    white: those of cells in which nobody sees what is written. struck: those of cells whose content is shown struck
    out. marks: those of parts of texts that are struck out or raised, each with the mark that stands before such a
    part.
    """

    white: frozenset[str]
    struck: frozenset[str]
    marks: Mapping[str, str]


def read_looks(*parts: bytes) -> Looks:
    """The looks of a document by the parts that have styles; of one name the last counts, as the cells know it."""
    styles = _Styles()
    for part in parts:
        reader = _StyleReader(styles)
        reader.read(part)
    cells, texts = styles.names(_CELL), styles.names(_TEXT)
    raised = {name: RAISED for name in texts if styles.is_raised(name)}
    return Looks(
        frozenset(name for name in cells if styles.is_white(name)),
        frozenset(name for name in cells if styles.is_struck(_CELL, name)),
        raised | {name: STRUCK for name in texts if styles.is_struck(_TEXT, name)},
    )


class _Styles:
    """What styles say themselves, and which others they build on."""

    def __init__(self) -> None:
        self.own: dict[Key, dict[str, str]] = {}
        self.parents: dict[Key, str] = {}

    def names(self, family: str) -> list[str]:
        return [name for of, name in self.own if of == family and name]

    def is_white(self, name: str) -> bool:
        ground = self._told(_CELL, name, "background-color")
        return self._told(_CELL, name, "color") == _WHITE and ground in _NO_GROUND

    def is_struck(self, family: str, name: str) -> bool:
        return self._told(family, name, _LINES[0]) not in ("", "none")

    def is_raised(self, name: str) -> bool:
        return self._told(_TEXT, name, "text-position").partition(" ")[0] not in ("", "0%")

    def _told(self, family: str, name: str, about: str) -> str:
        """What a style says of something, or those that it builds on; empty where none does."""
        for style in self._line(family, name):
            if about in (own := self.own.get((family, style), {})):
                return own[about].lower()
        return ""

    def _line(self, family: str, name: str) -> Iterable[str]:
        """A style and those that it builds on, each once, whatever a broken file says."""
        line = dict.fromkeys([name])
        while (name := self.parents.get((family, name), "")) and name not in line:
            line[name] = None
        return [*line, ""]


class _StyleReader(PartReader):
    """Gathers what styles say; what formats of numbers and lists say of letters is theirs alone."""

    def __init__(self, styles: _Styles) -> None:
        super().__init__(
            dict.fromkeys(("style", "default-style"), self._style)
            | {kind: partial(self._says, about) for kind, about in _ASKED.items()},
            dict.fromkeys(("style", "default-style"), self._style_ends),
        )
        self._styles = styles
        self._key: Key | None = None

    def _style(self, attributes: dict[str, str]) -> None:
        told = by_local_name(attributes)
        self._key = told.get("family", ""), told.get("name", "")
        self._styles.own[self._key] = {}
        self._styles.parents[self._key] = told.get("parent-style-name", "")

    def _style_ends(self) -> None:
        self._key = None

    def _says(self, about: Collection[str], attributes: dict[str, str]) -> None:
        if self._key is not None:
            said = by_local_name(attributes)
            told = {name: said[name] for name in about if name in said}
            if told.get("use-window-font-color") == "true":  # whatever colour is named beside it
                told["color"] = ""
            if line := [told[name] for name in _LINES if name in told]:
                told[_LINES[0]] = "none" if "none" in line else line[0]
            self._styles.own[self._key] |= told
