"""Who works: processes that hold nothing of this one and end with it, however it ends; or this one itself."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from threading import Thread
from typing import Any, TypeVar

_Result = TypeVar("_Result")
# The program collects garbage hardly ever, since a command is soon over; a worker, which reads thousands of files,
# would keep 200 MB that way, and so collects often.
_OFTEN = 20_000, 10, 10
_MOST = 61 if sys.platform == "win32" else 1_000  # Windows cannot wait for more at once


def processes(number: int) -> Executor:
    """An executor of so many processes: split off where that can be, which costs next to nothing, else started."""
    import multiprocessing  # only where there is need of many: a month like the sample has none
    from concurrent.futures import ProcessPoolExecutor

    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    return ProcessPoolExecutor(min(number, _MOST), mp_context=context, initializer=_begin)


def dismiss(executor: Executor) -> None:
    """Let it end by itself, without what it has not begun."""
    executor.shutdown(wait=False, cancel_futures=True)


class Here(Executor):
    """This very process: it works on a task when its result is asked for."""

    def __init__(self, _: int) -> None:
        """Takes a number as all that engage workers do."""

    def submit(self, work: Callable[..., _Result], /, *on: Any, **named: Any) -> Future[_Result]:
        """The task, to be done."""
        return _Later(partial(work, *on, **named))


class _Later(Future[_Result]):
    """A task that nobody has begun."""

    def __init__(self, work: Callable[[], _Result]) -> None:
        super().__init__()
        self._work = work

    def result(self, timeout: float | None = None) -> _Result:
        del timeout  # there is nobody to wait for
        return self._work()


def _begin() -> None:
    """In each of them: who interrupts the run means its parent, and without that one there is nobody to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_OFTEN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
