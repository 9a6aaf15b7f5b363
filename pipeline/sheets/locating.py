"""Where every value and heading of a form stands: by its name, or, where names are gone, by its label.

A name is believed only if the label beside its cell is the declared one; one that no longer follows its row, in a
book that some tool has rewritten, counts as gone.
"""

from collections.abc import Collection, Mapping

from pipeline.books.references import split_reference
from pipeline.books.workbook import Book, Sheet
from pipeline.model.declared import Declarations
from pipeline.model.form import Form
from pipeline.sheets.labels import Labels, beside, labels_of
from pipeline.sheets.located import At, Located
from pipeline.sheets.marks import MARKS
from pipeline.sheets.pages import add_page, named_pages
from pipeline.words.wording import same_text


def locate(book: Book, besides: Collection[str], declared: Declarations) -> Located:
    """All cells of a workbook that can be found; nothing is taken from a label that stands twice.

    besides: pages that are something else.
    """
    named = {n: at for n, at in book.names.items() if at[0] in book.sheet_names}
    found, labels = Located(pages=named_pages(named, declared)), labels_of(declared.form)
    for page in book.sheet_names:
        if page not in found.pages.values() and page not in (MARKS, *besides):
            add_page(found, book.sheet(page), labels, declared)
    for sheet, page in found.pages.items():
        lost = _take_named(found, sheet, book.sheet(page), named, declared.form)
        if lost:
            _take_labelled(found, sheet, book.sheet(page), lost, labels)
            _take_shared(found, sheet, book.sheet(page), labels, declared.form)
    return found


def _take_named(
    found: Located, sheet: str, page: Sheet, named: Mapping[str, At], form: Form
) -> dict[str, str]:
    """Take the named cells that stand beside their labels; the labels of the others, by key."""
    lost = {}
    labels = {i.id: i.label for i in form.indicators.values()}
    labels |= {h.id: h.label for h in form.headings.values()}
    for key, label in labels.items():
        name = f"{sheet}_{key}"
        home, ref = named.get(name, ("", ""))
        beside_it = page.left_of(ref) if home == page.name else ""
        if home == page.name and same_text(beside_it) == same_text(label):
            found.cells[name] = home, ref
            continue
        lost[key] = label
        if home == page.name:
            found.wrong[name] = (home, ref), beside_it
    return lost


def _take_labelled(
    found: Located, sheet: str, page: Sheet, lost: Mapping[str, str], labels: Labels
) -> None:
    """Take the cells right of the labels of what is lost, unless they belong to something else."""
    taken = {at for name, at in found.cells.items() if name.startswith(f"{sheet}_")}
    wanted = {label: key for label, key in labels.values.items() if key in lost}
    for key, ref in beside(page, wanted, labels.stops).items():
        name = f"{sheet}_{key}"
        if (page.name, ref) not in taken and not _contradicts(found, name, ref):
            found.cells[name] = page.name, ref
            found.wrong.pop(name, None)
            found.by_label.add(sheet)


def _contradicts(found: Located, name: str, ref: str) -> bool:
    """Whether a name points at another cell of its label's own row: a column of figures was put between them."""
    if name not in found.wrong:
        return False
    named = found.wrong[name][0][1]
    return named != ref and split_reference(named)[1] == split_reference(ref)[1]


def _take_shared(found: Located, sheet: str, page: Sheet, labels: Labels, form: Form) -> None:
    """Take the cells of items that stand there as in the official form, two values in one."""
    items = form.by_item
    for item, ref in beside(page, labels.shared, labels.stops).items():
        names = [f"{sheet}_{i.id}" for i in items[item]]
        if not any(n in found.cells or n in found.wrong for n in names):
            found.cells |= dict.fromkeys(names, (page.name, ref))
            found.shared |= set(names)
            found.by_label.add(sheet)
