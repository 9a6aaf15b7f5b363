"""Whether a workbook is one of our forms, and whose: by its hidden marks, or else by what stands in its sheets."""

from collections.abc import Mapping, Sequence

from pipeline.headings import is_named
from pipeline.locating import Located
from pipeline.model.declared import Declarations
from pipeline.workbook import Book


def why_not_ours(
    book: Book,
    marks: Mapping[str, str],
    sheets: Sequence[str],
    located: Located,
    declared: Declarations,
) -> tuple[str, ...]:
    """Why a workbook is none of our forms: (case, found); empty for one that is.

    Without marks, a heading block or a handmade heading tells a form from what we publish, which has the same labels.
    """
    if marks.get("form") == declared.form.id:
        known = sheets or marks.get("unit") in declared.roster.units
        return () if known else ("unrecognised",)
    if "form" in marks:
        return ("other_form", marks["form"])
    named = any(f"{s}_{h}" in located.cells for s in sheets for h in ("unit", "period"))
    if named or any("unit" in located.handmade.get(s, {}) for s in sheets):
        return ()
    published = any(f"total_{i}" in book.names for i in declared.form.indicators)
    unknown = (located.extra or located.handmade) and not published
    return ("unit_unknown",) if unknown else ("unrecognised",)


def unit_of(
    marks: Mapping[str, str], sheets: Sequence[str], located: Located, declared: Declarations
) -> str:
    """The unit: as the hidden sheet says, or whoever leads the first sector; of a handmade form, as written on it."""
    units = declared.roster.units
    if marks.get("unit") in units:
        return marks["unit"]
    written = located.handmade.get(sheets[0], {}) if sheets else {}
    if "unit" in written:
        told = written["unit"].text
        return next(
            (u.id for u in units.values() if is_named(told, u)),
            declared.roster.sheets[sheets[0]].unit,
        )
    return declared.roster.sheets[sheets[0]].unit
