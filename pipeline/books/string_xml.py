"""The texts of an xlsx package, element by element: shared strings, and what cells with texts share with them."""

from pipeline.books.budget import MOST_CELLS
from pipeline.books.cells import MARK_ENDS, RAISED, STRUCK
from pipeline.books.refusals import OverLimitError
from pipeline.books.xml_elements import Closing, Opening
from pipeline.books.xml_parts import OFF, PartReader


class Texts(PartReader):
    """Gathers the texts of strings: no phonetic guides, and what is struck out or raised in them marked as such.

    Else 12 struck out with 15 behind it would be 1215.
    """

    def __init__(self, opening: dict[str, Opening], closing: dict[str, Closing]) -> None:
        runs: dict[str, Opening] = {"strike": self._strike, "vertAlign": self._align}
        super().__init__(
            {"rPh": self._guide, **runs, **opening},
            {"rPh": self._guide_ends, "r": self._run_ends, "t": self.ignore, **closing},
        )
        self._guides = False
        self._marked: list[str] | None = None
        self._mark = ""

    def _text_of(self, texts: list[str]) -> None:
        if self._guides:
            return
        if self._mark:
            texts.append(self._mark)
            self._marked = texts
        self.gather(texts)

    def _strike(self, attributes: dict[str, str]) -> None:
        if attributes.get("val", "1") not in OFF:
            self._mark = STRUCK

    def _align(self, attributes: dict[str, str]) -> None:
        if attributes.get("val") != "baseline":
            self._mark = self._mark or RAISED

    def _run_ends(self) -> None:
        if self._marked is not None:
            self._marked.append(MARK_ENDS)
        self._marked, self._mark = None, ""

    def _guide(self, _: dict[str, str]) -> None:
        self._guides = True

    def _guide_ends(self) -> None:
        self._guides = False


class StringReader(Texts):
    """The shared strings; rich text joined, phonetic guides (rPh) left out."""

    def __init__(self) -> None:
        super().__init__({"si": self._string, "t": self._text}, {"si": self._string_ends})
        self.strings: list[str] = []
        self._texts: list[str] = []

    def _string(self, _: dict[str, str]) -> None:
        self._texts = []

    def _text(self, _: dict[str, str]) -> None:
        self._text_of(self._texts)

    def _string_ends(self) -> None:
        if len(self.strings) == MOST_CELLS:
            raise OverLimitError(f"文字超过{MOST_CELLS // 10_000}万条")
        self.strings.append("".join(self._texts))
