"""`make fuzz`: valid workbooks damaged by chance, at the level of bytes and of XML. No crash, no hang, no wrong total.

Every case is one number: `python -m tests.fuzz --seed 1 --case 17` does it again. A file that shows a fault is kept in
build/fuzz/ with what it showed. Cases run in this process, the formats that the pipeline reads in a process of their
own included; a sample of them goes through the real command with all its outputs.
"""

import argparse
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from unittest.mock import patch

from pipeline.books.cells import Book
from pipeline.books.plain_book import book_from_json
from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.worker import answer
from tests.fuzzing.caught import Caught
from tests.fuzzing.damage import damaged
from tests.fuzzing.published import publishing
from tests.fuzzing.seeds import seeds
from tests.fuzzing.surgery import operated
from tests.fuzzing.verdict import outcome

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "fuzz"
CPU_SECONDS = 10  # of one file; a form takes a fiftieth of a second
CLOCK_SECONDS = 150  # by when a worker process is ended, whatever it reads
MEGABYTES = 300  # that one file may add
ADDRESS_SPACE = 3 * 2**30  # what the worker process would be stopped at is stopped here too
BATCH = 12  # files for one run of the real command
SHOWN = 3  # lines of a fault on the screen
EVERY = 20  # seconds between two such runs


class TooLongError(BaseException):
    """A file that takes too long; nothing in the code under test may catch it."""


@dataclass(slots=True)
class Tally:
    """How many cases ended how, and what was wrong."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def case(seed: int, number: int) -> tuple[str, str, bytes]:
    """A case by its number: the name and kind of what it was made from, and the damaged bytes."""
    dice = random.Random(f"{seed} {number}")
    name = dice.choice(list(seeds()))
    valid = seeds()[name]
    xml = valid.kind != "xls" and dice.random() < 0.7
    data = operated(valid.data, dice) if xml else damaged(valid.data, dice)
    if xml and dice.random() < 0.05:
        data = damaged(data, dice)
    return name, valid.kind, data


def run(seed: int, number: int) -> tuple[str, list[str]]:
    """How a case ended, and what was wrong with it."""
    _, kind, data = case(seed, number)
    before = _megabytes()
    end, faults = "", list[str]()
    try:
        with (
            Caught() as caught,
            _in_time(),
            patch("pipeline.books.contained.read_contained", _read_here),
        ):
            end, faults = outcome(data, kind)
    except TooLongError:
        return _contained(data, kind)
    if caught.error:
        return "crash", ["".join(traceback.format_exception(caught.error))]
    grown = _megabytes() - before
    return end, [*faults, *([f"{grown} MiB more"] if grown > MEGABYTES else [])]


def _contained(data: bytes, kind: str) -> tuple[str, list[str]]:
    """What becomes of a file that takes too long here: only the worker process may take that long, and it is ended."""
    started = time.monotonic()
    ends = outcome(data, kind) if kind != "xlsx" else ("hang", [])
    late = time.monotonic() - started > CLOCK_SECONDS
    if ends == ("refused", []) and not late:
        return "ended", []
    return "hang", [f"more than {CPU_SECONDS} s of processor time"]


def _read_here(data: bytes) -> Book:
    """What the worker process answers; where it would have died, its parent calls the file damaged."""
    with Caught() as caught:
        return book_from_json(answer(data))
    raise DamagedWorkbookError("the worker died") from caught.error


@contextmanager
def _in_time() -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooLongError

    old = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _keep(tally: Tally, seed: int, number: int, faults: list[str]) -> None:
    """Write down a fault with its file."""
    name, kind, data = case(seed, number)
    KEPT.mkdir(parents=True, exist_ok=True)
    told = "\n".join(
        (f"from {name}: python -m tests.fuzz --seed {seed} --case {number}", *faults, "")
    )
    (KEPT / f"{seed}-{number}.{kind}").write_bytes(data)
    (KEPT / f"{seed}-{number}.txt").write_text(told, "utf-8")
    tally.faults.append(told)
    print("\n".join(told.split("\n")[:SHOWN]), flush=True)


def fuzz(seed: int, first: int, seconds: float, cases: int) -> Tally:
    """Cases one after the other, until the time or the number is reached."""
    tally, number, batch = Tally(), first, dict[str, bytes]()
    end = time.monotonic() + seconds
    published = time.monotonic()
    while time.monotonic() < end and number < first + cases:
        told, faults = run(seed, number)
        tally.ends[told] += 1
        if faults:
            _keep(tally, seed, number, faults)
        elif told != "refused" or len(batch) < BATCH // 3:
            _, kind, data = case(seed, number)
            batch[f"{number}.{kind}"] = data
        number += 1
        if len(batch) >= BATCH and time.monotonic() - published > EVERY:
            last = dict(list(batch.items())[-BATCH:])
            _publish(tally, seed, last)
            published, batch = time.monotonic(), {}
    return tally


def _publish(tally: Tally, seed: int, batch: dict[str, bytes]) -> None:
    tally.ends["command"] += 1
    for fault in publishing(batch):
        told = f"seed {seed}, cases {', '.join(batch)} together: {fault}"
        tally.faults.append(told)
        print(told, flush=True)


def main() -> None:
    """Run, print what became of the cases; end with 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=100)
    parser.add_argument("--cases", type=int, default=10**9)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--case", type=int, help="only this case")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, resource.RLIM_INFINITY))
    if asked.case is not None:
        asked.first, asked.cases = asked.case, 1
    seeds()  # made before the clock runs
    start = time.monotonic()
    tally = fuzz(asked.seed, asked.first, asked.seconds, asked.cases)
    took = time.monotonic() - start
    runs = tally.ends.pop("command", 0)
    count = tally.ends.total()
    print(
        f"seed {asked.seed}: {count} cases in {took:.0f} s ({count / took:.0f} a second), {runs} runs of the command"
    )
    print(", ".join(f"{end} {n}" for end, n in tally.ends.most_common()))
    print(f"{len(tally.faults)} faults" + (f", files in {KEPT}" if tally.faults else ""))
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()
