"""Prints how long reading an inbox takes with all guards, and how long the floor takes: seconds by round, as JSON.

Both in this one process, in turn, on the same files: the first `MOST` of the inbox.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.inbox import take_in
from pipeline.reading import read_arrival
from tests.bench.floor import read_floor

MOST = 300


def main(root: Path, rounds: int) -> None:
    """Read the inbox so many times each way."""
    gc.set_threshold(200_000, 50, 50)  # as the program has it
    files = sorted(root.glob("inbox/*/*.xlsx"))[:MOST]
    ways = _reader(root), lambda: [read_floor(path) for path in files]
    times = [[_seconds(way) for way in ways] for _ in range(rounds + 1)]
    sys.stdout.write(json.dumps(list(zip(*times[1:], strict=True))))


def _reader(root: Path) -> Callable[[], object]:
    declared = load_declarations(root)
    return lambda: [read_arrival(arrival, declared) for arrival in take_in(root, declared)]


def _seconds(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
