"""What was read and nobody sees, and what is seen beside the cells and is not read: both are told to the writer."""

from collections.abc import Iterable, Iterator

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
    """A notice for each sheet on which something that was read is not seen: values, headings, ledger rows, texts.

    Of a published Annex 2 also for each sheet that is hidden as a whole; of a form, reading/overlooked.py tells it.
    """
    told = []
    for sector, sheet, refs in _read_cells(book, submission):
        page = book.sheet(sheet)
        hidden = sorted({r for r in refs if r in page.unseen} if page.unseen else (), key=position)
        if hidden:
            named = [f"{ref}（{inert(shown(page.cell(ref)), 10)}）" for ref in hidden[:_MOST_NAMED]]
            found = some_of(named, len(hidden), "格")
            at = Place(sector, sheet, hidden[0])
            told.append(found_by_reader(declared, "hidden_cells", at, found=found))
        if submission.record and sheet in book.hidden:
            told.append(found_by_reader(declared, "hidden_sheet", Place(None, sheet), found=sheet))
    return told


def beside_cells(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet that was read with comments or text boxes; ours of a returned copy are none."""
    told = []
    for sector, sheet, _ in _read_cells(book, submission):
        asides = book.sheet(sheet).asides
        said = [(ref, own) for ref, text in asides if (own := text.partition(NOTE_SIGN)[0].strip())]
        if said:
            named = [f"{ref}（{inert(text, _ROOM)}）" for ref, text in said[:_MOST_SAID]]
            at, found = (
                Place(sector, sheet, said[0][0] or None),
                some_of(named, len(said), "处"),
            )
            told.append(found_by_reader(declared, "aside_text", at, found=found))
    return told


def _read_cells(
    book: Book, submission: Submission
) -> Iterator[tuple[str | None, str, Iterable[str]]]:
    """(sheet id, worksheet, cells) of all that was read: forms, ledger and work report; or a published Annex 2."""
    if submission.record:
        yield from ((None, sheet, refs) for sheet, refs in _named(book).items())
        return
    yield from ((f.sector, f.sheet, _cells_of(f)) for f in submission.sheets if f.submitted)
    if submission.ledger:
        yield None, submission.ledger.sheet, _cells_of_ledger(submission.ledger)
    if submission.report:
        texts = submission.report.texts
        yield None, texts[0].sheet, (text.cell for text in texts)


def _named(book: Book) -> dict[str, list[str]]:
    """Of a published Annex 2 the cells that have a name, by worksheet: all that is held against its record."""
    found: dict[str, list[str]] = {}
    for sheet, ref in book.names.values():
        if sheet in book.sheets:
            found.setdefault(sheet, []).append(ref)
    return found


def _cells_of(form: SheetForm) -> Iterator[str]:
    """Where something was read of a form: what is asked for on another sheet only says so."""
    yield from (e.cell for e in form.entries.values() if e.found and e.state != "elsewhere")
    yield from (h.cell for h in form.headings.values() if h.text)


def _cells_of_ledger(ledger: LedgerSheet) -> Iterator[str]:
    for row in (*ledger.rows, *ledger.others):
        yield from (f"{ledger.columns[column]}{row.number}" for column in row.values)
