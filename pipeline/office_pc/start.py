"""What the start files run: unpacks the bundle's wheels once, needing neither pip nor venv, then the menu or a command.

Standard library alone, and readable by Python 3.7: an older Python must be able to say that it is too old.
In a checkout, where no wheels lie beside it, it uses .venv instead, and sets that up.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
import sysconfig
import time
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_STAMP = ".installed"
_GLIBC = (2, 28)  # what the newest of the wheels for Linux ask for
_LONGEST = 259  # of a path on Windows
_HOURS = 2 * 3600
_SYSTEMS = {"win-amd64": "windows-x64", "linux-x86_64": "linux-x64", "linux-aarch64": "linux-arm64"}


class CannotStartError(Exception):
    """Something that only a person can mend; the text is for that person."""


def main(arguments: list[str]) -> int:
    """The exit status. `--suits` alone asks whether this Python would do, and does nothing."""
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", dict)(errors="backslashreplace")
    try:
        listed = _listed(HERE / "wheels.json")
        check_python(listed)
        return 0 if arguments == ["--suits"] else _start(listed, arguments)
    except CannotStartError as e:
        sys.stderr.write(f"{e}\n")
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断，请再启动一次。\n")
    except OSError as e:  # in no module's words: none may be there yet
        what = f"“{e.filename}”读写不成（{e.strerror}）" if e.filename else f"读写不成（{e}）"
        sys.stderr.write(f"{what}。请检查磁盘是否已满、文件夹能否写入，再启动一次。\n")
    return 4


def check_python(listed: dict[str, Any] | None) -> None:
    """CannotStartError where this Python cannot run the program; listed: what the bundle holds, if this is one."""
    if sys.version_info < (3, 11):  # noqa: UP036, that is what is asked
        version = ".".join(map(str, sys.version_info[:2]))
        raise CannotStartError(f"Python {version}太旧，需要3.11或更新的版本。")
    if listed is None:
        return
    target = target_here()
    if target not in listed["targets"]:
        fit = "、".join(sorted(listed["targets"]))
        raise CannotStartError(f"这里的Python（{target}）不能用，本程序包可用的是：{fit}。")
    name, glibc = platform.libc_ver()
    if name == "glibc" and tuple(map(int, glibc.split(".")[:2])) < _GLIBC:
        raise CannotStartError(f"操作系统太旧（glibc {glibc}），需要glibc 2.28或更新的。")


def target_here() -> str:
    """What this Python needs wheels for: windows-x64/3.12, or what else it is."""
    built = sysconfig.get_platform()
    free = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{_SYSTEMS.get(built, built)}/{version}{free}"


def install(listed: dict[str, Any], target: str, wheels: Path, into: Path) -> Path:
    """The folder in `into` with a target's packages, unpacked from `wheels` unless they are there already."""
    folder = into / target.replace("/", "-")
    mark = hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()
    if _read(folder / _STAMP) == mark:
        return folder
    sys.stderr.write("首次使用（或更新后），正在准备，约需1分钟……\n")
    _clear(into)
    new = into / f"{folder.name}+{os.getpid()}"
    try:
        for name in listed["targets"][target]:
            unpack(wheels / name, listed["sha256"][name], new)
        (new / _STAMP).write_text(mark, "ascii")
        if _read(folder / _STAMP) != mark:  # started twice at once: the other may be there already
            _take_place(new, folder)
    finally:
        shutil.rmtree(str(new), ignore_errors=True)
    return folder


def unpack(wheel: Path, sha256: str, into: Path) -> None:
    """One wheel, held against its checksum; what it would put elsewhere than among the packages is left out."""
    if not wheel.exists():
        raise CannotStartError(f"程序包不完整，缺少{wheel.name}：请重新解压。")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
        raise CannotStartError(f"{wheel.name}与清单不符，没有安装：请重新复制、解压。")
    with zipfile.ZipFile(wheel) as packed:
        names = [n for n in packed.namelist() if not n.split("/")[0].endswith(".data")]
        longest = max(len(str(into / n)) for n in names)
        if sys.platform == "win32" and longest > _LONGEST:
            raise CannotStartError("文件夹的路径太长：请把整个文件夹移到上层，例如D盘下，再启动。")
        packed.extractall(str(into), names)


def _take_place(new: Path, folder: Path) -> None:
    if folder.exists():
        aside = folder.with_name(f"{new.name}+old")
        try:
            folder.rename(aside)
        except PermissionError:  # on Windows a running program holds it
            raise CannotStartError("程序正在别的窗口里运行：请关闭那个窗口，再启动。") from None
        shutil.rmtree(str(aside), ignore_errors=True)
    new.rename(folder)


def _clear(into: Path) -> None:
    """Delete what a start that was broken off left."""
    for left in into.glob("*+*"):
        if left.stat().st_mtime < time.time() - _HOURS:
            shutil.rmtree(str(left), ignore_errors=True)


def _listed(path: Path) -> dict[str, Any] | None:
    text = _read(path)
    listed: dict[str, Any] | None = json.loads(text) if text else None
    return listed


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _start(listed: dict[str, Any] | None, arguments: list[str]) -> int:
    """The menu of the workspace that the start file lies in, or a command there."""
    if listed is None:
        home = HERE.parents[1]
        _find_first(home)
        from pipeline.office_pc.checkout import enter

        enter(home, [__file__, *arguments])
    else:
        home = HERE.parent
        _find_first(install(listed, target_here(), HERE / "wheels", HERE / "lib"))
        from pipeline.office_pc.workspace import prepare

        prepare(home)
    from pipeline.office_pc.menu import run

    return run(home, __file__, arguments)


def _find_first(folder: Path) -> None:
    """Modules of a folder before all others, and none beside this file: Python may have put that first, or not."""
    sys.path[:] = [str(folder), *(p for p in sys.path if not p or Path(p).resolve() != HERE)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
