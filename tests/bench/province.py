"""A province: 2 000 workbooks, whole runs against the naive script, reading against its floor."""

import json
import shutil
import statistics
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from tests.bench.generated import JUNE, Reporter, make_inbox, sums_of
from tests.bench.rows import Measure, Row
from tests.bench.running import answer, interleaved, median_ratio, module, pipeline, seconds
from tests.support.published import table

BOOKS, ROUNDS = 2_000, 3
READ, READ_ROUNDS = 300, 5
NAIVE = Measure(
    "2 000 workbooks: naive script over ours (at least)", 12, smaller=False, rounds=ROUNDS
)
FLOOR = Measure(
    "reading 300 workbooks with guards: over inflating and parsing them", 3, rounds=READ_ROUNDS
)
AGAIN = Measure("2 000 workbooks: run again, unchanged, over the first run", rounds=ROUNDS)
ALONE = Measure("2 000 workbooks: one process over two", smaller=False, rounds=ROUNDS)
MEASURES = (NAIVE, FLOOR, AGAIN, ALONE)


def measure(folder: Path) -> list[Row]:
    """The whole month, from an inbox that was never seen before, and its reading alone."""
    root, annex, sums = folder / "province", folder / "naive.xlsx", folder / "naive.json"
    units = make_inbox(root, BOOKS)
    _first_run(root)  # the files are in the disk cache from here on
    naive = seconds(module("naive", root, annex, sums))
    _same(sums_of(units), json.loads(sums.read_text("utf-8")), "by the naive script")
    alone = partial(_first_run, root, "--workers", "1")
    first, again = partial(_first_run, root), partial(seconds, pipeline(root, "monthly"))
    times = interleaved(ROUNDS, alone, first, again)
    check_totals(root, units)
    by_one, ours, repeated = map(statistics.median, times)
    return [
        NAIVE.row(ours, naive, naive / ours),
        _reading(folder / "reading"),
        AGAIN.row(repeated, ours, median_ratio(times[2], times[1])),
        ALONE.row(ours, by_one, median_ratio(times[0], times[1])),
    ]


def _first_run(root: Path, *options: str) -> float:
    """Seconds of a month in a workspace in which nothing was run before."""
    for left in ("outbox", ".cache"):
        shutil.rmtree(root / left, ignore_errors=True)
    (root / "inbox" / "receipts.csv").unlink(missing_ok=True)
    return seconds(pipeline(root, "monthly", *options))


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
