"""The value cells of one sheet: by name, with the label as guard, each turned into a number or a finding."""

import math
from dataclasses import dataclass, field

from pipeline.books.workbook import Book, Cell
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.received import Entry, Finding
from pipeline.sheets.blanks import settle_blanks
from pipeline.sheets.located import Located
from pipeline.sheets.numbers import read_as, read_cell, read_shared
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
    reader = _Reader(book, located, sheet, declared)
    lost = [i for i in declared.form.indicators.values() if not reader.read(i)]
    found = reader.found
    if lost:
        title, listed = declared.roster.sheets[sheet].title, [f"{i.item} {i.name}" for i in lost]
        place = Place(sheet, located.pages[sheet])
        words = {"found": title, "expected": listing(listed)}
        found.findings.append(found_by_reader(declared, "names_lost", place, **words))
    filled = found.filled
    found.findings += settle_blanks(found.entries, sheet, declared, zero=zero, filled=filled)
    return found


class _Reader:
    """Reads the value cells of one sheet, one after the other."""

    def __init__(self, book: Book, located: Located, sheet: str, declared: Declarations) -> None:
        self._book, self._located = book, located
        self._sheet, self._declared = sheet, declared
        self.found = SheetValues()

    def read(self, indicator: Indicator) -> bool:
        """One value, with what is told of its cell; False where the sheet has to fill it and its cell is gone."""
        wrong, name = self._located.wrong, f"{self._sheet}_{indicator.id}"
        at = self._located.cells.get(name) or wrong.get(name, (None, ""))[0]
        is_asked = self._declared.roster.asks(indicator, self._sheet)
        if at is None:
            return not is_asked
        page, ref = self._book.sheet(at[0]), at[1]
        cell = page.cell(ref)
        entry = Entry(indicator.id, *at, math.nan, "unreadable", shown(cell))
        if not is_asked:
            self._pass_over(entry, indicator, cell)
        elif name in wrong:
            self._refuse(entry, indicator, "label_changed", wrong[name][1], indicator.label)
        elif ref in page.covered:
            found = entry.found or "（空白）"
            self._refuse(entry, indicator, "merged_cell", found, page.covered[ref])
        else:
            self._believe(entry, indicator, cell, shares=name in self._located.shared)
        return True

    def _pass_over(self, entry: Entry, indicator: Indicator, cell: Cell) -> None:
        """A cell that is not to be filled on this sheet: what stands in it is told, but for our own hint."""
        self._keep(entry, "elsewhere")
        hint = self._declared.hint(indicator, self._sheet)
        if cell.text.strip() and same_text(cell.text) != same_text(hint):
            self._tell("filled_elsewhere", entry, indicator, shown(cell), hint)

    def _refuse(
        self, entry: Entry, indicator: Indicator, case: str, found: str, expected: str
    ) -> None:
        """A cell of which nobody can say what it counts."""
        self._keep(entry, "unreadable")
        self.found.filled |= bool(entry.found)
        self._tell(case, entry, indicator, found, expected)

    def _believe(self, entry: Entry, indicator: Indicator, cell: Cell, *, shares: bool) -> None:
        """What a cell says about its indicator, and how it was read where that is worth telling.

        shares: whether it holds the other value of the item too, of which a fault of the cell is told once.
        """
        shared = self._declared.form.shared_items[indicator.item] if shares else None
        got = read_shared(cell, indicator, shared) if shared else read_cell(cell, indicator)
        if got.case == "blank":
            self._keep(entry, "blank")
            return
        self.found.filled = True
        is_number = not math.isnan(got.value)
        self._keep(entry, "number" if is_number else "unreadable", got.value)
        if got.case and not (shared and self._is_told(entry)):
            is_read_otherwise = got.case == "read_as"
            expected = (
                read_as(indicator, got.value) if is_read_otherwise else wanted(indicator, shared)
            )
            self._tell(got.case, entry, indicator, entry.found, expected)
        if cell.seen and is_number:
            self._tell("rounded_cell", entry, indicator, cell.seen, plain(got.value))

    def _keep(self, entry: Entry, state: str, value: float = math.nan) -> None:
        """The entry with what is now known of it; written out, since every cell of every form comes by."""
        self.found.entries[entry.indicator] = Entry(
            entry.indicator, entry.sheet, entry.cell, value, state, entry.found
        )

    def _tell(
        self, case: str, entry: Entry, indicator: Indicator, found: str, expected: str
    ) -> None:
        place = Place(self._sheet, entry.sheet, entry.cell, indicator)
        told = found_by_reader(self._declared, case, place, found=found, expected=expected)
        self.found.findings.append(told)

    def _is_told(self, entry: Entry) -> bool:
        """Whether a fault of the cell was told already, about the other value in it."""
        at = (entry.sheet, entry.cell)
        return any((f.sheet, f.cell) == at and f.severity == "error" for f in self.found.findings)
