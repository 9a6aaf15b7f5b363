"""What 5 000 rows of ledgers, over the nine units' workbooks, add to a monthly run."""

import statistics
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from openpyxl import Workbook

from pipeline.ledger.credit_code import check_digit
from tests.bench.rows import Measure, Row
from tests.bench.running import interleaved, pipeline, seconds
from tests.support.ledger_rows import COUNTS, closed_row, right_row, typed_ledger
from tests.support.ledger_rows import Row as LedgerRow
from tests.support.workspaces import JUNE, declarations, form, workspace

ROWS, ROUNDS = 5_000, 5
MEASURES = (
    Measure("5 000 ledger rows: seconds that they add to a month", 3.0, unit=" s", rounds=ROUNDS),
)


def measure(folder: Path) -> list[Row]:
    """June with and without the rows; the ratio is the seconds that they add."""
    roots = folder / "bare", folder / "full"
    for root, rows in zip(roots, (0, ROWS), strict=True):
        workspace(root, dict(_books(rows)))
    runs = [partial(seconds, pipeline(root, "monthly")) for root in roots]
    interleaved(1, *runs)
    without, with_rows = interleaved(ROUNDS, *runs)
    added = statistics.median(w - b for b, w in zip(without, with_rows, strict=True))
    medians = statistics.median(with_rows), statistics.median(without)
    return [MEASURES[0].row(*medians, added)]


def _books(rows: int) -> list[tuple[str, bytes]]:
    """Every unit's right form for June, with its part of the rows, which its counts are made of."""
    roster, numbers = declarations().roster, count(1)
    each, books = -(-rows // len(roster.sectors)), []
    for unit in roster.units.values():
        changes, typed = {}, []
        for sheet in unit.sectors if not unit.is_office and rows else ():
            own = [_row(next(numbers)) for _ in range(each)]
            fixed = sum("fixed_on" in row for row in own)
            found = {"self_found": each, "self_fixed": fixed}
            changes |= {f"{sheet}_{i}": found.get(i, 0) for i in COUNTS}
            typed.append((sheet, own))
        books.append((f"{unit.id}.xlsx", form(unit.id, JUNE, changes, edit=_typed(typed))))
    return books


def _row(number: int) -> LedgerRow:
    """Each of an enterprise of its own, every other one closed."""
    body = f"91371399MA3C{number:05d}"
    return (right_row if number % 2 else closed_row)(number, uscc=body + check_digit(body))


def _typed(ledgers: list[tuple[str, list[LedgerRow]]]) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        below = 0
        for sheet, rows in ledgers:
            typed_ledger(rows, sheet, below)(book)
            below += len(rows)

    return edit
