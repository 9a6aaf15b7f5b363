"""What 5 000 rows of ledgers, over the nine units' workbooks, add to a monthly run: the second part of `make bench`."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from openpyxl import Workbook

from pipeline.ledger.credit_code import check_digit
from tests.ledger_rows import COUNTS, Row, closed_row, right_row, typed_ledger
from tests.timing import seconds
from tests.workspaces import JUNE, declarations, form, workspace

ROWS, ROUNDS, BAR = 5_000, 5, 3.0


def main() -> float:
    """Print both medians and what the rows add, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        bare, full = Path(folder) / "bare", Path(folder) / "full"
        workspace(bare, dict(_books(0)))
        workspace(full, dict(_books(ROWS)))
        runs = [
            [sys.executable, "-m", "pipeline", "--root", str(r), "monthly"] for r in (bare, full)
        ]
        for run in runs:
            seconds(run)
        times = [(seconds(runs[0]), seconds(runs[1])) for _ in range(ROUNDS)]
    without, with_rows = (statistics.median(t[n] for t in times) for n in (0, 1))
    added = statistics.median(w - b for b, w in times)
    print(f"pipeline monthly, ten workbooks     {without:.3f} s  (median of {ROUNDS})")
    print(f"the same with {ROWS} ledger rows      {with_rows:.3f} s  (median of {ROUNDS})")
    print(f"added                               {added:.2f} s  (bar {BAR})")
    return added


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


def _row(number: int) -> Row:
    """Each of an enterprise of its own, every other one closed."""
    body = f"91371399MA3C{number:05d}"
    return (right_row if number % 2 else closed_row)(number, uscc=body + check_digit(body))


def _typed(ledgers: list[tuple[str, list[Row]]]) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        below = 0
        for sheet, rows in ledgers:
            typed_ledger(rows, sheet, below)(book)
            below += len(rows)

    return edit
