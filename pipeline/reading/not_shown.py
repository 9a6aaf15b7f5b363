"""What was read and nobody sees, and what is seen beside the cells and is not read: both are told to the writer."""

from collections.abc import Iterator

from pipeline.books.references import position
from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.ledger import LedgerSheet
from pipeline.model.own_sheets import NOTE_SIGN
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.few import some_of
from pipeline.words.wording import inert

_MOST_NAMED = 4
_MOST_SAID, _ROOM = 3, 15


def not_shown(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet on which a value, heading or row of the ledger that was read is not seen."""
    told = []
    for sector, sheet, refs in _read_cells(submission):
        page = book.sheet(sheet)
        hidden = sorted({r for r in refs if r in page.unseen} if page.unseen else (), key=position)
        if hidden:
            named = [f"{ref}（{inert(shown(page.cell(ref)), 10)}）" for ref in hidden[:_MOST_NAMED]]
            found = some_of(named, len(hidden), "格")
            at = Place(sector, sheet, hidden[0])
            told.append(found_by_reader(declared, "hidden_cells", at, found=found))
    return told


def beside_cells(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet of the form with comments or text boxes; ours of a returned copy are none."""
    told = []
    for form in (f for f in submission.sheets if f.submitted):
        asides = book.sheet(form.sheet).asides
        said = [(ref, own) for ref, text in asides if (own := text.partition(NOTE_SIGN)[0].strip())]
        if said:
            named = [f"{ref}（{inert(text, _ROOM)}）" for ref, text in said[:_MOST_SAID]]
            at, found = (
                Place(form.sector, form.sheet, said[0][0] or None),
                some_of(named, len(said), "处"),
            )
            told.append(found_by_reader(declared, "aside_text", at, found=found))
    return told


def _read_cells(submission: Submission) -> Iterator[tuple[str | None, str, Iterator[str]]]:
    """(sheet id, worksheet, cells) of all that was read of the forms and of the ledger."""
    yield from ((f.sector, f.sheet, _cells_of(f)) for f in submission.sheets if f.submitted)
    if submission.ledger:
        yield None, submission.ledger.sheet, _cells_of_ledger(submission.ledger)


def _cells_of(form: SheetForm) -> Iterator[str]:
    """Where something was read of a form: what is asked for on another sheet only says so."""
    yield from (e.cell for e in form.entries.values() if e.found and e.state != "elsewhere")
    yield from (h.cell for h in form.headings.values() if h.text)


def _cells_of_ledger(ledger: LedgerSheet) -> Iterator[str]:
    for row in (*ledger.rows, *ledger.others):
        yield from (f"{ledger.columns[column]}{row.number}" for column in row.values)
