"""The start file on a PC with a Python and nothing else, and the menu that it shows."""

import ast
import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from pipeline.cli import cli
from pipeline.office_pc import checkout, menu, start, workspace
from pipeline.office_pc.menu_entries import ENTRIES
from tests.support.workspaces import ROOT

Answer = Callable[..., list[list[str]]]


def wheel(folder: Path, name: str, **files: str) -> str:
    """A wheel with these files (a__b is a/b); its sha256."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as packed:
        for file, text in files.items():
            packed.writestr(file.replace("__", "/"), text)
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


Listed = dict[str, Any]  # what wheels.json says


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """Two wheels in tmp_path/wheels, for the Python that runs this."""
    digests = {
        "甲-1.whl": wheel(
            tmp_path / "wheels", "甲-1.whl", jia="1", **{"甲.data__scripts__run": "x"}
        ),
        "乙-1.whl": wheel(tmp_path / "wheels", "乙-1.whl", yi__inner="2"),
    }
    return {"targets": {start.target_here(): list(digests)}, "sha256": digests}


def install(listed: Listed, tmp_path: Path) -> Path:
    return start.install(listed, start.target_here(), tmp_path / "wheels", tmp_path / "lib")


def test_wheels_are_unpacked_once(
    listed: Listed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = install(listed, tmp_path)
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == [
        ".installed",
        "inner",
        "jia",
    ]
    assert "首次使用" in capsys.readouterr().err
    (folder / "jia").write_text("kept")
    assert install(listed, tmp_path) == folder
    assert (folder / "jia").read_text() == "kept"
    assert capsys.readouterr().err == ""
    assert [p.name for p in (tmp_path / "lib").iterdir()] == [folder.name]


def test_a_newer_bundle_over_the_old_one_is_unpacked_anew(listed: Listed, tmp_path: Path) -> None:
    old = install(listed, tmp_path)
    listed["sha256"]["乙-1.whl"] = wheel(tmp_path / "wheels", "乙-1.whl", yi__newer="3")
    assert install(listed, tmp_path) == old
    assert ((old / "yi/newer").exists(), (old / "yi/inner").exists()) == (True, False)
    assert [p.name for p in (tmp_path / "lib").iterdir()] == [old.name]


@pytest.mark.parametrize("fault", ["changed", "gone"])
def test_a_damaged_bundle_installs_nothing(listed: Listed, tmp_path: Path, fault: str) -> None:
    path = tmp_path / "wheels/乙-1.whl"
    path.unlink() if fault == "gone" else path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(start.CannotStartError, match=r"乙-1\.whl.*请重新"):
        install(listed, tmp_path)
    assert list((tmp_path / "lib").iterdir()) == []


def test_what_a_broken_off_start_left_is_deleted_and_what_another_just_makes_is_not(
    listed: Listed, tmp_path: Path
) -> None:
    for name, age in (("x+1", 10_000), ("x+2", 0)):
        left = tmp_path / "lib" / name
        left.mkdir(parents=True)
        os.utime(left, (left.stat().st_atime, left.stat().st_mtime - age))
    folder = install(listed, tmp_path)
    assert sorted(p.name for p in (tmp_path / "lib").iterdir()) == sorted([folder.name, "x+2"])


def test_a_path_that_would_be_too_long_for_windows_is_said_before_anything_is_unpacked(
    listed: Listed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    deep = tmp_path / ("深" * 80) / ("深" * 80)
    deep.parent.mkdir()
    (tmp_path / "wheels").rename(deep)
    with pytest.raises(start.CannotStartError, match=r"路径太长.*D盘"):
        start.install(listed, start.target_here(), deep, deep / ("长" * 80))


@pytest.mark.parametrize(
    ("built", "target"),
    [
        ("win-amd64", "windows-x64/3.12"),
        ("linux-x86_64", "linux-x64/3.12"),
        ("linux-aarch64", "linux-arm64/3.12"),
        ("win32", "win32/3.12"),
        ("linux-loongarch64", "linux-loongarch64/3.12"),
    ],
)
def test_the_wheels_are_those_of_the_python_not_of_the_machine(
    built: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sysconfig, "get_platform", lambda: built)
    monkeypatch.setattr(sys, "version_info", (3, 12, 1, "final", 0))
    assert start.target_here() == target


def test_a_python_that_will_not_do_is_told_why(
    listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    start.check_python(listed)
    monkeypatch.setattr(start.platform, "libc_ver", lambda: ("glibc", "2.27"))
    with pytest.raises(start.CannotStartError, match=r"glibc 2\.27"):
        start.check_python(listed)
    with pytest.raises(start.CannotStartError, match=r"不能用.*plan9/1\.0"):
        start.check_python({"targets": {"plan9/1.0": []}, "sha256": {}})
    monkeypatch.setattr(sys, "version_info", (3, 8, 10, "final", 0))
    with pytest.raises(start.CannotStartError, match=r"Python 3\.8太旧"):
        start.check_python(None)


@pytest.mark.parametrize(
    "own", [[str(start.HERE)], []]
)  # an embeddable Python puts no folder first
def test_the_packages_come_first_and_nothing_else_is_lost(
    own: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*own, "python312.zip", "DLLs"])
    start._find_first(tmp_path)
    assert sys.path == [str(tmp_path), "python312.zip", "DLLs"]


def test_an_old_python_can_read_the_start_script() -> None:
    ast.parse((ROOT / "pipeline/office_pc/start.py").read_text("utf-8"), feature_version=(3, 7))


def test_what_an_office_changed_outlives_every_later_start(tmp_path: Path) -> None:
    shipped, home = tmp_path / "shipped", tmp_path / "home"
    for name in ("schemas", "templates"):
        (shipped / name).mkdir(parents=True)
        (shipped / name / "a.toml").write_text("shipped")
    (home / ".schemas.new").mkdir(parents=True)  # of a start that was broken off
    workspace.prepare(home, shipped)
    assert (home / "schemas/a.toml").read_text() == "shipped"
    (home / "schemas/a.toml").write_text("the office's")
    (home / "templates/a.toml").unlink()
    workspace.prepare(home, shipped)
    assert (home / "schemas/a.toml").read_text() == "the office's"
    assert sorted(p.name for p in home.iterdir()) == ["inbox", "outbox", "schemas", "templates"]
    assert list((home / "templates").iterdir()) == []


def test_start_files_are_as_their_systems_want_them() -> None:
    """cmd reads a .bat in the machine's code page: ASCII alone is safe. Notepad wants the mark and CRLF."""
    batch = (ROOT / "启动.bat").read_bytes()
    assert batch.isascii()
    assert batch.count(b"\n") == batch.count(b"\r\n")
    shell = ROOT / "启动.sh"
    assert (b"\r" in shell.read_bytes(), bool(shell.stat().st_mode & 0o111)) == (False, True)
    for path in (ROOT / "docs").glob("*.txt"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")
    untouched = re.findall(
        r"^(\S+) +-text$", (ROOT / ".gitattributes").read_text("utf-8"), re.MULTILINE
    )
    assert {"*.bat", "/docs/*.txt"} <= set(untouched)


def test_without_a_python_the_shell_script_says_what_to_do(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "tr"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    done = subprocess.run(
        ["/bin/sh", ROOT / "启动.sh"],
        env={"PATH": str(tools)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode("utf-8-sig")
    assert (done.returncode, "没有找到能用的Python" in said, "\r" in said) == (4, True, False)


@pytest.fixture
def answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Answer:
    """The menu with lines typed: the commands that it calls, without the program's own words."""

    def typed(*lines: str, home: Path = tmp_path) -> list[list[str]]:
        called: list[list[str]] = []
        monkeypatch.setattr(subprocess, "call", lambda c: called.append(c) or 0)
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert menu.menu(home, ["程序"]) == 0
        return called

    del capsys
    return typed


def number(command: str) -> str:
    return str(next(n for n, e in enumerate(ENTRIES, 1) if e.command == command))


def test_the_menu_calls_commands_with_what_was_typed(answer: Answer, tmp_path: Path) -> None:
    root = ["程序", "--root", str(tmp_path)]
    assert answer(number("monthly"), "", "", "0") == [[*root, "monthly"]]
    assert answer(number("check"), " 2023-07 ", "", "0") == [[*root, "check", "--month=2023-07"]]
    lines = [number("issue"), "2023-07", "7", "", '"D:\\定 稿.docx"', ""]
    issue = ["issue", "--month=2023-07", "--number=7", "--file=D:\\定 稿.docx"]
    assert answer(*lines) == [[*root, *issue]]
    assert answer(number("trace"), "1-1", "", "") == [[*root, "trace", "1-1"]]
    assert answer(number("forms"), "", "", "０") == []  # needs its month
    assert answer("99", "", "甲", "1", "--root=x", "") == [[*root, "monthly", "--month=--root=x"]]


def test_the_sample_is_tried_in_a_workspace_of_its_own(answer: Answer, tmp_path: Path) -> None:
    last = str(len(ENTRIES))
    assert answer(last) == []  # a checkout has none
    (tmp_path / menu.SAMPLE).mkdir()
    assert answer(last, "") == [["程序", "--root", str(tmp_path / menu.SAMPLE), "monthly"]]


def test_what_the_menu_offers_are_commands_with_options_that_they_have() -> None:
    for entry in ENTRIES:
        if entry.command:
            options = {o for p in cli.commands[entry.command].params for o in p.opts}
            assert {q.option for q in entry.questions if q.option} <= options


def test_blank_forms_are_offered_for_a_month_and_for_a_week_and_chasing_says_its_own_defaults() -> (
    None
):
    asked = [q.option for e in ENTRIES if e.command == "forms" for q in e.questions]
    assert asked == ["--month", "--week"]
    (chase,) = [e for e in ENTRIES if e.command == "chase"]
    month, day = (q.text for q in chase.questions)
    assert "催报日所在的月份" in month
    assert "今天" in day


@pytest.mark.parametrize(("platform", "start"), [("win32", "启动.bat"), ("linux", "sh 启动.sh")])
def test_the_menu_says_how_a_command_that_a_screen_names_is_run_from_here(
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    platform: str,
    start: str,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert answer("0") == []
    said = capsys.readouterr().out
    assert f"没有列出的，在命令行里这样写：{start} templates\n" in said
    assert "选括号里同名的一项" in said
    assert all(f"（{e.command}）" in said for e in ENTRIES if e.command)


def test_folders_are_opened_or_named(
    answer: Answer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at = str(next(n for n, e in enumerate(ENTRIES, 1) if e.folder == "outbox"))
    monkeypatch.setenv("PATH", "")
    assert answer(at, "") == []
    assert f"请在文件管理器里打开：{tmp_path / 'outbox'}" in capsys.readouterr().out


def test_a_checkout_uses_its_own_environment_and_sets_it_up_when_the_lock_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[list[str]] = []

    def call(command: list[str], **_: object) -> int:
        made.append(command)
        (tmp_path / ".venv/bin").mkdir(parents=True, exist_ok=True)
        return fails

    fails = 0
    monkeypatch.setattr(subprocess, "call", call)
    (tmp_path / "requirements.lock").write_text("a==1")
    python = checkout.python_of(tmp_path)
    assert [Path(c[-1]).name for c in made] == [".venv", "requirements.lock", ""]
    python.touch()
    assert (checkout.python_of(tmp_path), len(made)) == (python, 3)
    (tmp_path / "requirements.lock").write_text("a==2")
    fails = 1
    with pytest.raises(SystemExit, match="4"):
        checkout.python_of(tmp_path)
    assert "python3-venv" in capsys.readouterr().err
    assert (tmp_path / ".venv/.runtime").read_text() == "a==1"


def test_a_checkout_leaves_an_interrupt_to_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout, "python_of", lambda _: tmp_path / "python")

    def interrupted(_: object) -> int:
        signal.raise_signal(signal.SIGINT)
        return 4

    monkeypatch.setattr(subprocess, "call", interrupted)
    (tmp_path / ".venv").mkdir()
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit, match="4"):
            checkout.enter(tmp_path, ["start.py"])
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_interrupt_before_the_program_begins_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "check_python", Mock(side_effect=KeyboardInterrupt))
    assert start.main([]) == 4
    assert "已中断" in capsys.readouterr().err
