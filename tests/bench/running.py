"""Commands timed: by the clock, with the memory of all their processes where that is asked for."""

import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PYTHON = sys.executable
# As an office has it: pandera imports hypothesis, a tool of tests, wherever there is one (65 ms).
AS_INSTALLED = 'import sys; sys.modules["hypothesis"] = None; '
_RUN = AS_INSTALLED + "from pipeline.entry import main; main()"
_EVERY = 0.25  # seconds between two looks at the memory; each costs a few milliseconds


def pipeline(root: Path, *words: str) -> list[str]:
    """The command line of the program on a workspace."""
    return [PYTHON, "-c", _RUN, "--root", str(root), *words]


def module(name: str, *words: object) -> list[str]:
    """The command line of a module of this package."""
    return [PYTHON, "-m", f"tests.bench.{name}", *map(str, words)]


def seconds(command: Sequence[str]) -> float:
    """The wall time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def answer(command: Sequence[str]) -> str:
    """What a command that must succeed prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def interleaved(rounds: int, *runs: Callable[[], float]) -> list[list[float]]:
    """Every run's seconds, round by round, so that a slow minute of the machine slows all of them."""
    return [
        list(times) for times in zip(*([run() for run in runs] for _ in range(rounds)), strict=True)
    ]


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def seconds_and_peak(command: Sequence[str]) -> tuple[float, float]:
    """Wall time of a command that must succeed, and the most memory that its processes had together, in MB.

    Memory is PSS: what processes share is counted once. NaN where the system does not tell (all but Linux).
    """
    start, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told)
        while True:
            try:
                process.wait(_EVERY)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, sum(map(_pss, _tree(process.pid))))
        ended = time.perf_counter() - start
        if process.returncode:
            told.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, stderr=told.read())
    return ended, peak / 1024 or math.nan


def _tree(process: int) -> list[int]:
    """A process and all that it started, directly or not."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return [process]
    return [process, *(p for child in children for p in _tree(int(child)))]


def _pss(process: int) -> float:
    """A process' proportional share of memory in kB; none of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
