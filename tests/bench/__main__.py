"""`make bench [QUICK=1] [BASELINE=1]`: all measurements in one run, printed and written to outbox/bench.json.

QUICK leaves the country's workbooks out. BASELINE keeps the figures in figures.json, beside those that were not
measured: later runs are compared to them, and README's table is made of them. Ends with 1 where a bar is missed, or
where a ratio is worse than the kept one by more than a quarter.
"""

import argparse
from pathlib import Path

from tests.bench.rows import in_order, read_rows, regressions, table, write_rows
from tests.bench.suite import FIGURES, MEASURES, measured

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure, tell, keep."""
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--baseline", action="store_true")
    chosen = options.parse_args()
    rows = []
    for row in measured(quick=chosen.quick):
        rows.append(row)
        print(f"… {row.name}: {row.seconds:.2f} s, ratio {row.ratio:.3g}", flush=True)
    write_rows(ROOT / "outbox" / "bench.json", rows)
    worse = [
        f"worse than before: {told}" for told in regressions(MEASURES, rows, read_rows(FIGURES))
    ]
    print(*table(MEASURES, rows), *worse, sep="\n")
    if chosen.baseline:
        write_rows(FIGURES, in_order(MEASURES, [*read_rows(FIGURES), *rows]))
    raise SystemExit(bool(worse) or not all(row.ok for row in rows))


if __name__ == "__main__":
    main()
