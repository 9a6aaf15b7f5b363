"""The official Annex 2 as somebody typed it: no names and no heading block, but a unit's name somewhere on it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.books.workbook import Sheet
from pipeline.model.declared import Declarations
from pipeline.model.record import record
from pipeline.model.roster import Roster, Unit
from pipeline.words.periods import is_like_a_week
from pipeline.words.spelled import subjects_spelled, units_spelled
from pipeline.words.wording import same_text

_DAY = re.compile(r"(?<=月)[0-9]{1,2}日$")  # 时间：2023年7月28日 is about July
_LONGEST = 300  # characters in which a heading is looked for


@record
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
    units = units_spelled(roster)
    places = {page.name: ""}  # the same text in many cells is looked at once
    for ref, cell in page.cells.items():
        if cell.kind == "text":
            places.setdefault(cell.text, ref)
    first: tuple[Unit, str] | None = None
    for text, ref in places.items():
        for unit in (u for u in units.within(text) if not u.is_office):
            if first and first[0] is not unit:
                return None
            first = first or (unit, ref)
    return Written(first[0].name, first[1]) if first else None


def handmade_sector(page: Sheet, written: Mapping[str, Written], roster: Roster) -> str:
    """The subject that such a page is about: as written, by its title, or the only one that its unit leads."""
    subjects = subjects_spelled(roster)
    if "sector" in written:
        named = subjects.whole(written["sector"].text)
        return named.id if named else ""
    titled = subjects.within(page.name)
    if len(titled) == 1:
        return titled[0].id
    unit = units_spelled(roster).whole(written["unit"].text) if "unit" in written else None
    only = unit and len(unit.sectors) == 1
    return roster.sheets[unit.first_sector].sector if unit and only else ""
