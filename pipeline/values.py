"""The value cells of one sheet: by name, with the label as guard, each turned into a number or a finding."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.faults import Place, found_by_reader, wanted
from pipeline.locating import At
from pipeline.model.declared import Declarations
from pipeline.model.received import Entry, Finding
from pipeline.numbers import read_as, read_cell
from pipeline.wording import inert, listing, same_text
from pipeline.workbook import Book, Cell


@dataclass(slots=True)
class SheetValues:
    """What read_values found on a sheet. filled: some value cell that is asked for holds something."""

    entries: dict[str, Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    filled: bool = False


def read_values(
    book: Book, cells: Mapping[str, At], sheet: str, declared: Declarations, zero: bool
) -> SheetValues:
    """All values of a sheet; `zero` makes its blanks explicit zeros where a blank can be one."""
    read, lost = SheetValues(), []
    home = cells.get(f"{sheet}_sector")
    for indicator in declared.form.indicators.values():
        page, ref = cells.get(f"{sheet}_{indicator.id}", ("", ""))
        if page and page == (home[0] if home else page):
            _read_value(read, book, declared, Place(sheet, page, ref, indicator))
        elif declared.roster.asks(indicator, sheet):
            lost.append(f"{indicator.item} {indicator.name}")
    if lost:
        name = declared.roster.sheets[sheet].name
        lack = found_by_reader(
            declared, "names_lost", Place(sheet), found=name, expected=listing(lost)
        )
        read.findings.append(lack)
    _settle_blanks(read, sheet, declared, zero)
    return read


def _read_value(read: SheetValues, book: Book, declared: Declarations, place: Place) -> None:
    """One cell: not asked for here, not beside its label, or believed."""
    assert place.sector
    assert place.sheet
    assert place.cell
    assert place.indicator
    page, indicator = book.sheet(place.sheet), place.indicator
    cell, label = page.cell(place.cell), page.left_of(place.cell)
    entry = Entry(indicator.id, place.sheet, place.cell, math.nan, "unreadable", shown(cell))
    if not declared.roster.asks(indicator, place.sector):
        read.entries[indicator.id] = replace(entry, state="elsewhere")
        hint = declared.hint(indicator, place.sector)
        if cell.text.strip() and same_text(cell.text) != same_text(hint):
            stray = found_by_reader(
                declared, "filled_elsewhere", place, found=shown(cell), expected=hint
            )
            read.findings.append(stray)
    elif same_text(label) != same_text(indicator.label):
        read.entries[indicator.id] = entry
        read.filled |= bool(entry.found)
        moved = found_by_reader(
            declared, "label_changed", place, found=label, expected=indicator.label
        )
        read.findings.append(moved)
    else:
        _read_believed(read, declared, cell, entry, place)


def _read_believed(
    read: SheetValues, declared: Declarations, cell: Cell, entry: Entry, place: Place
) -> None:
    assert place.indicator
    got = read_cell(cell, place.indicator)
    if got.case == "blank":
        read.entries[entry.indicator] = replace(entry, state="blank")
        return
    read.filled = True
    state = "unreadable" if math.isnan(got.value) else "number"
    read.entries[entry.indicator] = replace(entry, value=got.value, state=state)
    if got.case:
        as_read = got.case == "read_as"
        expected = read_as(place.indicator, got.value) if as_read else wanted(place.indicator)
        finding = found_by_reader(declared, got.case, place, found=entry.found, expected=expected)
        read.findings.append(finding)


def shown(cell: Cell) -> str:
    """A cell as it is quoted to its writer."""
    if cell.kind == "bool":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.formula is None:
        return inert(cell.text)
    formula = f"={cell.formula}" if cell.formula else "公式"
    return inert(f"{formula}（{cell.text}）" if cell.text else formula)


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
        read.entries[indicator.id] = replace(entry, value=0.0, state="zero")
        return
    why = "是否项要选定" if indicator.is_yesno else "期末数每次都要填"
    place = Place(sheet, entry.sheet, entry.cell, indicator)
    read.findings.append(found_by_reader(declared, "zero_not_allowed", place, expected=why))
