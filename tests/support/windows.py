"""`python -m tests.support.windows ROOT COMMAND… [+ COMMAND…]`: the program where Python behaves as on Windows.

As far as Linux can play that: modules and functions that Windows lacks are missing; a folder cannot be opened; a rename
never replaces; what lies open, also a file that HELD names, can be neither moved nor deleted, nor its folders
moved; names that Windows refuses; text in the code page of the machine (an error here). Not: back-slashes.
"""

import builtins
import errno
import fcntl
import importlib.abc
import io
import os
import re
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pipeline as pipeline  # before openpyxl

MISSING_MODULES = frozenset(
    ("_posixsubprocess", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios")
)
MISSING_FUNCTIONS = frozenset(
    (
        *(
            "chown",
            "chroot",
            "ctermid",
            "fchmod",
            "fchown",
            "fork",
            "forkpty",
            "getegid",
            "geteuid",
            "getgid",
        ),
        *(
            "getgroups",
            "getloadavg",
            "getpgid",
            "getuid",
            "killpg",
            "lchown",
            "lockf",
            "mkfifo",
            "mknod",
            "nice",
        ),
        *(
            "pread",
            "pwrite",
            "register_at_fork",
            "sched_getaffinity",
            "setegid",
            "seteuid",
            "setgid",
            "setsid",
        ),
        *("setpriority", "setuid", "statvfs", "sysconf", "uname", "wait", "wait3", "wait4"),
        *(
            "O_CLOEXEC",
            "O_DIRECTORY",
            "O_NOFOLLOW",
            "O_NONBLOCK",
            "O_SYNC",
            "WEXITSTATUS",
            "WIFSIGNALED",
        ),
    )
)
BAD_NAME = re.compile(r'[<>:"\\|?*\x00-\x1f]|[ .]$|^(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)')
STATUS = "exit status "
_HELD = os.environ.get("HELD", "")
_listdir, _readlink, _isdir = os.listdir, os.readlink, os.path.isdir


class _NotHere(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, *_: object) -> None:
        if name in MISSING_MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def _is_held(path: Any) -> bool:
    """Whether a file or something in a folder is open, here or by whoever HELD stands for."""
    here = os.path.realpath(path)
    opened = [_HELD] if _HELD else []
    for number in _listdir("/proc/self/fd"):
        try:
            opened.append(_readlink(f"/proc/self/fd/{number}"))
        except OSError:
            continue
    return any(p == here or p.startswith(f"{here}/") for p in opened)


def _refuse(code: int, *paths: Any) -> None:
    names = [os.fspath(p) for p in paths]
    raise OSError(code, os.strerror(code), names[0], None, *names[1:2])


def _check_names(path: Any) -> None:
    if isinstance(path, int) or str(path).startswith("/proc/"):
        return
    for part in Path(os.fsdecode(path)).parts[1:]:
        if part not in (".", "..") and BAD_NAME.search(part):
            _refuse(errno.EINVAL, path)


def _moving(real: Callable[..., None], *, replaces: bool) -> Callable[..., None]:
    def move(source: Any, target: Any, **more: Any) -> None:
        _check_names(target)
        if os.path.lexists(target) and not replaces:
            _refuse(errno.EEXIST, source, target)
        if _is_held(source) or (os.path.lexists(target) and _is_held(target)):
            _refuse(errno.EACCES, source, target)
        real(source, target, **more)

    return move


def _making(real: Callable[..., Any]) -> Callable[..., Any]:
    def make(path: Any, *rest: Any, **more: Any) -> Any:
        _check_names(path)
        return real(path, *rest, **more)

    return make


def _deleting(real: Callable[..., None]) -> Callable[..., None]:
    def delete(path: Any, *rest: Any, **more: Any) -> None:
        there = "dir_fd" not in more and Path(path).is_file()
        if there and (_is_held(path) or not Path(path).stat().st_mode & 0o200):  # or read-only
            _refuse(errno.EACCES, path)
        real(path, *rest, **more)

    return delete


def _opening(real: Callable[..., Any]) -> Callable[..., Any]:
    """open(): in bytes or with an encoding; what is held cannot be written to."""

    def open_(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        _check_names(file)
        if (
            not isinstance(file, int)
            and os.path.realpath(file) == _HELD
            and set(mode) & set("wxa+")
        ):
            _refuse(errno.EACCES, file)
        return real(file, mode, *rest, **more)

    return open_


def _open_number(real: Callable[..., int]) -> Callable[..., int]:
    def open_(path: Any, *rest: Any, **more: Any) -> int:
        _check_names(path)
        if _isdir(path):
            _refuse(errno.EACCES, path)
        return real(path, *rest, **more)

    return open_


def _msvcrt() -> types.ModuleType:
    """Its lock: of one byte of a file, refused with EACCES where another process has it."""
    module = types.ModuleType("msvcrt")

    def locking(number: int, _mode: int, size: int) -> None:
        try:
            fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB, size)
        except OSError:
            raise PermissionError(errno.EACCES, "Permission denied") from None

    vars(module).update(LK_NBLCK=2, locking=locking)
    return module


def become_windows() -> None:
    """From here on. Everybody else's modules first: they were made for this system, and are not what is tested.

    Of ours only the package itself has been imported, which tells openpyxl to leave lxml alone.
    """
    import ctypes.util
    import email.message  # for mail and metadata
    import multiprocessing
    import shutil
    import subprocess

    import click
    import docx
    import jinja2
    import odfdo
    import openpyxl
    import pandera.pandas
    import xlrd

    del (
        ctypes,
        email,
        multiprocessing,
        click,
        docx,
        jinja2,
        odfdo,
        openpyxl,
        pandera,
        xlrd,
    )
    shutil._USE_CP_SENDFILE = False
    shutil._use_fd_functions = False
    subprocess._USE_VFORK = False
    _replace_functions()
    sys.modules["msvcrt"] = _msvcrt()
    for name in MISSING_MODULES:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _NotHere())
    warnings.filterwarnings("error", category=EncodingWarning, module=r"pipeline(\.|$)")
    sys.platform = "win32"


def _replace_functions() -> None:
    for name in MISSING_FUNCTIONS:
        if hasattr(os, name):
            delattr(os, name)
    vars(os).update(
        O_BINARY=0,
        open=_open_number(os.open),
        rename=_moving(os.rename, replaces=False),
        replace=_moving(os.replace, replaces=True),
        mkdir=_making(os.mkdir),
        unlink=_deleting(os.unlink),
        remove=_deleting(os.remove),
    )
    builtins.open = io.open = _opening(io.open)


def main(root: Path, commands: Sequence[str]) -> None:
    """Run them one after the other, each followed by its exit status."""
    become_windows()
    from tests.support.published import command

    for words in " ".join(commands).split(" + "):
        status = command(root, *words.split())
        sys.stdout.write(f"{STATUS}{status}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
