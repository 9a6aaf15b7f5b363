"""A workbook's ledger of hazards: every row that is one, and what is told of all that stands on its sheet."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.books.references import covered_cells, split_reference
from pipeline.books.workbook import Book
from pipeline.ledger.findings import Worded, ledger_finding, told_together
from pipeline.ledger.header import Header, is_named_so
from pipeline.ledger.pages import PageJudge, Readable, is_filled
from pipeline.ledger.row_reading import RowReader
from pipeline.ledger.sectors import Sectors
from pipeline.model.declared import Declarations
from pipeline.model.ledger import LedgerRow, LedgerSheet
from pipeline.model.received import Finding, SheetForm
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place
from pipeline.words.few import some_of
from pipeline.words.wording import inert

_MOST_NAMED = 3


def read_ledger(
    book: Book,
    pages: Sequence[Header],
    forms: Sequence[SheetForm],
    unit: str,
    declared: Declarations,
) -> tuple[LedgerSheet | None, list[Finding]]:
    """The ledger of a workbook, None where none can be used, and its findings. pages: as ledger_pages found them."""
    ledger, submitted = declared.ledger, [f.sector for f in forms if f.submitted]
    filled = [h for h in pages if not h.row or is_filled(book.sheet(h.page), h.row)]
    if ledger is None or not filled:
        return None, []
    sector = submitted[0] if submitted else None
    at, told = _opened(PageJudge(book, sector, declared, ledger), filled)
    if at is None:
        return None, told_together(told, declared)
    sectors = Sectors(unit, submitted, declared)
    reader = RowReader(at.page, at.letters, _covered(at), sectors, declared, ledger)
    rows = [row for number in at.numbers if (row := reader.read(number))]
    if not submitted:
        return None, [_alone(at.page.name, len(rows), declared)] if rows else []
    told += [*reader.told, *_beside(at, reader.taken, sector, declared)]
    sheet = _divided(at, rows, submitted)
    return sheet if sheet.rows else None, told_together(told, declared)


def _opened(judge: PageJudge, filled: Sequence[Header]) -> tuple[Readable | None, list[Worded]]:
    """The page that is read, of several the one of the declared name, and what is told of all."""
    first = next((h for h in filled if is_named_so(h.page, judge.ledger)), filled[0])
    told = list(judge.as_pages(first, filled))
    at, faults = judge.readable(first)
    return at, told + faults


def _divided(at: Readable, rows: Sequence[LedgerRow], submitted: Collection[str]) -> LedgerSheet:
    """The rows of the sheets that are submitted, or of no sheet that they tell; and those of others."""
    used = tuple(r for r in rows if not r.sector or r.sector in submitted)
    others = tuple(r for r in rows if r.sector and r.sector not in submitted)
    return LedgerSheet(at.page.name, at.letters, used, others)


def _covered(at: Readable) -> Mapping[str, str]:
    """What merged ranges below the header hide: titles are merged too, and would cost time at every cell."""
    ends = ((merge, merge.rpartition(":")[2]) for merge in at.page.merges)
    return covered_cells(tuple(m for m, end in ends if split_reference(end)[1] > at.header.row))


def _alone(page: str, rows: int, declared: Declarations) -> Finding:
    return ledger_finding(declared, "ledger_alone", Place(None, page), found=str(rows))[0]


def _beside(
    at: Readable, taken: int, sector: str | None, declared: Declarations
) -> Iterator[Worded]:
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
        place, found = Place(sector, at.page.name, others[0]), some_of(named, len(others), "格")
        yield ledger_finding(declared, "other_column", place, found=found)
