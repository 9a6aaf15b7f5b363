"""The process that reads one file and may die of it: bytes in, JSON out, within limits. Imports no pandas."""

import gc
import sys

from pipeline.books.formats import read_any
from pipeline.books.plain_book import book_to_json, refusal_to_json
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError

MEMORY = 512 * 2**20  # address space; so much for the parent, and a run stays below 1 GiB
SECONDS = 30  # of processor time
LARGEST_ANSWER = 64 * 2**20
TOO_COSTLY = "内容过多，读取超过了时间或内存的限度"


def main() -> None:
    """Answer for the file on the standard input."""
    limit()
    gc.disable()  # millions of cells and not one cycle
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


def answer(data: bytes) -> bytes:
    """The book in a file as JSON, or the reason why there is none."""
    try:
        told = book_to_json(read_any(data))
        if len(told) > LARGEST_ANSWER:
            raise OverLimitError(TOO_COSTLY)
        return told
    except MemoryError:
        return refusal_to_json(OverLimitError(TOO_COSTLY))
    except DamagedWorkbookError as e:
        return refusal_to_json(e)


def limit() -> None:
    """Set what the system can enforce; where it cannot (Windows) the parent's clock is all there is."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
