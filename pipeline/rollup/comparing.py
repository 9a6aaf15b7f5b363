"""What stands in a published Annex 2, held against its record: a file that somebody edited by hand says two things."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline.books.workbook import Book, Cell
from pipeline.figures.combining import combined
from pipeline.model.declared import Declarations
from pipeline.model.form import Form, Indicator
from pipeline.model.record import record
from pipeline.model.rollup import Record
from pipeline.rollup.heads import Heads
from pipeline.sheets.located import At
from pipeline.sheets.numbers import read_cell
from pipeline.words.faults import wanted
from pipeline.words.shared_text import shared_text
from pipeline.words.wording import NOT_REPORTED, same_text, show

_YESNO = {"是": "1", "否": "0"}


@record
class Contradiction:
    """A cell that contradicts the record. case: of model/rollup.py; at: None where the cell was not found at all."""

    case: str
    sector: str
    indicator: Indicator | None
    at: At | None
    found: str
    expected: str


def values_of(record: Record, declared: Declarations) -> dict[str, dict[str, Decimal]]:
    """The values of a record by sector (empty for no sector) and indicator; without missing ones.

    One that is no value of its indicator, 是 of a number, is left out: `contradictions` tells it.
    """
    found: dict[str, dict[str, Decimal]] = {}
    for (sector, name), line in record.lines.items():
        indicator = declared.form.indicators.get(name)
        if line.value and indicator and _is_of(indicator, line.value):
            number = _YESNO.get(line.value, line.value)
            found.setdefault(sector, {})[name] = Decimal(number)
    return found


def _is_of(indicator: Indicator, value: str) -> bool:
    """Whether a value as printed can be one of an indicator."""
    return indicator.is_yesno == (value in _YESNO)


def contradictions(book: Book, record: Record, declared: Declarations) -> Iterator[Contradiction]:
    """Every cell that contradicts the record, its own label or the sum of the others."""
    yield from _of_lines(book, record, declared)
    yield from _of_totals(book, record, declared)
    for name, told in (("annex_date", record.date), ("annex_note", record.note)):
        at = book.names.get(name)
        text = book.sheet(at[0]).cell(at[1]).text if at and at[0] in book.sheet_names else ""
        if same_text(text) != same_text(told):
            yield Contradiction("differs", "", None, at, text, told)


def _of_lines(book: Book, record: Record, declared: Declarations) -> Iterator[Contradiction]:
    """The cells by sector: each under its sector's name, beside its indicator's label, with its record's value."""
    headed = Heads(book, declared)
    for (sector, name), line in record.lines.items():
        indicator = declared.form.indicators.get(name)
        if not sector or indicator is None:
            continue
        at = book.names.get(f"{sector}_{name}")
        if at is None or not headed.is_right(at, sector, indicator):
            expected = f"{indicator.item} {indicator.name}"
            yield Contradiction("names_gone", sector, indicator, at, f"{sector}_{name}", expected)
            continue
        text = printed(book.sheet(at[0]).cell(at[1]), indicator)
        can_be = not line.value or _is_of(indicator, line.value)
        expected = line.value if can_be else wanted(indicator)
        if text != expected:
            told = (text or NOT_REPORTED, expected or NOT_REPORTED)
            yield Contradiction("differs", sector, indicator, at, *told)


def _of_totals(book: Book, record: Record, declared: Declarations) -> Iterator[Contradiction]:
    """The cells of the official form: sums of the sectors, and what is not filled by sector."""
    form, values = declared.form, values_of(record, declared)
    single = values.pop("", {})
    totals: dict[str, Decimal | None] = dict.fromkeys(form.indicators)
    totals |= combined(values.values(), form, "sector") | single
    for item, (first, *_) in form.by_item.items():
        name, label = f"total_{first.id}", form.item_label(item)
        at = book.names.get(name)
        if at is None or same_text(_label(book, at)) != same_text(label):
            yield Contradiction("names_gone", "", first, at, name, label)
            continue
        text, expected = _total(book.sheet(at[0]).cell(at[1]), first, totals, form)
        if text != expected:
            case = "not_the_sum" if first.level == "sector" else "differs"
            told = (text or NOT_REPORTED, expected or NOT_REPORTED)
            yield Contradiction(case, "", first, at, *told)


def _total(
    cell: Cell, first: Indicator, totals: Mapping[str, Decimal | None], form: Form
) -> tuple[str, str]:
    """What stands in the cell of an item, whose first indicator is given, and what should."""
    shared = form.shared_items.get(first.item)
    if shared:
        return cell.text, shared_text(shared, form, totals)
    return printed(cell, first), show(first, totals[first.id])


def _label(book: Book, at: At) -> str:
    return book.sheet(at[0]).left_of(at[1]) if at[0] in book.sheet_names else ""


def printed(cell: Cell, indicator: Indicator) -> str:
    """A cell's value as outputs print it; empty for 未报, the text itself where it is no value."""
    if cell.text == NOT_REPORTED:
        return ""
    read = read_cell(cell, indicator)
    return show(indicator, read.value, cell.text or "（空白）")
