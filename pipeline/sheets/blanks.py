"""The blanks among a sheet's value cells: zeros where the unit said so, or else missing, which is told once a sheet."""

from collections.abc import Sequence

from pipeline.model.declared import Declarations
from pipeline.model.received import Entry, Finding
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.wording import listing


def settle_blanks(
    entries: dict[str, Entry], sheet: str, declared: Declarations, *, zero: bool, filled: bool
) -> list[Finding]:
    """What is told of the blanks. zero: the unit said that they are zeros; those that can be are changed in `entries`.

    filled: whether anything stands on the sheet; of one without anything no blank is told.
    """
    blanks = [e for e in entries.values() if e.state == "blank"]
    if not zero:
        return [_missing(blanks, sheet, declared)] if blanks and filled else []
    told = []
    for entry in blanks:
        if reason := _why_no_zero(entry, declared):
            place = Place(sheet, entry.sheet, entry.cell, declared.form.indicators[entry.indicator])
            told.append(found_by_reader(declared, "zero_not_allowed", place, expected=reason))
        else:
            entries[entry.indicator] = Entry(
                entry.indicator, entry.sheet, entry.cell, 0.0, "zero", entry.found
            )
    return told


def _missing(blanks: Sequence[Entry], sheet: str, declared: Declarations) -> Finding:
    """One finding that lists them all, at the first."""
    indicators = [declared.form.indicators[e.indicator] for e in blanks]
    listed = listing(f"{i.item} {i.name}" for i in indicators)
    place = Place(sheet, blanks[0].sheet, blanks[0].cell)
    return found_by_reader(declared, "blanks", place, found=str(len(blanks)), expected=listed)


def _why_no_zero(entry: Entry, declared: Declarations) -> str:
    """Why a blank of such a value is never zero; empty where it may be one, as far as one sheet can tell."""
    indicator = declared.form.indicators[entry.indicator]
    if indicator.is_yesno:
        return "是否项要选定"
    return "期末数每次都要填" if indicator.is_stock else ""
