"""Prints how long reading an inbox takes with all guards, and how long the floor takes: seconds by round, as JSON.

Both in this one process, in turn, on the same files; processor time. Reading is all of receiving, from the folder to
what each form holds, but for the declarations, which are loaded once for however many files.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.entry import COLLECTED_FROM
from pipeline.pools.crew import Crew
from pipeline.receiving.receive import load_workspace, receive
from tests.bench.floor import read_floor


def main(root: Path, rounds: int) -> None:
    """Read the inbox so many times each way; the first time is not counted."""
    gc.set_threshold(*COLLECTED_FROM)  # as the program has it
    files = sorted(root.glob("inbox/**/*.xlsx"))

    def floor() -> object:
        return [read_floor(path) for path in files]

    ways = (
        partial(receive, root, lambda _: None, Crew(workers=1, cache=False)),
        partial(load_workspace, root),
        floor,
    )
    times = [[_seconds(way) for way in ways] for _ in range(rounds + 1)]
    told = [(whole - loading, least) for whole, loading, least in times[1:]]
    sys.stdout.write(json.dumps(list(zip(*told, strict=True))))


def _seconds(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
