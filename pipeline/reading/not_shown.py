"""What was read and nobody sees, and what is seen beside the cells and is not read: both are told to the writer."""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence

from pipeline.books.references import corners, position
from pipeline.books.workbook import Book, Sheet
from pipeline.model.declared import Declarations
from pipeline.model.ledger import LedgerSheet
from pipeline.model.own_sheets import NOTE_SIGN
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.few import some_of
from pipeline.words.wording import inert

At = tuple[str | None, str | None]  # a worksheet and a cell

_MOST_NAMED = 4
_MOST_SAID, _ROOM = 3, 15


def not_shown(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet on which something that was read is not seen, or a blank to be filled is not.

    Read are values, headings, rows of the ledger and texts. It says of each whether it was: what is refused or missing
    and out of sight nobody would find. Of a published Annex 2 also for each sheet that is hidden as a whole; of a form,
    reading/overlooked.py tells it.
    """
    refused = {(f.sheet, f.cell) for f in submission.findings if f.severity == "error"}
    told = []
    for sector, sheet, filled, blank in _cells_to_see(book, submission, refused):
        page = book.sheet(sheet)
        hidden = sorted(
            {r for r in filled if r in page.unseen} if page.unseen else (), key=position
        )
        empty = sorted(_out_of_sight([*blank], page) if page.unseen else (), key=position)
        if hidden or empty:
            found = _told(hidden, empty, page, refused)
            at = Place(sector, sheet, min((*hidden, *empty), key=position))
            told.append(found_by_reader(declared, "hidden_cells", at, found=found))
        if submission.record and sheet in book.hidden:
            told.append(found_by_reader(declared, "hidden_sheet", Place(None, sheet), found=sheet))
    return told


def _told(hidden: Sequence[str], empty: Sequence[str], page: Sheet, refused: Container[At]) -> str:
    """The cells by what became of them, each with what stands in it: E9（12）已照常读取；E12、I12空着."""
    groups: dict[str, list[str]] = {}
    for ref in hidden:
        word = "没有读取" if (page.name, ref) in refused else "已照常读取"
        groups.setdefault(word, []).append(f"{ref}（{inert(shown(page.cell(ref)), 10)}）")
    if empty:
        groups["空着"] = list(empty)
    most = _MOST_NAMED // len(groups)
    return "；".join(
        f"{some_of(named[:most], len(named), '格')}{word}" for word, named in groups.items()
    )


def _out_of_sight(refs: Collection[str], page: Sheet) -> set[str]:
    """Of some blanks those that stand where nothing is seen: all that stands in their row, or in their column, is not.

    Which rows and columns are hidden is known by what they hold; a merged range of several is no sign of one.
    """
    merges = [corners(merged) for merged in page.merges]
    found = set[str]()
    for axis in (0, 1):
        across = {first for first, last in merges if first[axis] != last[axis]}
        lines: dict[bool, set[int]] = {True: set(), False: set()}
        for ref in page.cells:
            if (at := position(ref)) not in across:
                lines[ref in page.unseen].add(at[axis])
        hidden = lines[True] - lines[False]
        found |= {ref for ref in refs if position(ref)[axis] in hidden}
    return found


def beside_cells(book: Book, submission: Submission, declared: Declarations) -> list[Finding]:
    """A notice for each sheet that was read with comments or text boxes; ours of a returned copy are none."""
    told = []
    for sector, sheet, *_ in _cells_to_see(book, submission, ()):
        asides = book.sheet(sheet).asides
        said = [(ref, own) for ref, text in asides if (own := text.partition(NOTE_SIGN)[0].strip())]
        if said:
            named = [f"{ref}（{inert(text, _ROOM)}）" for ref, text in said[:_MOST_SAID]]
            at, found = Place(sector, sheet, said[0][0] or None), some_of(named, len(said), "处")
            told.append(found_by_reader(declared, "aside_text", at, found=found))
    return told


def _cells_to_see(
    book: Book, submission: Submission, refused: Container[At]
) -> Iterator[tuple[str | None, str, Iterable[str], Iterable[str]]]:
    """(sheet id, worksheet, cells, blanks): what was read of forms, ledger and work report, or of a published Annex 2.

    Blanks are the cells of forms that were asked for and are empty.
    """
    if submission.record:
        yield from ((None, sheet, refs, ()) for sheet, refs in _named(book).items())
        return
    for f in (f for f in submission.sheets if f.submitted):
        yield f.sector, f.sheet, _cells_of(f), _blanks_of(f, refused)
    if submission.ledger:
        yield None, submission.ledger.sheet, _cells_of_ledger(submission.ledger), ()
    if submission.report:
        texts = submission.report.texts
        yield None, texts[0].sheet, (text.cell for text in texts), ()


def _named(book: Book) -> dict[str, list[str]]:
    """Of a published Annex 2 the cells that have a name, by worksheet: all that is held against its record."""
    found: dict[str, list[str]] = {}
    for sheet, ref in book.names.values():
        if sheet in book.sheets:
            found.setdefault(sheet, []).append(ref)
    return found


def _cells_of(form: SheetForm) -> Iterator[str]:
    """Where something stands of a form: what is asked for on another sheet only says so."""
    yield from (e.cell for e in form.entries.values() if e.found and e.state != "elsewhere")
    yield from (h.cell for h in form.headings.values() if h.text)


def _blanks_of(form: SheetForm, refused: Container[At]) -> Iterator[str]:
    """Where something is to be filled in and nothing stands: any value, and a heading that has to be there."""
    yield from (e.cell for e in form.entries.values() if e.state in ("blank", "zero"))
    heads = (h for h in form.headings.values() if not h.text)
    yield from (h.cell for h in heads if (h.sheet, h.cell) in refused)


def _cells_of_ledger(ledger: LedgerSheet) -> Iterator[str]:
    for row in (*ledger.rows, *ledger.others):
        yield from (f"{ledger.columns[column]}{row.number}" for column in row.values)
