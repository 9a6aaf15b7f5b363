"""The pages of a workbook that may be its ledger: which is filled, where its columns are, what is wrong with one."""

from collections.abc import Collection, Iterator, Sequence

from pipeline.books.references import column_number
from pipeline.books.workbook import Book, Sheet
from pipeline.ledger.findings import Worded, ledger_finding
from pipeline.ledger.header import Header, is_named_so
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger
from pipeline.model.record import record
from pipeline.words.faults import Place
from pipeline.words.wording import listing

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@record
class Readable:
    """A page that is read: where its header is, and the one column of each label.

    numbers: of the rows below the header that hold something; cells: how many cells these hold.
    """

    page: Sheet
    header: Header
    letters: dict[str, str]
    numbers: Sequence[int]
    cells: int


def is_filled(page: Sheet, row: int) -> bool:
    """Whether any cell below a row holds something."""
    return any(int(ref.lstrip(_CAPITALS)) > row for ref in page.cells)


def _below(page: Sheet, row: int) -> list[int]:
    """The row numbers of all cells below a row that hold something, as often as there are cells."""
    return [n for ref in page.cells if (n := int(ref.lstrip(_CAPITALS))) > row]


@record
class PageJudge:
    """Says what is wrong with the pages of a workbook that may be its ledger. sector: where that is told."""

    book: Book
    sector: str | None
    declared: Declarations
    ledger: Ledger

    def as_pages(self, first: Header, filled: Sequence[Header]) -> Iterator[Worded]:
        """What is told of the filled pages as such: another name, hidden, a second one. first: the one that is read."""
        page = first.page
        if not is_named_so(page, self.ledger):
            yield self._finding("renamed", first, found=page, expected=self.ledger.sheet)
        if page in self.book.hidden:
            yield self._finding("hidden_ledger", first, found=page)
        for other in (h for h in filled if h is not first):
            yield self._finding("second_ledger", other, found=other.page, expected=page)

    def readable(self, header: Header) -> tuple[Readable | None, list[Worded]]:
        """The page as it can be read, None where that would be a guess, and why."""
        page = self.book.sheet(header.page)
        if not header.row:
            return None, [self._finding("no_header", header, found=page.name)]
        told = list(self._of_labels(header))
        below = _below(page, header.row)
        numbers, most = sorted(set(below)), self.ledger.most_rows
        if len(numbers) > most:
            words = {"found": str(len(numbers)), "expected": str(most)}
            told.append(self._finding("too_many_rows", header, **words))
        if any(finding.severity == "error" for finding, _ in told):
            return None, told
        ordered = sorted(header.columns.items(), key=lambda c: column_number(c[1][0]))
        where = {column: found[0] for column, found in ordered}
        return Readable(page, header, where, numbers, len(below)), told

    def _of_labels(self, header: Header) -> Iterator[Worded]:
        """What is told of the header: a label that stands twice, labels that stand nowhere."""
        for column, letters in header.columns.items():
            if len(letters) > 1:
                cells = [f"{c}{header.row}" for c in letters]
                words = {"found": listing(cells), "column": self.ledger.columns[column].label}
                yield self._finding("column_twice", header, cells[1], **words)
        for case, lost in _lost(header.columns, self.ledger):
            yield self._finding(case, header, f"A{header.row}", found=listing(lost))

    def _finding(self, case: str, at: Header, cell: str | None = None, **words: str) -> Worded:
        return ledger_finding(self.declared, case, Place(self.sector, at.page, cell), **words)


def _lost(found: Collection[str], ledger: Ledger) -> Iterator[tuple[str, list[str]]]:
    """The labels that stand nowhere: of columns that the program needs, and of others."""
    needed = set(ledger.roles.values())
    lost = [c for c in ledger.columns.values() if c.id not in found]
    for case, labels in (
        ("column_lost", [c.label for c in lost if c.id in needed]),
        ("column_missing", [c.label for c in lost if c.id not in needed]),
    ):
        if labels:
            yield case, labels
