"""What stands in a published Annex 2, held against its record: a file that somebody edited by hand says two things."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from pipeline.combining import combined
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.rollup import Record
from pipeline.numbers import read_cell
from pipeline.references import column_number, split_reference
from pipeline.shared_text import shared_text
from pipeline.spelled import subjects_spelled
from pipeline.wording import NOT_REPORTED, same_text, show
from pipeline.workbook import Book, Cell

At = tuple[str, str]  # (worksheet, cell)


@record
class Difference:
    """A cell that is not what it should be. case: of model/rollup.py; at: None where it was not found at all."""

    case: str
    sector: str
    indicator: Indicator | None
    at: At | None
    found: str
    expected: str


def values_of(record: Record, declared: Declarations) -> dict[str, dict[str, Decimal]]:
    """The values of a record by sector (empty for what is not filled by sector) and indicator; without missing ones."""
    found: dict[str, dict[str, Decimal]] = {}
    for (sector, name), line in record.lines.items():
        if line.value and name in declared.form.indicators:
            number = {"是": "1", "否": "0"}.get(line.value, line.value)
            found.setdefault(sector, {})[name] = Decimal(number)
    return found


def differences(book: Book, record: Record, declared: Declarations) -> Iterator[Difference]:
    """Every cell that contradicts the record, its own label or the sum of the others."""
    yield from _of_lines(book, record, declared)
    yield from _of_totals(book, record, declared)
    for name, told in (("annex_date", record.date), ("annex_note", record.note)):
        at = book.names.get(name)
        text = book.sheet(at[0]).cell(at[1]).text if at and at[0] in book.sheet_names else ""
        if same_text(text) != same_text(told):
            yield Difference("differs", "", None, at, text, told)


def _of_lines(book: Book, record: Record, declared: Declarations) -> Iterator[Difference]:
    """The cells by sector: each under its sector's name, beside its indicator's label, with its record's value."""
    headed = _Heads(book, declared)
    for (sector, name), line in record.lines.items():
        indicator = declared.form.indicators.get(name)
        if not sector or indicator is None:
            continue
        at = book.names.get(f"{sector}_{name}")
        if at is None or not headed.is_right(at, sector, indicator):
            expected = f"{indicator.item} {indicator.name}"
            yield Difference("names_gone", sector, indicator, at, f"{sector}_{name}", expected)
            continue
        text = printed(book.sheet(at[0]).cell(at[1]), indicator)
        if text != line.value:
            told = (text or NOT_REPORTED, line.value or NOT_REPORTED)
            yield Difference("differs", sector, indicator, at, *told)


def _of_totals(book: Book, record: Record, declared: Declarations) -> Iterator[Difference]:
    """The cells of the official form: sums of the sectors, and what is not filled by sector."""
    form, values = declared.form, values_of(record, declared)
    single = values.pop("", {})
    totals: dict[str, Decimal | None] = dict.fromkeys(form.indicators)
    totals |= combined(values.values(), form, "sector") | single
    for item, indicators in form.by_item.items():
        first = indicators[0]
        at = book.names.get(f"total_{first.id}")
        shared = form.shared_items.get(item)
        if at is None or same_text(_label(book, at)) != same_text(form.item_label(item)):
            yield Difference(
                "names_gone", "", first, at, f"total_{first.id}", form.item_label(item)
            )
            continue
        cell = book.sheet(at[0]).cell(at[1])
        if shared:
            text, expected = cell.text, shared_text(shared, form, totals)
        else:
            text, expected = printed(cell, first), show(first, totals[first.id])
        if text != expected:
            case = "not_the_sum" if first.level == "sector" else "differs"
            told = (text or NOT_REPORTED, expected or NOT_REPORTED)
            yield Difference(case, "", first, at, *told)


def _label(book: Book, at: At) -> str:
    return book.sheet(at[0]).left_of(at[1]) if at[0] in book.sheet_names else ""


def printed(cell: Cell, indicator: Indicator) -> str:
    """A cell's value as outputs print it; empty for 未报, the text itself where it is no value."""
    if cell.text == NOT_REPORTED:
        return ""
    read = read_cell(cell, indicator)
    return show(indicator, read.value, cell.text or "（空白）")


class _Heads:
    """Whether cells stand where the table has them: in their sector's column and their indicator's row."""

    def __init__(self, book: Book, declared: Declarations) -> None:
        self._book, self._subjects = book, subjects_spelled(declared.roster)
        self._sectors, self._texts = cache(self._columns), cache(self._rows)

    def is_right(self, at: At, sector: str, indicator: Indicator) -> bool:
        """Its sector's name stands above it, and its indicator's label before it."""
        if at[0] not in self._book.sheet_names:
            return False
        letters, row = split_reference(at[1])
        above = [r for r, named in self._sectors(at[0]).get(letters, {}).items() if named == sector]
        before = self._texts(at[0]).get(row, {}).get(same_text(indicator.label))
        return (
            any(r < row for r in above) and before is not None and before < column_number(letters)
        )

    def _columns(self, page: str) -> Mapping[str, Mapping[int, str]]:
        """The cells that hold a sector's name: column -> row -> sector."""
        found: dict[str, dict[int, str]] = {}
        for ref, cell in self._book.sheet(page).cells.items():
            named = self._subjects.whole(cell.text) if cell.kind == "text" else None
            if named:
                letters, row = split_reference(ref)
                found.setdefault(letters, {})[row] = named.id
        return found

    def _rows(self, page: str) -> Mapping[int, Mapping[str, int]]:
        """The texts of each row with their columns."""
        found: dict[int, dict[str, int]] = {}
        for ref, cell in self._book.sheet(page).cells.items():
            if cell.kind == "text":
                letters, row = split_reference(ref)
                found.setdefault(row, {}).setdefault(same_text(cell.text), column_number(letters))
        return found
