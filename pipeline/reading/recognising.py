"""Whether a workbook is one of our forms, and whose: by its hidden marks, or else by what stands in its sheets."""

from collections.abc import Mapping, Sequence

from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding
from pipeline.sheets.located import Located
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.spelled import units_spelled


def why_not_ours(
    book: Book,
    marks: Mapping[str, str],
    subjects: Sequence[str],
    located: Located,
    declared: Declarations,
) -> tuple[str, ...]:
    """Why a workbook is none of our forms: (case, found); empty for one that is.

    Without marks, a heading block or a handmade heading tells a form from what we publish, which has the same labels.
    """
    if marks.get("form") == declared.form.id:
        known = subjects or marks.get("unit") in declared.roster.units
        return () if known else ("unrecognised",)
    if "form" in marks:
        return ("other_form", marks["form"])
    named = any(f"{s}_{h}" in located.cells for s in subjects for h in ("unit", "period"))
    if named or any("unit" in located.handmade.get(s, {}) for s in subjects):
        return ()
    published = any(f"total_{i}" in book.names for i in declared.form.indicators)
    unknown = (located.extra or located.handmade) and not published
    return ("unit_unknown",) if unknown else ("unrecognised",)


def unit_of(
    book: Book,
    marks: Mapping[str, str],
    subjects: Sequence[str],
    located: Located,
    declared: Declarations,
) -> str:
    """The unit: as the hidden sheet says, or whoever leads the first sector; of a handmade form, as written on it.

    Where several units report a sector, only what is written on the sheet can tell; empty where that names nobody.
    """
    roster = declared.roster
    if marks.get("unit") in roster.units:
        return marks["unit"]
    first = subjects[0]
    written = located.handmade.get(first, {})
    told = written["unit"].text if "unit" in written else ""
    if not told and roster.shared:
        page, ref = located.cells.get(f"{first}_unit", ("", ""))
        told = book.sheet(page).cell(ref).text if page else ""
    named = units_spelled(roster).whole(told) if told else None
    return named.id if named else roster.subjects[first].unit


def foreign_sheets(
    book: Book, located: Located, subjects: Sequence[str], unit: str, declared: Declarations
) -> list[Finding]:
    """Of these subjects, none of which the unit reports, each about which something was filled in."""
    found, roster = [], declared.roster
    for subject in subjects:
        names = [f"{subject}_{i}" for i in declared.form.indicators]
        at = next((a for n in names if (a := located.cells.get(n)) and _is_filled(book, a)), None)
        if at:
            words = {"found": roster.subjects[subject].title, "expected": roster.units[unit].name}
            fault = found_by_reader(declared, "not_the_units_sector", Place(None, *at), **words)
            found.append(fault)
    return found


def _is_filled(book: Book, at: tuple[str, str]) -> bool:
    return bool(book.sheet(at[0]).cell(at[1]).text.strip())
