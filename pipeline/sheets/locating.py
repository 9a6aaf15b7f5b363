"""Where every value and heading of a form stands: by its name, or, where names are gone, by its label.

A name is believed only if the label beside its cell is the declared one; one that no longer follows its row, in a
book that some tool has rewritten, counts as gone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline.books.references import split_reference
from pipeline.books.workbook import Book, Sheet
from pipeline.model.declared import Declarations
from pipeline.model.form import Form
from pipeline.sheets.handmade import Written, handmade_sector, written_headings
from pipeline.sheets.labels import Labels, beside, labels_of
from pipeline.sheets.marks import MARKS
from pipeline.words.spelled import subjects_spelled
from pipeline.words.wording import same_text

At = tuple[str, str]  # (worksheet, cell)
Found = TypeVar("Found")
_LONGEST_VALUE = 20  # characters; 12345次，其中12345次 fits


@dataclass(slots=True)
class Located:
    """Cells by `<subject>_<indicator or heading>`, as (worksheet, cell); by sheet id once the unit is known.

    pages: subject -> worksheet. wrong: named cells beside another label (which is told), their own standing nowhere.
    by_label: sheet ids of which cells were found by label. shared: names of values that share one cell, as in the
    official form. handmade: sheet id -> headings of a page without names and heading block. extra: worksheets that
    look like a form but are not the one that is read, with their sheet id (empty where they do not tell).
    """

    cells: dict[str, At] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, tuple[At, str]] = field(default_factory=dict)
    by_label: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    handmade: dict[str, Mapping[str, Written]] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def of(self, sheets: Mapping[str, str]) -> "Located":
        """The same by sheet id, of the subjects that are a unit's sheets (subject -> sheet id)."""
        if all(subject == sheet for subject, sheet in sheets.items()):
            return self
        return replace(
            self,
            cells=_renamed(self.cells, sheets),
            pages={sheets[s]: page for s, page in self.pages.items() if s in sheets},
            wrong=_renamed(self.wrong, sheets),
            by_label={sheets[s] for s in self.by_label if s in sheets},
            shared=set(_renamed(dict.fromkeys(self.shared), sheets)),
            handmade={sheets[s]: told for s, told in self.handmade.items() if s in sheets},
            extra=[(page, sheets.get(s, "")) for page, s in self.extra],
        )


def _renamed(found: Mapping[str, Found], sheets: Mapping[str, str]) -> dict[str, Found]:
    """With the sheet id instead of the subject, which has no underscore, at the head of every name."""
    parts = ((name.partition("_"), what) for name, what in found.items())
    return {
        f"{sheets[subject]}_{key}": what for (subject, _, key), what in parts if subject in sheets
    }


def locate(book: Book, besides: Collection[str], declared: Declarations) -> Located:
    """All cells of a workbook that can be found; nothing is taken from a label that stands twice.

    besides: pages that are something else.
    """
    named = {n: at for n, at in book.names.items() if at[0] in book.sheet_names}
    found, labels = Located(pages=_named_pages(named, declared)), labels_of(declared.form)
    for page in book.sheet_names:
        if page not in found.pages.values() and page not in (MARKS, *besides):
            _add_page(found, book.sheet(page), labels, declared)
    for sheet, page in found.pages.items():
        lost = _take_named(found, sheet, book.sheet(page), named, declared.form)
        if lost:
            _take_labelled(found, sheet, book.sheet(page), lost, labels)
            _take_shared(found, sheet, book.sheet(page), labels, declared.form)
    return found


def _named_pages(named: Mapping[str, At], declared: Declarations) -> dict[str, str]:
    """The worksheet of every subject of which names are left: where its heading or else its first value is."""
    pages, left = {}, {name.partition("_")[0] for name in named}
    for sheet in (s for s in declared.roster.subjects if s in left):  # no subject has an underscore
        keys = (f"{sheet}_{key}" for key in ("sector", "unit", *declared.form.indicators))
        at = next((named[key] for key in keys if key in named), None)
        if at:
            pages[sheet] = at[0]
    return pages


def _add_page(found: Located, page: Sheet, labels: Labels, declared: Declarations) -> None:
    """Find out which sheet a page without names is, by its title, its heading or what somebody wrote on it."""
    subjects = subjects_spelled(declared.roster)
    named = subjects.whole(page.name)
    sheet = named.id if named else ""
    if not sheet and not _looks_like_form(page, labels, declared.form):
        return
    key = "sector" if declared.roster.has_sectors else "unit"  # whose sheet it is
    heading = beside(page, _only(labels, key), labels.stops).get(key, "")
    written = {} if heading else written_headings(page, declared)
    if not sheet and heading:
        named = subjects.whole(page.cell(heading).text)
        sheet = named.id if named else ""
    sheet = sheet or handmade_sector(page, written, declared.roster)
    if sheet and sheet not in found.pages:
        found.pages[sheet] = page.name
        found.handmade |= {sheet: written} if not heading else {}
    elif _looks_like_form(page, labels, declared.form):
        found.extra.append((page.name, sheet))


def _only(labels: Labels, key: str) -> dict[str, str]:
    return {label: k for label, k in labels.values.items() if k == key}


def _looks_like_form(page: Sheet, labels: Labels, form: Form) -> bool:
    """Whether at least half of the form's items are on a page, and beside them values rather than sentences.

    The notes on how to fill the form list all items too.
    """
    wanted = {label: key for label, key in labels.values.items() if key in form.indicators}
    refs = beside(page, {**wanted, **labels.shared}, labels.stops)
    if 2 * len(refs) < len(form.by_item):
        return False
    texts = [t for ref in refs.values() if (t := same_text(page.cell(ref).text))]
    return 2 * sum(len(t) <= _LONGEST_VALUE for t in texts) > len(texts)


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
