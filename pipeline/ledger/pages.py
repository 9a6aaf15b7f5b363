"""The pages of a workbook that may be its ledger: which is filled, where its columns are, what is wrong with one."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

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


def told_of_pages(
    book: Book,
    first: Header,
    filled: Sequence[Header],
    sector: str | None,
    declared: Declarations,
    ledger: Ledger,
) -> Iterator[Worded]:
    """What is told of the pages as such: another name, hidden, a second one."""
    place = Place(sector, first.page)
    if not is_named_so(first.page, ledger):
        yield ledger_finding(declared, "renamed", place, found=first.page, expected=ledger.sheet)
    if first.page in book.hidden:
        yield ledger_finding(declared, "hidden_ledger", place, found=first.page)
    for other in (h for h in filled if h is not first):
        at = Place(sector, other.page)
        yield ledger_finding(declared, "second_ledger", at, found=other.page, expected=first.page)


def readable(
    book: Book, header: Header, sector: str | None, declared: Declarations, ledger: Ledger
) -> tuple[Readable | None, list[Worded]]:
    """The page as it can be read, None where that would be a guess, and why."""
    page, place = book.sheet(header.page), Place(sector, header.page)
    if not header.row:
        return None, [ledger_finding(declared, "no_header", place, found=page.name)]
    told = list(_told_of_labels(header, place, declared, ledger))
    below = _below(page, header.row)
    numbers = sorted(set(below))
    if len(numbers) > ledger.most_rows:
        words = {"found": str(len(numbers)), "expected": str(ledger.most_rows)}
        told.append(ledger_finding(declared, "too_many_rows", place, **words))
    if any(finding.severity == "error" for finding, _ in told):
        return None, told
    ordered = sorted(header.columns.items(), key=lambda c: column_number(c[1][0]))
    where = {column: found[0] for column, found in ordered}
    return Readable(page, header, where, numbers, len(below)), told


def _told_of_labels(
    header: Header, place: Place, declared: Declarations, ledger: Ledger
) -> Iterator[Worded]:
    """What is told of the header: a label that stands twice, labels that stand nowhere."""
    for column, letters in header.columns.items():
        if len(letters) > 1:
            cells = [f"{c}{header.row}" for c in letters]
            words = {"found": listing(cells), "column": ledger.columns[column].label}
            at = replace(place, cell=cells[1])
            yield ledger_finding(declared, "column_twice", at, **words)
    at = replace(place, cell=f"A{header.row}")
    for case, lost in _lost(header.columns, ledger):
        yield ledger_finding(declared, case, at, found=listing(lost))


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
