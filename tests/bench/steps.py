"""Steps that grow with the inbox: copies of faulty workbooks, and the bulletin; against a quarter of the size."""

import json
import statistics
from pathlib import Path

from tests.bench.generated import make_inbox
from tests.bench.rows import Measure, Row
from tests.bench.running import answer, module

LARGE, SMALL, FAULTS = 2_000, 500, 10  # one in so many is faulty
ROUNDS = 3
RETURNED = Measure("200 returned copies: time a copy over that of 50", 1.25, rounds=ROUNDS)
BULLETIN = Measure("bulletin of 2 000 units: time a unit over that of 500", 1.25, rounds=ROUNDS)
MEASURES = (RETURNED, BULLETIN)


def measure(folder: Path) -> list[Row]:
    """Both steps in both sizes, from the same runs."""
    large, small = _steps(folder / "large", LARGE), _steps(folder / "small", SMALL)
    growth = LARGE / SMALL
    pairs = zip(MEASURES, large, small, strict=True)
    return [measure.row(much, little, much / little / growth) for measure, much, little in pairs]


def _steps(root: Path, count: int) -> list[float]:
    """Median seconds of the steps."""
    make_inbox(root, count, count // FAULTS)
    return [
        statistics.median(times)
        for times in json.loads(answer(module("timed_steps", root, ROUNDS)))
    ]
