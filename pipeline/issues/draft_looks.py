"""Why letters of a final draft are left out, at a point of its text: hidden or struck out, by a style or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.issues.draft_marks import switched, value_of
from pipeline.issues.draft_parts import Looks

_PLAIN: Looks = frozenset()


@dataclass(slots=True)
class OpenLooks:
    """The looks of what is open: the paragraph's style says them, then the run's style, then its own properties.

    A paragraph has looks of its own besides, those of its mark: they are kept apart and leave nothing out.
    """

    styles: Mapping[str, Looks]
    paragraphs: list[Looks] = field(default_factory=list)
    runs: list[set[str]] = field(default_factory=list)

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "p":
            self.paragraphs.append(_PLAIN)
            self.runs.append(set())
        elif name == "r":
            self.runs.append(set(self.paragraphs[-1] if self.paragraphs else _PLAIN))
        elif name == "pStyle" and self.paragraphs:
            self.paragraphs[-1] = self.styles.get(value_of(attributes), _PLAIN)
        elif name == "rStyle" and self.runs:  # in Word, what both styles switch on is off
            self.runs[-1] ^= self.styles.get(value_of(attributes), _PLAIN)
        elif self.runs:
            self._switch(*switched(name, attributes))

    def _switch(self, why: str, on: bool) -> None:
        if why and on:
            self.runs[-1].add(why)
        elif why:
            self.runs[-1].discard(why)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in ("p", "r") and self.runs:
            self.runs.pop()
        if name == "p" and self.paragraphs:
            self.paragraphs.pop()

    @property
    def left_out(self) -> set[str]:
        """Why letters are left out here; empty where they are not."""
        return self.runs[-1] if self.runs else set()
