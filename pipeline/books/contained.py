"""A file read in a process of its own, so that whatever it costs or breaks ends there."""

import errno
import subprocess
import sys
from threading import Event, Timer

from pipeline.books.cells import Book
from pipeline.books.plain_book import book_from_json
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError
from pipeline.books.worker import LARGEST_ANSWER, TOO_COSTLY

SECONDS = 120  # by the clock: a busy machine takes four times its processor time
_BROKEN_PIPE = (errno.EPIPE, errno.EINVAL)  # as Linux and macOS say it, and Windows


def _running(module: str) -> tuple[str, ...]:
    """A worker's command. -I: nothing of the environment; modules are found where this process finds them."""
    code = f"import sys; sys.path[:] = sys.argv[1:]; from {module} import main; main()"
    return sys.executable, "-I", "-c", code


_BOOKS, _DRAFTS = _running("pipeline.books.worker"), _running("pipeline.issues.draft_worker")


def read_contained(data: bytes) -> Book:
    """The book in a file; DamagedWorkbookError or a kind of it where the worker found none or did not survive."""
    ended, answer = _ask(data, _BOOKS)
    if not ended:
        raise OverLimitError(TOO_COSTLY)
    try:
        return book_from_json(answer)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as e:
        raise DamagedWorkbookError("内部结构读不出来") from e


def read_draft_contained(data: bytes) -> bytes:
    """What the worker for final drafts answers; OverLimitError where it did not survive."""
    ended, answer = _ask(data, _DRAFTS)
    if not ended:
        raise OverLimitError(TOO_COSTLY)
    return answer


def _ask(data: bytes, command: tuple[str, ...]) -> tuple[bool, bytes]:
    """Whether the worker came to an end of its own, and what it answered."""
    pipe, killed = subprocess.PIPE, Event()
    with subprocess.Popen(
        [*command, *sys.path], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    ) as worker:

        def kill() -> None:
            killed.set()
            worker.kill()

        clock = Timer(SECONDS, kill)
        clock.start()
        try:
            answer = _talk(worker, data)
            if len(answer) > LARGEST_ANSWER:
                kill()
            return worker.wait() >= 0 and not killed.is_set(), answer
        finally:
            clock.cancel()


def _talk(worker: subprocess.Popen[bytes], data: bytes) -> bytes:
    """Hand over the file and read the answer, no more than is allowed and one byte."""
    assert worker.stdin
    assert worker.stdout
    try:
        with worker.stdin:
            worker.stdin.write(data)
    except OSError as e:  # it may die before it has taken all
        if e.errno not in _BROKEN_PIPE:
            raise
    return worker.stdout.read(LARGEST_ANSWER + 1)
