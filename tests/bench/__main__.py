"""`make bench [QUICK=1] [BASELINE=1]`: all measurements in one run, printed and written to outbox/bench.json.

QUICK leaves the country's 34 128 workbooks out. BASELINE keeps the figures in tests/bench/figures.json, to which later
runs are compared and of which README's table is made. Ends with 1 where a bar is missed, or where a ratio is worse by
more than a quarter than the one kept.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import country, ledger_months, province, sample_month, steps
from tests.bench.rows import Measure, Row, read_rows, regressions, table, write_rows

ROOT = Path(__file__).parents[2]
FIGURES = Path(__file__).with_name("figures.json")
MEASURES: tuple[Measure, ...] = (
    *sample_month.MEASURES,
    *province.MEASURES,
    *country.MEASURES,
    *steps.MEASURES,
    *ledger_months.MEASURES,
)


def main() -> None:
    """Measure, tell, keep."""
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--baseline", action="store_true")
    chosen = options.parse_args()
    rows = []
    for row in measured(quick=chosen.quick):
        rows.append(row)
        print(f"… {row.name}: {row.ratio:.4g}", flush=True)
    write_rows(ROOT / "outbox" / "bench.json", rows)
    print(*table(MEASURES, rows), sep="\n")
    worse = regressions(MEASURES, rows, read_rows(FIGURES))
    print(*(f"worse than before: {line}" for line in worse), sep="\n")
    if chosen.baseline:
        write_rows(FIGURES, rows)
    raise SystemExit(bool(worse) or not all(row.ok for row in rows))


def measured(*, quick: bool) -> Iterator[Row]:
    """The rows, as they are measured."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        yield from sample_month.measure(folder)
        yield from ledger_months.measure(folder)
        yield from steps.measure(folder)
        of_province = province.measure(folder)
        yield from of_province
        if not quick:
            yield from country.measure(folder, of_province[0].seconds)


if __name__ == "__main__":
    main()
