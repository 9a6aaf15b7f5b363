"""Ctrl+C: one ends the run, with its message and its exit status, whatever the run is at.

Python makes an exception of it, behind which all is cleaned up, but which can be lost: a library catches everything, or
makes another error of it; raised in the callback of a weak reference, of which importing has many, or in a `__del__`,
it is only printed. So it is remembered as well: from then on nothing is published, no other end is told, and a run that
goes on nevertheless is ended by the clock. Cutting it short there is harmless: a run may be killed at any moment.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from contextlib import suppress
from functools import partial

TYPE_CHECKING = False  # nothing that takes long is imported before Ctrl+C is heeded, typing neither
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

INTERRUPTED = "已中断：发布的文件要么还是原来的，要么已全部换新。"
STATUS = 4  # as where nothing could be written
_GRACE = 2.0  # seconds for cleaning up

_came = list[int]()
_ending = _thread.allocate_lock()


def heed_interrupts() -> None:
    """From now on, in the main thread; not where whoever started this wants them ignored, as a shell does behind &."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, partial(_interrupt, os.getpid()))


def stop_if_interrupted() -> None:
    """KeyboardInterrupt where one came and was lost: asked before anything is published."""
    if _came:
        raise KeyboardInterrupt


def end_if_interrupted() -> None:
    """Asked where the run ends, however it ends: an error may be what a library made of the interrupt."""
    if _came:
        end()


def end(before: str = "\n") -> NoReturn:
    """Say it, once, and leave. before: what ends the line on which a terminal shows ^C."""
    with _ending:  # the clock may strike while this is being said
        with suppress(OSError):
            sys.stderr.write(f"{before}{INTERRUPTED}\n")
            sys.stderr.flush()
        os._exit(STATUS)


def _interrupt(here: int, number: int, _: FrameType | None) -> NoReturn:
    """The handler. here: the process that heeds; one that it split off has nothing to say, and ends with it."""
    if os.getpid() != here:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough: cleaning up goes undisturbed
    _came.append(number)
    sys.excepthook = sys.unraisablehook = _say_nothing  # whatever breaks now breaks because of it
    _thread.start_new_thread(_end_late, ())  # a Thread would wait for locks that are held here
    raise KeyboardInterrupt


def _end_late() -> NoReturn:
    time.sleep(_GRACE)
    end()


def _say_nothing(*_: object) -> None:
    """Instead of a traceback."""
