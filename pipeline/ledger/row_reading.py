"""One row of a ledger after the other: which are hazards, what their cells hold, what is told of them."""

from collections.abc import Mapping

from pipeline.books.workbook import Cell, Sheet
from pipeline.ledger.cell_reading import SPACES, Got, reader_of
from pipeline.ledger.findings import Worded, ledger_finding
from pipeline.ledger.quick_cells import quick_reader
from pipeline.ledger.sectors import Sectors
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerRow
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place
from pipeline.words.wording import inert, same_text

Cells = dict[str, Cell]  # of one row, by column id: those that hold something
# A row is a hazard if it says any of this.
_TELLING = ("enterprise", "code", "description", "found", "source")
_USABLE = ("", "cell_read_as", "cell_rounded", "cell_too_long")


class RowReader:
    """Reads the rows of one page. letters: of every column, from left to right.

    covered: the cells below the header that a merged range hides, each with the one that is seen. told: what is told of
    the rows so far; taken: how many cells were looked at.
    """

    def __init__(
        self,
        page: Sheet,
        letters: Mapping[str, str],
        covered: Mapping[str, str],
        sectors: Sectors,
        declared: Declarations,
        ledger: Ledger,
    ) -> None:
        """Prepare a reader for every column."""
        self._page, self._letters, self._covered = page, letters, covered
        self._sectors = sectors
        self._declared, self._ledger = declared, ledger
        self._telling = {ledger.roles[role] for role in _TELLING}
        self._sector = ledger.roles["sector"]
        self._totals = tuple(same_text(word) for word in ledger.totals)
        self._read = {c: reader_of(ledger.columns[c], ledger, declared.campaign) for c in letters}
        self._quick = {c: quick_reader(ledger.columns[c], ledger) for c in letters}
        self.told: list[Worded] = []
        self.taken = 0

    def read(self, number: int) -> LedgerRow | None:
        """A row; None for one that is no hazard, which is told unless nothing stands in it."""
        filled = self._filled(number)
        if not filled or self._is_none(filled, number):
            return None
        text = filled[self._sector].text.strip(SPACES) if self._sector in filled else ""
        sector = self._sectors.of(text)
        self._tell_sector(text, sector, number)
        place = sector or self._sectors.first
        values, unreadable = dict[str, str](), set[str]()
        if text and not sector:  # told already
            unreadable.add(self._sector)
            del filled[self._sector]
        for column, cell in (filled | self._behind_merges(filled, number)).items():
            value = None if self._covered else self._quick[column](cell)
            if value is None:
                value = self._value(column, cell, number, place)
            if value is None:
                unreadable.add(column)
            else:
                values[column] = value
        return LedgerRow(number, sector, values, frozenset(unreadable))

    def _value(self, column: str, cell: Cell, number: int, sector: str | None) -> str | None:
        """What a cell says; None where it cannot be read, which is told as what was read only after a second look."""
        got = self._got(column, cell, number)
        if got.case:
            self._tell(got, column, cell, number, sector)
        return got.value if got.case in _USABLE else None

    def _filled(self, number: int) -> Cells:
        cells, filled = self._page.cells, {}
        for column, letters in self._letters.items():
            cell = cells.get(f"{letters}{number}")
            if cell is not None:
                self.taken += 1
                if cell.text.strip(SPACES) or cell.formula is not None:
                    filled[column] = cell
        return filled

    def _behind_merges(self, filled: Cells, number: int) -> Cells:
        """The empty cells of a row that look filled: a merged range shows another one's content in their place."""
        found: Cells = {}
        if not self._covered:
            return found
        for column in self._letters.keys() - filled.keys() - {self._sector}:
            seen = self._page.cells.get(self._covered.get(f"{self._letters[column]}{number}", ""))
            if seen is not None and seen.text.strip(SPACES):
                found[column] = seen
        return {column: found[column] for column in self._letters if column in found}

    def _is_none(self, filled: Cells, number: int) -> bool:
        """Whether a row is no hazard: it adds up or comments, repeats the header, or says too little to be one."""
        (column, first), day = next(iter(filled.items())), self._ledger.roles["found"]
        if not self._telling & filled.keys():
            case = "total_row" if self._is_total(first) else "not_a_row"
        elif (day not in filled and self._is_total(first)) or self._is_header(filled):
            case = "total_row"
        else:
            return False
        at = self._at(self._sectors.first, column, number)
        found = inert(shown(first), 20)
        self.told.append(ledger_finding(self._declared, case, at, found=found, row=str(number)))
        return True

    def _is_total(self, first: Cell) -> bool:
        return bool(self._totals) and same_text(first.text[:20]).startswith(self._totals)

    def _is_header(self, filled: Cells) -> bool:
        """Whether the header stands here once more, as where pages were pasted below each other."""
        labels = self._ledger.columns
        return all(c.text.strip() == labels[name].label for name, c in filled.items())

    def _got(self, column: str, cell: Cell, number: int) -> Got:
        hidden_by = self._covered and self._covered.get(f"{self._letters[column]}{number}")
        return Got("", "cell_merged", hidden_by) if hidden_by else self._read[column](cell)

    def _at(self, sector: str | None, column: str, number: int) -> Place:
        return Place(sector, self._page.name, f"{self._letters[column]}{number}")

    def _tell_sector(self, text: str, sector: str, number: int) -> None:
        case = self._sectors.case(text, sector)
        if not case:
            return
        inherited = case == "sector_inherited"
        at = self._at(sector if inherited else self._sectors.first, self._sector, number)
        words = {
            "found": self._sectors.name(sector) if case == "sector_elsewhere" else text,
            "expected": self._sectors.name(sector) if inherited else self._sectors.names,
            "column": self._ledger.columns[self._sector].label,
        }
        self.told.append(ledger_finding(self._declared, case, at, row=str(number), **words))

    def _tell(self, got: Got, column: str, cell: Cell, number: int, sector: str | None) -> None:
        at = self._at(sector, column, number)
        found = str(len(cell.text.strip(SPACES))) if got.case == "cell_too_long" else shown(cell)
        found = cell.seen if got.case == "cell_rounded" else found
        label = self._ledger.columns[column].label
        words = {"found": found, "expected": got.expected, "column": label}
        self.told.append(ledger_finding(self._declared, got.case, at, row=str(number), **words))
