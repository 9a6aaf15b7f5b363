"""A checkout's own environment where there is no make: .venv with the locked packages, as the Makefile sets it up."""

import filecmp
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

_LOCK = "requirements.lock"
_STAMP = ".runtime"  # the Makefile's, by the same rule: a copy of the lock it was installed from


def enter(home: Path, script: Sequence[str]) -> None:
    """Go on with .venv's own Python, in a process of its own; return only where this is it."""
    python = python_of(home)
    if not Path(sys.prefix).samefile(home / ".venv"):
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl+C is that process's to answer
        sys.exit(subprocess.call([python, "-X", "utf8", "-s", *script]))


def python_of(home: Path) -> Path:
    """The Python of .venv, which is set up first where it is missing or of another lock (needs a network, once)."""
    folder = home / ".venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (python.exists() and _is_current(home)):
        sys.stderr.write("首次使用（或更新后），正在安装依赖包，要联网，约需1分钟……\n")
        # In a process of its own: an embeddable Python has no such module, and Debian's may lack a part of it.
        if subprocess.call(
            [sys.executable, "-m", "venv", "--clear", folder], stdout=subprocess.DEVNULL
        ):
            _give_up("这里的Python不能建立运行环境：Debian、麒麟、统信请先安装python3-venv")
        _install(python, home, "--require-hashes", "--only-binary", ":all:", "-r", _LOCK)
        _install(python, home, "--no-index", "--no-deps", "--no-build-isolation", "-e", ".")
        shutil.copyfile(home / _LOCK, folder / _STAMP)
    return python


def _is_current(home: Path) -> bool:
    stamp = home / ".venv" / _STAMP
    return stamp.exists() and filecmp.cmp(home / _LOCK, stamp, shallow=False)


def _install(python: Path, home: Path, *what: str) -> None:
    quiet = ("-qq", "--no-input", "--disable-pip-version-check")
    if subprocess.call([python, "-m", "pip", "install", *quiet, *what], cwd=home):
        _give_up("依赖包没有装上：请检查网络后再启动一次")


def _give_up(why: str) -> NoReturn:
    sys.stderr.write(f"{why}；不能联网的，请用程序包（zip）。\n")
    sys.exit(4)
