"""What stands in a workbook and is not counted: told, so that nothing is dropped in silence."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from pipeline.books.references import position, right_of
from pipeline.books.workbook import Book, Cell, Sheet
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, SheetForm
from pipeline.reading.file_remarks import is_far
from pipeline.sheets.labels import beside, labels_of
from pipeline.sheets.located import Located
from pipeline.sheets.quoting import shown
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.few import some_of
from pipeline.words.wording import inert, same_text

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DIGIT = re.compile(r"[0-9]")
_MOST_NAMED, _LONGEST = 3, 20


def overlooked(book: Book, form: SheetForm, declared: Declarations) -> list[Finding]:
    """What is told of a sheet besides its values: what a merge hides, numbers of no item, a hidden sheet."""
    page = book.sheet(form.sheet)
    rest, stops = [*_not_read(page, form)], labels_of(declared.form).stops
    edge = max((_column(e.cell) for e in form.entries.values() if e.cell), default=0)
    under = [ref for ref in rest if ref in page.covered]
    seen = (ref for ref in rest if ref not in page.covered)
    stray = [ref for ref in seen if _is_stray(page, ref, edge, stops)]
    told = [("hidden_value", under), ("stray_number", stray)]
    found = [_told(case, refs, page, form, declared) for case, refs in told if refs]
    if page.name in book.hidden:
        place = Place(form.sector, page.name)
        found.append(found_by_reader(declared, "hidden_sheet", place, found=page.name))
    return found


def _not_read(page: Sheet, form: SheetForm) -> Iterator[str]:
    """The cells that hold something and are neither a value nor a heading of the form."""
    read = {(e.sheet, e.cell) for e in form.entries.values()}
    read |= {(h.sheet, h.cell) for h in form.headings.values() if h.cell not in page.covered}
    for ref, cell in page.cells.items():
        if (page.name, ref) not in read and cell.text.strip() and not is_far(ref):
            yield ref  # what is far off has a notice of its own


def _is_stray(page: Sheet, ref: str, edge: int, stops: Collection[str]) -> bool:
    """Whether a cell holds a number of no item; right of the edge of the form's values also one in words: 应为12个."""
    cell = page.cell(ref)
    if _is_number(cell):  # what stands right before a label is its number
        return same_text(page.cell(right_of(ref)).text) not in stops
    return _holds_number(cell) and 0 < edge < _column(ref)


@lru_cache(maxsize=4096)  # the cells of a form are the same in every form
def _is_number(cell: Cell) -> bool:
    """Whether somebody typed a number; what a formula works out is nobody's report."""
    if cell.formula is not None:
        return False
    return cell.kind in ("number", "percent", "struck") or bool(
        _NUMBER.fullmatch(same_text(cell.text))
    )


@lru_cache(maxsize=4096)
def _holds_number(cell: Cell) -> bool:
    """Whether a number is among what somebody wrote."""
    return cell.formula is None and bool(_DIGIT.search(same_text(cell.text)))


@lru_cache(maxsize=16_384)  # the cells of a form are the same in every form
def _column(ref: str) -> int:
    return position(ref)[1]


def _told(
    case: str, refs: Sequence[str], page: Sheet, form: SheetForm, declared: Declarations
) -> Finding:
    """One finding for all such cells of a sheet, at the first of them."""
    named = [f"{ref}（{inert(shown(page.cell(ref)), _LONGEST)}）" for ref in refs[:_MOST_NAMED]]
    place = Place(form.sector, page.name, refs[0])
    return found_by_reader(declared, case, place, found=some_of(named, len(refs), "格"))


def extra_sheets(
    book: Book, located: Located, forms: Sequence[SheetForm], declared: Declarations
) -> list[Finding]:
    """Worksheets that look like a form but were not read: an error where they say something else, or else a notice."""
    findings = []
    for title, sheet in located.extra:
        read = next((f for f in forms if f.sector == sheet), None)
        differs = _differs(book.sheet(title), read, declared)
        case = "extra_sheet" if differs else "extra_copy"
        place, used = Place(sheet or None, title), read.sheet if read else ""
        findings.append(found_by_reader(declared, case, place, found=title, expected=used))
    return findings


def _differs(extra: Sheet, read: SheetForm | None, declared: Declarations) -> bool:
    """Whether a page that was not read holds a value that the sheet in its place does not."""
    labels, form = labels_of(declared.form), declared.form
    wanted = {label: key for label, key in labels.values.items() if key in form.indicators}
    refs = beside(extra, wanted, labels.stops)
    for item, ref in beside(extra, labels.shared, labels.stops).items():
        if not any(i.id in refs for i in form.by_item[item]):
            refs[form.by_item[item][0].id] = ref
    entries = read.entries if read else {}
    texts = {key: shown(extra.cell(ref)) for key, ref in refs.items()}
    return any(t and (k not in entries or t != entries[k].found) for k, t in texts.items())
