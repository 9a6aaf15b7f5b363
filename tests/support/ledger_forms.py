"""Forms with a ledger for tests: drawn, filled with the sample's rows, and changed cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.books.workbook import Book, Cell, open_book
from pipeline.ledger.filling import fill_ledger
from pipeline.ledger.header import ledger_pages
from pipeline.ledger.reading import read_ledger
from pipeline.ledger.sheet import HEADER_ROW
from pipeline.model.ledger import Ledger, LedgerRow, LedgerSheet
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from tests.sample import sample_hazards
from tests.support.cells import read
from tests.support.workspaces import JULY, declarations, form

TITLE = "隐患台账"
FIRST = HEADER_ROW + 1  # the first row of the body


def ledger() -> Ledger:
    """The repository's own ledger."""
    declared = declarations().ledger
    assert declared
    return declared


def letters(column: str) -> str:
    """Where a column stands in a drawn form."""
    return get_column_letter(list(ledger().columns).index(column) + 1)


def hazards(unit: str = "rescue", month: Month = JULY) -> list[LedgerRow]:
    """The sample's rows of all sectors of a unit, numbered as they will stand on the sheet."""
    sectors = declarations().roster.units[unit].sectors
    rows = [r for s in sectors for r in sample_hazards(declarations(), s, month)]
    return [row._replace(number=n) for n, row in enumerate(rows, FIRST)]


def ledger_form(
    unit: str = "rescue",
    month: Month = JULY,
    rows: Sequence[LedgerRow] | None = None,
    typed: Mapping[str, object] = {},
    edit: Callable[[Worksheet], None] | None = None,
    **more: Any,
) -> bytes:
    """A right form with rows in its ledger (the sample's). typed: values by cell of the ledger's sheet."""
    filled = hazards(unit, month) if rows is None else rows

    def fill(book: Workbook) -> None:
        sheet = book[TITLE]
        fill_ledger(sheet, ledger(), filled)
        for ref, value in typed.items():
            sheet[ref] = value
        if edit:
            edit(sheet)

    return form(unit, month, edit=fill, **more)


def came(data: bytes) -> Submission:
    """What the reader makes of a form of July."""
    return read(data, received="2023-07-26T10:00:00+08:00")


def told(submission: Submission) -> list[Finding]:
    """What it is told of its ledger."""
    codes = {r.code for r in declarations().rules if r.kind == "ledger_intake"}
    return [f for f in submission.findings if f.rule in codes]


def codes(submission: Submission) -> list[str]:
    """The rules of that."""
    return [f.rule for f in told(submission)]


def plain_rows(submission: Submission) -> list[tuple[str, dict[str, str]]]:
    """(sector, values) of every row that is used, in order."""
    assert submission.ledger
    return [(r.sector, dict(r.values)) for r in submission.ledger.rows]


@lru_cache
def _opened(unit: str) -> tuple[Book, Submission]:
    data = ledger_form(unit)
    return open_book(data), came(data)


def with_cells(
    cells: Mapping[str, Cell], unit: str = "rescue"
) -> tuple[LedgerSheet, list[Finding]]:
    """What is read of a unit's ledger with some cells in place of its own, and told of it."""
    book, submission = _opened(unit)
    page = book.sheet(TITLE)
    changed = replace(page, cells={**page.cells, **cells})
    book = replace(book, sheets={**book.sheets, TITLE: changed})
    pages = ledger_pages(book, ledger())
    sheet, findings = read_ledger(book, pages, submission.sheets, unit, declarations())
    assert sheet
    return sheet, findings
