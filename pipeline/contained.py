"""A file read in a process of its own, so that whatever it costs or breaks ends there."""

import subprocess
import sys
from contextlib import suppress
from threading import Event, Timer

from pipeline.cells import Book
from pipeline.plain_book import book_from_json
from pipeline.refusals import DamagedWorkbookError, OverLimitError
from pipeline.worker import LARGEST_ANSWER, TOO_COSTLY

SECONDS = 120  # by the clock: a busy machine takes four times its processor time
_START = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.worker import main; main()"


def read_contained(data: bytes) -> Book:
    """The book in a file; DamagedWorkbookError or a kind of it where the worker found none or did not survive."""
    ended, answer = _ask(data)
    if not ended or len(answer) > LARGEST_ANSWER:
        raise OverLimitError(TOO_COSTLY)
    try:
        return book_from_json(answer)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as e:
        raise DamagedWorkbookError("内部结构读不出来") from e


def _ask(data: bytes) -> tuple[bool, bytes]:
    """Whether the worker came to an end of its own, and what it answered."""
    # -I: nothing of the environment; the modules are found where this process finds them.
    command = [sys.executable, "-I", "-c", _START, *sys.path]
    pipe = subprocess.PIPE
    killed = Event()
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as worker:
        assert worker.stdin
        assert worker.stdout
        clock = Timer(SECONDS, lambda: (killed.set(), worker.kill()))
        clock.start()
        try:
            with (
                suppress(BrokenPipeError),
                worker.stdin as pipe_in,
            ):  # it may die before it has read all
                pipe_in.write(data)
            answer = worker.stdout.read(LARGEST_ANSWER + 1)
            if len(answer) > LARGEST_ANSWER:
                worker.kill()
            return worker.wait() >= 0 and not killed.is_set(), answer
        finally:
            clock.cancel()
