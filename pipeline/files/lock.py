"""One run at a time in a workspace: two that publish together would mix their outputs.

The lock is this process's alone. What it splits off lets go of it at once, or else a run that is killed would leave
the workspace locked until the last of them has noticed.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.files.exchange import recover
from pipeline.model.errors import PublishError

_held: set[int] = set()


@contextmanager
def only_run(root: Path) -> Iterator[None]:
    """Hold the workspace until the run ends, however it ends; what a killed run left is put right first.

    PublishError where another run holds it, or where that cannot be put right.
    """
    try:
        number = _open(root)
    except OSError as e:
        raise PublishError.of(e) from None
    _held.add(number)
    try:
        _begin(root, number)
        yield
    finally:
        _held.discard(number)
        os.close(number)


def _begin(root: Path, number: int) -> None:
    try:
        _hold(number)
    except (BlockingIOError, PermissionError):  # Linux and macOS, Windows
        raise PublishError("另一个运行还没有结束，请等它结束后再运行一次。") from None
    except OSError as e:
        raise PublishError.of(e) from None
    try:
        recover(root)
    except OSError as e:
        raise PublishError.of(e) from None


def _open(root: Path) -> int:
    """What is locked: the folder itself, so that nothing is written; on Windows, which cannot, a file in it."""
    if sys.platform == "win32":
        (root / "outbox").mkdir(parents=True, exist_ok=True)
        return os.open(root / "outbox" / ".lock", os.O_RDWR | os.O_CREAT)
    return os.open(root, os.O_RDONLY)


def _hold(number: int) -> None:
    """The system's own lock, which no crash leaves behind."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _let_go() -> None:
    """In a process that was split off: its own descriptors are closed, which leaves the lock with its parent."""
    while _held:
        os.close(_held.pop())


if hasattr(os, "register_at_fork"):  # where processes can be split at all
    os.register_at_fork(after_in_child=_let_go)
