"""Which worksheet is which sheet of the form: by its names, its title, its heading or what somebody wrote on it."""

from collections.abc import Mapping

from pipeline.books.workbook import Sheet
from pipeline.model.declared import Declarations
from pipeline.model.form import Form
from pipeline.sheets.handmade import handmade_sector, written_headings
from pipeline.sheets.labels import Labels, beside
from pipeline.sheets.located import At, Located
from pipeline.words.spelled import subjects_spelled
from pipeline.words.wording import same_text

_LONGEST_VALUE = 20  # characters; 12345次，其中12345次 fits


def named_pages(named: Mapping[str, At], declared: Declarations) -> dict[str, str]:
    """The worksheet of every subject of which names are left: where its heading or else its first value is."""
    pages, left = {}, {name.partition("_")[0] for name in named}
    for sheet in (s for s in declared.roster.subjects if s in left):  # no subject has an underscore
        keys = (f"{sheet}_{key}" for key in ("sector", "unit", *declared.form.indicators))
        at = next((named[key] for key in keys if key in named), None)
        if at:
            pages[sheet] = at[0]
    return pages


def add_page(found: Located, page: Sheet, labels: Labels, declared: Declarations) -> None:
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
