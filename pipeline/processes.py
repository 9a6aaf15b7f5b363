"""Processes that work for this one: they hold nothing of it, and end with it, however it ends."""

import multiprocessing
import os
import signal
from concurrent.futures import Executor, ProcessPoolExecutor
from threading import Thread


def processes(number: int) -> Executor:
    """An executor of so many processes: split off where that can be, which costs next to nothing, else started."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    return ProcessPoolExecutor(number, mp_context=context, initializer=_begin)


def _begin() -> None:
    """In each of them: who interrupts the run means its parent, and without that one there is nobody to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
