"""The value cells of one sheet: by name, with the label as guard, each turned into a number or a finding."""

import math
from dataclasses import dataclass, field

from pipeline.books.workbook import Book, Cell
from pipeline.model.declared import Declarations
from pipeline.model.form import SharedItem
from pipeline.model.received import Entry, Finding
from pipeline.sheets.located import Located
from pipeline.sheets.numbers import Read, read_as, read_cell, read_shared
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place, found_by_reader, wanted
from pipeline.words.wording import listing, plain, same_text


@dataclass(slots=True)
class SheetValues:
    """What read_values found on a sheet. filled: some value cell that is asked for holds something."""

    entries: dict[str, Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    filled: bool = False


def read_values(
    book: Book, located: Located, sheet: str, declared: Declarations, zero: bool
) -> SheetValues:
    """All values of a sheet; `zero` makes its blanks explicit zeros where a blank can be one."""
    read, lost = SheetValues(), []
    for indicator in declared.form.indicators.values():
        name = f"{sheet}_{indicator.id}"
        at = located.cells.get(name) or located.wrong.get(name, (None, ""))[0]
        if at:
            _read_value(read, book, located, declared, Place(sheet, *at, indicator))
        elif declared.roster.asks(indicator, sheet):
            lost.append(f"{indicator.item} {indicator.name}")
    if lost:
        title, listed = declared.roster.sheets[sheet].title, listing(lost)
        place = Place(sheet, located.pages[sheet])
        lack = found_by_reader(declared, "names_lost", place, found=title, expected=listed)
        read.findings.append(lack)
    _settle_blanks(read, sheet, declared, zero)
    return read


def _read_value(
    read: SheetValues, book: Book, located: Located, declared: Declarations, place: Place
) -> None:
    """One cell: not asked for here, not beside its label, hidden under a merge, or believed."""
    assert place.sector
    assert place.sheet
    assert place.cell
    assert place.indicator
    page, indicator, ref = book.sheet(place.sheet), place.indicator, place.cell
    cell, name = page.cell(ref), f"{place.sector}_{indicator.id}"
    entry = Entry(indicator.id, place.sheet, ref, math.nan, "unreadable", shown(cell))
    if not declared.roster.asks(indicator, place.sector):
        read.entries[indicator.id] = _stated(entry, "elsewhere")
        _tell_stray(read, declared, cell, place)
    elif name in located.wrong:
        words = {"found": located.wrong[name][1], "expected": indicator.label}
        _refuse(read, declared, entry, "label_changed", place, **words)
    elif ref in page.covered:
        words = {"found": entry.found or "（空白）", "expected": page.covered[ref]}
        _refuse(read, declared, entry, "merged_cell", place, **words)
    else:
        shared = declared.form.shared_items[indicator.item] if name in located.shared else None
        got = read_shared(cell, indicator, shared) if shared else read_cell(cell, indicator)
        _take(read, declared, got, entry, place, shared)
        if cell.seen and not math.isnan(got.value):
            words = {"found": cell.seen, "expected": plain(got.value)}
            read.findings.append(found_by_reader(declared, "rounded_cell", place, **words))


def _stated(entry: Entry, state: str, value: float = math.nan) -> Entry:
    """The entry with what is now known of it; written out, since every cell of every form comes by."""
    return Entry(entry.indicator, entry.sheet, entry.cell, value, state, entry.found)


def _tell_stray(read: SheetValues, declared: Declarations, cell: Cell, place: Place) -> None:
    """What stands in a cell that is not to be filled on this sheet, but for the hint that we print there."""
    assert place.sector
    assert place.indicator
    hint = declared.hint(place.indicator, place.sector)
    if cell.text.strip() and same_text(cell.text) != same_text(hint):
        words = {"found": shown(cell), "expected": hint}
        read.findings.append(found_by_reader(declared, "filled_elsewhere", place, **words))


def _refuse(
    read: SheetValues, declared: Declarations, entry: Entry, case: str, place: Place, **words: str
) -> None:
    """A cell of which nobody can say what it counts."""
    read.entries[entry.indicator] = entry
    read.filled |= bool(entry.found)
    read.findings.append(found_by_reader(declared, case, place, **words))


def _take(
    read: SheetValues,
    declared: Declarations,
    got: Read,
    entry: Entry,
    place: Place,
    shared: SharedItem | None,
) -> None:
    """What a cell says about its indicator, and how it was read where that is worth telling."""
    assert place.indicator
    if got.case == "blank":
        read.entries[entry.indicator] = _stated(entry, "blank")
        return
    read.filled = True
    state = "unreadable" if math.isnan(got.value) else "number"
    read.entries[entry.indicator] = _stated(entry, state, got.value)
    if got.case and not (shared and _is_told(read, place)):
        expected = wanted(place.indicator, shared)
        if got.case == "read_as":
            expected = read_as(place.indicator, got.value)
        finding = found_by_reader(declared, got.case, place, found=entry.found, expected=expected)
        read.findings.append(finding)


def _is_told(read: SheetValues, place: Place) -> bool:
    """Whether a fault of the cell was told already, about the other value in it."""
    at = (place.sheet, place.cell)
    return any((f.sheet, f.cell) == at and f.severity == "error" for f in read.findings)


def _settle_blanks(read: SheetValues, sheet: str, declared: Declarations, zero: bool) -> None:
    """Blanks become zeros only where the unit said so and a blank can be one; the rest is one finding."""
    blanks = [e for e in read.entries.values() if e.state == "blank"]
    if zero:
        for entry in blanks:
            _settle_zero(read, sheet, declared, entry)
    elif blanks and read.filled:
        names = [declared.form.indicators[e.indicator] for e in blanks]
        listed = listing(f"{i.item} {i.name}" for i in names)
        place = Place(sheet, blanks[0].sheet, blanks[0].cell)
        lack = found_by_reader(declared, "blanks", place, found=str(len(names)), expected=listed)
        read.findings.append(lack)


def _settle_zero(read: SheetValues, sheet: str, declared: Declarations, entry: Entry) -> None:
    indicator = declared.form.indicators[entry.indicator]
    if not indicator.is_yesno and not indicator.is_stock:
        read.entries[indicator.id] = _stated(entry, "zero", 0.0)
        return
    why = "是否项要选定" if indicator.is_yesno else "期末数每次都要填"
    place = Place(sheet, entry.sheet, entry.cell, indicator)
    read.findings.append(found_by_reader(declared, "zero_not_allowed", place, expected=why))
