"""Cells found by the texts beside them, where names are gone: a label must stand exactly once on its page."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.books.references import LAST_COLUMN, column_letters, column_number, split_reference
from pipeline.books.workbook import Sheet
from pipeline.model.form import Form
from pipeline.model.record import record
from pipeline.words.wording import same_text

_NUMBER = re.compile(r"[0-9]+(?:-[0-9]+)?[.、]?")  # of an item: 12, 1-12
_REACH = 6  # columns that somebody may have put between a label and its value


@record
class Labels:
    """A form's labels as compared (see same_text): label -> what it is about.

    values: of indicators and headings. shared: of items whose values share one cell. stops: texts at which the next
    value of a row begins.
    """

    values: Mapping[str, str]
    shared: Mapping[str, str]
    stops: Collection[str]


@lru_cache(maxsize=4)
def labels_of(form: Form) -> Labels:
    """The labels of a form."""
    values = {same_text(i.label): i.id for i in form.indicators.values()}
    values |= {same_text(h.label): h.id for h in form.headings.values()}
    shared = {same_text(s.label): s.item for s in form.shared_items.values()}
    return Labels(values, shared, {*values, *shared, *form.by_item})


def beside(page: Sheet, wanted: Mapping[str, str], stops: Collection[str]) -> dict[str, str]:
    """The value cell right of each label that stands exactly once on a page, by what the label is about.

    None where two columns could be meant.
    """
    places: dict[str, list[str]] = {}
    for ref, cell in page.cells.items():
        key = wanted.get(same_text(cell.text).removesuffix(":")) if cell.kind == "text" else None
        if key:
            places.setdefault(key, []).append(ref)
    ends = _merge_ends(page.merges)
    alone = {k: split_reference(ends.get(r[0], r[0])) for k, r in places.items() if len(r) == 1}
    columns = {letters: column_number(letters) for letters, _ in alone.values()}
    steps = {
        letters: _step(page, at, [row for c, row in alone.values() if c == letters], stops)
        for letters, at in columns.items()
    }
    return {
        key: f"{column_letters(columns[letters] + steps[letters])}{row}"
        for key, (letters, row) in alone.items()
        if steps[letters] and columns[letters] + steps[letters] <= LAST_COLUMN
    }


def _merge_ends(merges: Iterable[str]) -> dict[str, str]:
    """First cell of a merged range -> the last cell of its first row."""
    ends = {}
    for merge in merges:
        first, _, last = merge.partition(":")
        row = split_reference(first)[1]
        ends[first] = f"{split_reference(last or first)[0]}{row}"
    return ends


def _step(page: Sheet, column: int, rows: Sequence[int], stops: Collection[str]) -> int:
    """How far right of a column of labels their values stand: one, or more where columns were put between.

    It is the column in which most of the rows hold something, and which is not that of the next labels or of their
    numbers; so no single number that stands somewhere in a row is ever taken for a value. 0 where there are several.
    """
    able = []
    for step in range(1, _REACH + 1):
        texts = [same_text(page.cell(f"{column_letters(column + step)}{r}").text) for r in rows]
        filled = sum(bool(t) for t in texts)
        if any(t in stops for t in texts):
            break
        if 2 * filled > len(rows) and 2 * _numbering(page, column + step, rows, stops) < filled:
            able.append(step)
    return 0 if len(able) > 1 else (able or [1])[0]


def _numbering(page: Sheet, column: int, rows: Sequence[int], stops: Collection[str]) -> int:
    """In how many rows a column holds a number before the next label, which may be that item's own."""
    count = 0
    for row in rows:
        refs = (f"{column_letters(n)}{row}" for n in range(column, column + _REACH + 1))
        texts = [t for ref in refs if (t := same_text(page.cell(ref).text))]
        count += len(texts) > 1 and bool(_NUMBER.fullmatch(texts[0])) and texts[1] in stops
    return count
