"""What was read and nobody sees, and what is seen beside the cells and is not read: both are told to the writer."""

from collections.abc import Iterator

from pipeline.books.references import position
from pipeline.books.workbook import Book
from pipeline.marking.cell_notes import SIGN
from pipeline.model.declared import Declarations
from pipeline.model.ledger import LedgerSheet
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.few import some_of
from pipeline.words.wording import inert

_MOST_NAMED, _ROOM = 6, 20


def not_shown(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet on which a value, heading or row of the ledger that was read stands hidden."""
    read = [
        (Place(form.sector, form.sheet), _cells_of(form))
        for form in submission.sheets
        if form.submitted
    ]
    ledger = submission.ledger
    read += [(Place(sheet=ledger.sheet), _cells_of_ledger(ledger))] if ledger else []
    told = []
    for place, refs in read:
        page = book.sheet(place.sheet or "")
        hidden = sorted({r for r in refs if r in page.unseen} if page.unseen else (), key=position)
        if hidden:
            named = [f"{ref}（{inert(shown(page.cell(ref)), 10)}）" for ref in hidden[:_MOST_NAMED]]
            found = some_of(named, len(hidden), "格")
            at = Place(place.sector, place.sheet, hidden[0])
            told.append(found_by_reader(declared, "hidden_cells", at, found=found))
    return told


def beside_cells(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet of the form with comments or text boxes; ours of a returned copy are none."""
    told = []
    for form in (f for f in submission.sheets if f.submitted):
        texts = [
            (ref, text.partition(SIGN)[0].strip()) for ref, text in book.sheet(form.sheet).asides
        ]
        said = [(ref, text) for ref, text in texts if text]
        if said:
            named = [f"{ref}（{inert(text, _ROOM)}）" for ref, text in said[:_MOST_NAMED]]
            place = Place(form.sector, form.sheet, said[0][0] or None)
            found = some_of(named, len(said), "处")
            told.append(found_by_reader(declared, "aside_text", place, found=found))
    return told


def _cells_of(form: SheetForm) -> Iterator[str]:
    """Where something was read of a form: what is asked for on another sheet only says so."""
    yield from (e.cell for e in form.entries.values() if e.found and e.state != "elsewhere")
    yield from (h.cell for h in form.headings.values() if h.text)


def _cells_of_ledger(ledger: LedgerSheet) -> Iterator[str]:
    for row in (*ledger.rows, *ledger.others):
        yield from (f"{ledger.columns[column]}{row.number}" for column in row.values)
