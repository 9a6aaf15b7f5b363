"""Where a workbook's ledger is: the pages that have its header row, whatever they are called, and the columns there."""

from collections.abc import Iterator, Mapping

from pipeline.books.references import split_reference
from pipeline.books.workbook import Book, Sheet
from pipeline.model.ledger import Ledger
from pipeline.model.record import record
from pipeline.sheets.marks import MARKS
from pipeline.words.wording import same_text

PREFIX = "ledger_"  # of the names of header cells
_DEEPEST = 200  # rows in which the header is looked for
# Labels that make a header on a page that bears the ledger's name; elsewhere half of them do.
_LEAST = 3
Found = dict[str, list[str]]  # column id -> the letters under which its label stands


@record
class Header:
    """The header row of a page (0 where there is none), and the letters under which each column's label stands."""

    page: str
    row: int
    columns: Mapping[str, list[str]]


def ledger_pages(book: Book, ledger: Ledger | None) -> list[Header]:
    """The pages that are a ledger: by their header row, or by their name where they hold anything at all."""
    if ledger is None:
        return []
    pages = (book.sheet(name) for name in book.sheet_names if name != MARKS)
    found = ((_header(page, ledger), page) for page in pages)
    return [
        _with_named(header, book, ledger) if header.row else header
        for header, page in found
        if header.row or (is_named_so(page.name, ledger) and any(t.strip() for t in page.texts))
    ]


def is_named_so(title: str, ledger: Ledger) -> bool:
    """Whether a page bears the ledger's name."""
    return same_text(title) == same_text(ledger.sheet)


def _header(page: Sheet, ledger: Ledger) -> Header:
    """The row with most of the labels, if these are enough."""
    least = _LEAST if is_named_so(page.name, ledger) else (len(ledger.columns) + 1) // 2
    exact = {c.label: c.id for c in ledger.columns.values()}
    row, columns = _fullest(_labels(page, exact))
    if len(columns) < len(exact):  # some are written otherwise, if this is a header at all
        wide = {same_text(label): c for label, c in exact.items()}
        row, columns = _fullest(_alike(page, wide, row if len(columns) >= _LEAST else 0))
    enough = len(columns) >= least
    return Header(page.name, row if enough else 0, columns if enough else {})


def _labels(page: Sheet, wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(reference, column) of every cell that is a label to the letter; quick, since a ledger has many cells."""
    for ref, cell in page.cells.items():
        if cell.text in wanted:
            yield ref, wanted[cell.text]


def _alike(page: Sheet, wanted: Mapping[str, str], row: int) -> Iterator[tuple[str, str]]:
    """The same where width and spaces are aside; of one row, or of all in which a header may stand (0)."""
    longest = 2 * max(map(len, wanted))
    for ref, cell in page.cells.items():
        if len(cell.text) <= longest and cell.kind == "text":
            key = wanted.get(same_text(cell.text))
            if key and (at := split_reference(ref)[1]) in (row or at,) and at <= _DEEPEST:
                yield ref, key


def _fullest(labels: Iterator[tuple[str, str]]) -> tuple[int, Found]:
    rows: dict[int, Found] = {}
    for ref, column in labels:
        letters, row = split_reference(ref)
        rows.setdefault(row, {}).setdefault(column, []).append(letters)
    return max(rows.items(), key=lambda r: (len(r[1]), -r[0]), default=(0, {}))


def _with_named(header: Header, book: Book, ledger: Ledger) -> Header:
    """With the columns whose header cell was moved to another row: their name, believed only at their label."""
    page, columns = book.sheet(header.page), dict(header.columns)
    for column in ledger.columns.values():
        home, ref = book.names.get(f"{PREFIX}{column.id}", ("", ""))
        if column.id in columns or home != page.name:
            continue
        if same_text(page.cell(ref).text) == same_text(column.label):
            columns[column.id] = [split_reference(ref)[0]]
    return Header(header.page, header.row, columns)
