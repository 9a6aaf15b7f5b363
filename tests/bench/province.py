"""A province: 2 000 workbooks, whole runs against the naive script, reading against its floor."""

import json
import shutil
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.generated import JUNE, Reporter, make_inbox, sums_of
from tests.bench.rows import Measure, Row
from tests.bench.running import answer, median_ratio, module, pipeline, seconds
from tests.published import table

BOOKS, ROUNDS = 2_000, 3
READ, READ_ROUNDS = 500, 5
NAIVE = Measure(
    "2 000 workbooks: naive script over ours (at least)", 12, smaller=False, rounds=ROUNDS
)
FLOOR = Measure(
    "reading 500 workbooks with guards: over inflating and parsing them", 3, rounds=READ_ROUNDS
)
MEASURES = (NAIVE, FLOOR)


def measure(folder: Path) -> list[Row]:
    """The whole month, from an inbox that was never seen before, and its reading alone."""
    root, annex, sums = folder / "province", folder / "naive.xlsx", folder / "naive.json"
    units = make_inbox(root, BOOKS)
    first_run(root)  # the files are in the disk cache from here on
    before = first_run(root)
    naive = seconds(module("naive", root, annex, sums))
    ours = statistics.median([before, *(first_run(root) for _ in range(ROUNDS - 1))])
    check_totals(root, units)
    _same(sums_of(units), json.loads(sums.read_text("utf-8")), "by the naive script")
    return [NAIVE.row(ours, naive, naive / ours), _reading(folder / "reading")]


def first_run(root: Path) -> float:
    """Seconds of a month in a workspace in which nothing was run before."""
    forget(root)
    return seconds(pipeline(root, "monthly"))


def forget(root: Path) -> None:
    """Take away what runs have left behind."""
    shutil.rmtree(root / "outbox", ignore_errors=True)
    (root / "inbox" / "receipts.csv").unlink(missing_ok=True)


def check_totals(root: Path, units: Sequence[Reporter]) -> None:
    """ValueError where the published totals are not what the units sent."""
    sent, rows = sums_of(units), table(root, str(JUNE), "totals.csv")
    published = {r["indicator"]: float(r["value"]) for r in rows if r["indicator"] in sent}
    _same(sent, published, "published")


def _same(sent: Mapping[str, float], found: Mapping[str, float], where: str) -> None:
    wrong = [
        f"{i}: {value} sent, {found[i]} {where}" for i, value in sent.items() if found[i] != value
    ]
    if wrong:
        raise ValueError("; ".join(wrong))


def _reading(root: Path) -> Row:
    """One process, round by round, on the same files."""
    make_inbox(root, READ)
    ours, floor = json.loads(answer(module("timed_reading", root, READ_ROUNDS)))
    medians = statistics.median(ours), statistics.median(floor)
    return FLOOR.row(*medians, median_ratio(ours, floor))
