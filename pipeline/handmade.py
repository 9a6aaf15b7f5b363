"""The official Annex 2 as somebody typed it: no names and no heading block, but a unit's name somewhere on it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.headings import is_named
from pipeline.model.declared import Declarations
from pipeline.model.roster import Roster, Sector, Unit
from pipeline.periods import is_like_a_week
from pipeline.wording import same_text
from pipeline.workbook import Sheet

Entry = TypeVar("Entry", bound=Unit | Sector)
_DAY = re.compile(r"(?<=月)[0-9]{1,2}日$")  # 时间：2023年7月28日 is about July
_LONGEST = 300  # characters in which a name is looked for


@dataclass(frozen=True, slots=True)
class Written:
    """A heading as it was found written on a page, and in which cell (empty where it follows from another)."""

    text: str
    cell: str


def written_headings(page: Sheet, declared: Declarations) -> dict[str, Written]:
    """The headings that stand on a page as “填报单位：区消防救援大队”, and the unit whose name is on it."""
    labels = {
        same_text(label): h.id
        for h in declared.form.headings.values()
        for label in (h.label, *h.spellings)
    }
    heads = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    head = re.compile(rf"(?:^|(?<=[ ,;(\n]))({heads}) *: *")
    found: dict[str, Written] = {}
    for ref, cell in page.cells.items():
        if cell.kind == "text" and len(cell.text) <= _LONGEST:
            for label, text in _headed(head, unicodedata.normalize("NFKC", cell.text)):
                found.setdefault(labels[label], Written(text, ref))
    if "period" in found and not is_like_a_week(found["period"].text):
        found["period"] = replace(found["period"], text=_DAY.sub("", found["period"].text))
    if "unit" not in found and (unit := _unit_on(page, declared.roster)):
        found["unit"] = unit
    return found


def _headed(head: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """The labels that are written in a text with what follows each, up to the next."""
    hits = list(head.finditer(text))
    ends = [*(hit.start() for hit in hits[1:]), len(text)]
    for hit, end in zip(hits, ends, strict=False):  # without a hit there is one end all the same
        if words := text[hit.end() : end].strip(" ,;\n"):
            yield hit[1], words


def _unit_on(page: Sheet, roster: Roster) -> Written | None:
    """The one lead unit that is named on a page, wherever; None where there are several or none.

    The office is not looked for: everybody writes its name, since that is whom they report to.
    """
    units = [u for u in roster.units.values() if not u.is_office]
    places = {page.name: ""}  # the same text in many cells is looked at once
    for ref, cell in page.cells.items():
        if cell.kind == "text":
            places.setdefault(cell.text, ref)
    first: tuple[Unit, str] | None = None
    for text, ref in places.items():
        for unit in named_in(text, units):
            if first and first[0] is not unit:
                return None
            first = first or (unit, ref)
    return Written(first[0].name, first[1]) if first else None


def handmade_sector(page: Sheet, written: Mapping[str, Written], roster: Roster) -> str:
    """The sheet id that such a page is about: as written, by its title, or the only one that its unit leads."""
    if "sector" in written:
        return next(
            (s.id for s in roster.sheets.values() if is_named(written["sector"].text, s)), ""
        )
    titled = named_in(page.name, roster.sheets.values())
    if len(titled) == 1:
        return titled[0].id
    told = written["unit"].text if "unit" in written else ""
    unit = next((u for u in roster.units.values() if is_named(told, u)), None)
    return unit.first_sector if unit and len(unit.sectors) == 1 else ""


def named_in(text: str, entries: Iterable[Entry]) -> list[Entry]:
    """The units or sectors named somewhere in a text; a name inside a longer one that fits does not count."""
    if len(text) > _LONGEST:  # no heading and no name of a file
        return []
    text, hits = same_text(text), list[tuple[int, int, Entry]]()
    for entry in entries:
        for name in {same_text(n) for n in (entry.name, *entry.spellings)}:
            hits += [(m.start(), m.end(), entry) for m in re.finditer(re.escape(name), text)]
    whole = [
        e
        for start, end, e in hits
        if not any(s <= start and end <= z and (s, z) != (start, end) for s, z, _ in hits)
    ]
    return list({e.id: e for e in whole}.values())
