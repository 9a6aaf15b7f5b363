"""A workbook's ledger of hazards: every row that is one, and what is told of all that stands on its sheet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.books.references import column_number, covered_cells, split_reference
from pipeline.books.workbook import Book, Sheet
from pipeline.ledger.findings import Worded, ledger_finding, told_together
from pipeline.ledger.header import Header, is_named_so
from pipeline.ledger.row_reading import RowReader
from pipeline.ledger.sectors import Sectors
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerSheet
from pipeline.model.received import Finding, SheetForm
from pipeline.model.record import record
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place
from pipeline.words.wording import inert, listing

_MOST_NAMED = 3
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@record
class _At:
    """A page that is read: where its header is, and the one column of each label.

    numbers: of the rows below the header that hold something; cells: how many cells these hold.
    """

    page: Sheet
    header: Header
    letters: dict[str, str]
    numbers: Sequence[int]
    cells: int


def read_ledger(
    book: Book,
    pages: Sequence[Header],
    forms: Sequence[SheetForm],
    unit: str,
    declared: Declarations,
) -> tuple[LedgerSheet | None, list[Finding]]:
    """The ledger of a workbook, None where none can be used, and its findings. pages: as ledger_pages found them."""
    ledger, submitted = declared.ledger, [f.sector for f in forms if f.submitted]
    filled = [h for h in pages if not h.row or _is_filled(book.sheet(h.page), h.row)]
    if ledger is None or not filled:
        return None, []
    first = next((h for h in filled if is_named_so(h.page, ledger)), filled[0])
    sector = submitted[0] if submitted else None
    told = list(_of_pages(book, first, filled, sector, declared, ledger))
    at, faults = _columns(book, first, sector, declared, ledger)
    told += faults
    if at is None:
        return None, told_together(told, declared)
    sectors = Sectors(unit, submitted, declared)
    reader = RowReader(at.page, at.letters, _covered(at), sectors, declared, ledger)
    rows = [row for number in at.numbers if (row := reader.read(number))]
    if not submitted:
        return None, [_alone(at.page.name, len(rows), declared)] if rows else []
    told += [*reader.told, *_beside(at, reader.taken, sector, declared)]
    used = tuple(r for r in rows if not r.sector or r.sector in submitted)
    others = tuple(r for r in rows if r.sector and r.sector not in submitted)
    sheet = LedgerSheet(at.page.name, at.letters, used, others)
    return sheet if used else None, told_together(told, declared)


def _is_filled(page: Sheet, row: int) -> bool:
    """Whether any cell below a row holds something."""
    return any(int(ref.lstrip(_CAPITALS)) > row for ref in page.cells)


def _below(page: Sheet, row: int) -> list[int]:
    """Of every cell below a row that holds something the number of its row."""
    return [n for ref in page.cells if (n := int(ref.lstrip(_CAPITALS))) > row]


def _covered(at: _At) -> Mapping[str, str]:
    """What merged ranges below the header hide: titles are merged too, and would cost time at every cell."""
    ends = ((merge, merge.rpartition(":")[2]) for merge in at.page.merges)
    return covered_cells(tuple(m for m, end in ends if split_reference(end)[1] > at.header.row))


def _alone(page: str, rows: int, declared: Declarations) -> Finding:
    return ledger_finding(declared, "ledger_alone", Place(None, page), found=str(rows))[0]


def _of_pages(
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


def _columns(
    book: Book, header: Header, sector: str | None, declared: Declarations, ledger: Ledger
) -> tuple[_At | None, list[Worded]]:
    """The page as it can be read, None where that would be a guess, and why."""
    page, place = book.sheet(header.page), Place(sector, header.page)
    if not header.row:
        return None, [ledger_finding(declared, "no_header", place, found=page.name)]
    told = []
    for column, letters in header.columns.items():
        if len(letters) > 1:
            cells = [f"{c}{header.row}" for c in letters]
            words = {"found": listing(cells), "column": ledger.columns[column].label}
            told.append(ledger_finding(declared, "column_twice", _in(place, cells[1]), **words))
    for case, lost in _lost(header.columns, ledger):
        told.append(
            ledger_finding(declared, case, _in(place, f"A{header.row}"), found=listing(lost))
        )
    below = _below(page, header.row)
    numbers = sorted(set(below))
    if len(numbers) > ledger.most_rows:
        words = {"found": str(len(numbers)), "expected": str(ledger.most_rows)}
        told.append(ledger_finding(declared, "too_many_rows", place, **words))
    if any(finding.severity == "error" for finding, _ in told):
        return None, told
    ordered = sorted(header.columns.items(), key=lambda c: column_number(c[1][0]))
    where = {column: found[0] for column, found in ordered}
    return _At(page, header, where, numbers, len(below)), told


def _in(place: Place, cell: str) -> Place:
    return replace(place, cell=cell)


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


def _beside(at: _At, taken: int, sector: str | None, declared: Declarations) -> Iterator[Worded]:
    """What stands below the header in no column of the ledger, told once. taken: how many cells were looked at."""
    known = set(at.letters.values())
    cells = at.page.cells
    if taken == at.cells:
        return
    others = [
        ref
        for ref, cell in cells.items()
        if (letters := ref.rstrip("0123456789")) not in known
        and int(ref[len(letters) :]) > at.header.row
        and (cell.text.strip() or cell.formula)
    ]
    if others:
        named = [f"{ref}（{inert(shown(cells[ref]), 10)}）" for ref in others[:_MOST_NAMED]]
        more = f"等{len(others)}格" if len(others) > _MOST_NAMED else ""
        place = Place(sector, at.page.name, others[0])
        yield ledger_finding(declared, "other_column", place, found=f"{listing(named)}{more}")
