"""What was found of a form's cells: by name or by label, on which worksheet, and what stands elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline.sheets.handmade import Written

At = tuple[str, str]  # (worksheet, cell)
Found = TypeVar("Found")


@dataclass(slots=True)
class Located:
    """Cells by `<subject>_<indicator or heading>`, as (worksheet, cell); by sheet id once the unit is known.

    pages: subject -> worksheet. wrong: named cells beside another label (which is told), their own standing nowhere.
    by_label: sheet ids of which cells were found by label. shared: names of values that share one cell, as in the
    official form. handmade: sheet id -> headings of a page without names and heading block. extra: worksheets that
    look like a form but are not the one that is read, with their sheet id (empty where they do not tell).
    """

    cells: dict[str, At] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, tuple[At, str]] = field(default_factory=dict)
    by_label: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    handmade: dict[str, Mapping[str, Written]] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def of(self, sheets: Mapping[str, str]) -> "Located":
        """The same by sheet id, of the subjects that are a unit's sheets (subject -> sheet id)."""
        if all(subject == sheet for subject, sheet in sheets.items()):
            return self
        return replace(
            self,
            cells=_renamed(self.cells, sheets),
            pages={sheets[s]: page for s, page in self.pages.items() if s in sheets},
            wrong=_renamed(self.wrong, sheets),
            by_label={sheets[s] for s in self.by_label if s in sheets},
            shared=set(_renamed(dict.fromkeys(self.shared), sheets)),
            handmade={sheets[s]: told for s, told in self.handmade.items() if s in sheets},
            extra=[(page, sheets.get(s, "")) for page, s in self.extra],
        )


def _renamed(found: Mapping[str, Found], sheets: Mapping[str, str]) -> dict[str, Found]:
    """With the sheet id instead of the subject, which has no underscore, at the head of every name."""
    parts = ((name.partition("_"), what) for name, what in found.items())
    return {
        f"{sheets[subject]}_{key}": what for (subject, _, key), what in parts if subject in sheets
    }
