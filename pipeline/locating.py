"""Where every value and heading of a form stands: by its name, or, where names are gone, by its label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.headings import is_named
from pipeline.model.declared import Declarations
from pipeline.references import column_letters, column_number, split_reference
from pipeline.wording import same_text
from pipeline.workbook import Book, Sheet

At = tuple[str, str]  # (worksheet, cell)


@dataclass(slots=True)
class Located:
    """cells: (worksheet, cell) by `<sheet id>_<indicator or heading>`. by_label: sheet ids whose names were gone."""

    cells: dict[str, At] = field(default_factory=dict)
    by_label: set[str] = field(default_factory=set)


def locate(book: Book, declared: Declarations) -> Located:
    """All cells of a workbook that can be found; names win, and nothing is taken from an ambiguous label."""
    found = Located({n: at for n, at in book.names.items() if at[0] in book.sheet_names})
    pages = _pages(found.cells, book, declared)
    labels = {i.id: i.label for i in declared.form.indicators.values()}
    labels |= {h.id: h.label for h in declared.form.headings.values()}
    for sheet, page in pages.items():
        lost = [i for i in labels if f"{sheet}_{i}" not in found.cells]
        if lost:
            cells = _beside(book.sheet(page), {i: labels[i] for i in lost})
            found.cells |= {f"{sheet}_{i}": (page, ref) for i, ref in cells.items()}
            found.by_label |= {sheet} if cells else set()
    return found


def _pages(cells: Mapping[str, At], book: Book, declared: Declarations) -> dict[str, str]:
    """The worksheet of every sheet id that has one: where its names point, or where title or heading say so."""
    pages: dict[str, str] = {}
    for sheet in declared.roster.sheets:
        for key in ("sector", *declared.form.indicators):
            if f"{sheet}_{key}" in cells:
                pages.setdefault(sheet, cells[f"{sheet}_{key}"][0])
    for page in book.sheet_names:
        if page not in pages.values() and page != "_form":
            sheet = _sheet_of(page, book, declared, by_heading=not cells)
            if sheet and sheet not in pages:
                pages[sheet] = page
    return pages


def _sheet_of(page: str, book: Book, declared: Declarations, by_heading: bool) -> str:
    """The sheet id that a worksheet is by its title or, in a book without any names, by its heading; or empty."""
    texts = [page]
    if by_heading:
        heading = {"sector": declared.form.headings["sector"].label}
        texts += [
            book.sheet(page).cell(ref).text for ref in _beside(book.sheet(page), heading).values()
        ]
    for text in texts:
        for sheet in declared.roster.sheets.values():
            if is_named(text, sheet):
                return sheet.id
    return ""


def _beside(page: Sheet, labels: Mapping[str, str]) -> dict[str, str]:
    """The cell right of each label that stands exactly once on a page."""
    wanted = {same_text(label): key for key, label in labels.items()}
    places: dict[str, list[str]] = {}
    for ref, cell in page.cells.items():
        key = wanted.get(same_text(cell.text)) if cell.kind == "text" else None
        if key:
            places.setdefault(key, []).append(ref)
    ends = _merge_ends(page.merges)
    return {
        key: _next(ends.get(refs[0], refs[0])) for key, refs in places.items() if len(refs) == 1
    }


def _merge_ends(merges: Iterable[str]) -> dict[str, str]:
    """First cell of a merged range -> the last cell of its first row."""
    ends = {}
    for merge in merges:
        first, _, last = merge.partition(":")
        row = split_reference(first)[1]
        ends[first] = f"{split_reference(last or first)[0]}{row}"
    return ends


def _next(ref: str) -> str:
    letters, row = split_reference(ref)
    return f"{column_letters(column_number(letters) + 1)}{row}"
