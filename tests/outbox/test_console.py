"""What is printed: in any locale the same, in Chinese, and harmless."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.words import console
from tests.support.hostile_texts import IN_TIME
from tests.support.inertness import controls
from tests.support.published import command, snapshot
from tests.support.workspaces import JUNE, ROOT, form, put, sample_workspace, workspace


def run(cwd: Path, *arguments: str | bytes, **environment: str) -> tuple[int, bytes, bytes]:
    """The program as a process of its own: status, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
    return done.returncode, done.stdout, done.stderr


def ended(root: Path, arguments: str, tail: str) -> int:
    """The status of the program, started in a shell with a tail to its command line."""
    script = f"exec {sys.executable} -m pipeline --root {root} {arguments} {tail}"
    return subprocess.run(["bash", "-c", script], cwd=ROOT, timeout=300).returncode


FULL = "/dev/full"


@pytest.mark.skipif(not Path(FULL).exists(), reason=f"only Linux has {FULL}")
def test_messages_that_cannot_be_written_stop_no_work(root: Path) -> None:
    """A task at night whose log is full, or whose window was closed: its status was 1, and nothing was published."""
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert ended(root, "monthly", f">/dev/null 2>{FULL}") == 0
    assert (root / "outbox/2023-06/附件2.xlsx").exists()
    assert ended(root, "monthly --month 2024-06", f">/dev/null 2>{FULL}") == 2
    assert ended(root, "lint", f">{FULL} 2>/dev/null") == 4


def test_a_reader_that_stops_reading_is_no_wrong_declaration(root: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--root", str(root), "lint"],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=300,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (4, b"")


LOCALES = [
    {"LC_ALL": "C", "PYTHONUTF8": "0"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "gbk"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
]
Seen = tuple[str, dict[str, bytes]]


def published_in(root: Path, environment: dict[str, str]) -> Seen:
    """What is said, and all files of a workspace with odd names after a run in a locale."""
    sample_workspace(root)
    put(root, os.fsdecode(b"\xb1\xa8\xb1\xed.xlsx"), b"GBK", IN_TIME)
    put(root, "😀\u202e.xlsx", b"emoji", IN_TIME)
    status, out, _ = run(root, "monthly", **environment)
    assert status == 0
    code = environment.get("PYTHONIOENCODING", "utf-8").replace("ascii", "utf-8")  # as click does
    return out.decode(code), {name: data for name, (data, _) in snapshot(root).items()}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return published_in(tmp_path_factory.mktemp("usual") / "工 作区", {"LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize("environment", LOCALES)
def test_in_any_locale_the_same_is_published_and_said(
    usual: Seen, tmp_path: Path, environment: dict[str, str]
) -> None:
    said, published = published_in(tmp_path / "工 作区", environment)
    assert published == usual[1]
    assert said == usual[0].encode("gbk", "backslashreplace").decode("gbk") or said == usual[0]


@pytest.mark.parametrize("environment", LOCALES[:2])
def test_arguments_are_understood_in_any_locale(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    root = workspace(tmp_path / "工 作区")
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert (
        run(tmp_path, "--root", "工 作区", "check", "--month", "2023年6月", **environment)[0] == 0
    )
    status, _, err = run(tmp_path, "--root", "没有这里", "check", **environment)
    assert (status, "“没有这里”" in err.decode()) == (2, True)
    status, _, err = run(tmp_path, "--root", b"\xb1\xa8", "check", **environment)
    assert (status, "文件夹" in err.decode()) == (2, True)


def started(monkeypatch: pytest.MonkeyPatch, argv: list[str], encoding: str) -> list[list[str]]:
    """How the program starts itself again where file names are in an encoding, if it does."""
    calls: list[list[str]] = []
    monkeypatch.setattr(sys, "orig_argv", argv)
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: encoding)
    monkeypatch.setattr(os, "execv", lambda _, given: calls.append(given))
    console.set_up_console()
    return calls


def test_a_program_that_was_started_again_is_not_started_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = [sys.executable, "-X", "utf8", "-m", "pipeline", "check"]
    assert started(monkeypatch, ["python3", "-m", "pipeline", "check"], "gbk") == [again]
    assert started(monkeypatch, again, "gbk") == []
    assert started(monkeypatch, ["python3", "-m", "pipeline"], "utf-8") == []


def test_a_terminal_of_gbk_is_spoken_to_in_gbk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "")  # so that what is set below is undone
    monkeypatch.delenv("PYTHONIOENCODING")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "gbk"))
    assert started(monkeypatch, ["python3", "-m", "pipeline"], "gbk")
    assert os.environ["PYTHONIOENCODING"] == "gbk"
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    assert started(monkeypatch, ["python3", "-m", "pipeline"], "gbk")
    assert os.environ["PYTHONIOENCODING"] == "utf-8"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["monthly", "--nix\x1b[2J"], "没有“--nix [2J”这个选项"),
        (["monthly", "--mnoth", "2023-06"], "是不是--month"),
        (["monhtly"], "是不是monthly"),
        (["monthly", "2023-06"], "多写了“2023-06”"),
        (["monthly", "--month", "\u202e6月\x07"], "“6月”不是月份"),
        (["monthly", "--month"], "--month"),
        (["monthly", "--strict=1"], "--strict"),
        (["forms"], "缺少--month"),
        (["--root"], "--root"),
        (["--root", "."], "哪个命令"),
        (["--root", "没有\x1b[2J", "check"], "“没有 [2J”"),
        (["--root", "LICENSE", "check"], "“LICENSE”"),
    ],
)
def test_what_a_clerk_types_wrong_is_told_in_chinese(
    arguments: list[str],
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as end:
        leave(monkeypatch, arguments)
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert word in said
    assert not controls(said.replace("\n", ""))
    assert not {"Usage", "Error", "Try", "Got", "Missing", "No such"} & set(
        said.replace(":", " ").split()
    )


def leave(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Run the command line to its end."""
    from pipeline.cli import main

    def end(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(sys, "argv", ["pipeline", *arguments])
    monkeypatch.setattr(os, "_exit", end)
    main()


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"[campaign]\nname = 1 2\n", "第2行第10列"),
        ("[campaign]\nname = “甲”\n".encode(), "第2行第8列"),
        (b"a = 1\na = 2\n", "第2行"),
        (b"a = [", "末尾"),
        ("名 = '甲'".encode("gbk"), "UTF-8"),
    ],
)
def test_what_is_no_toml_is_told_in_chinese_with_its_place(
    root: Path, content: bytes, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "schemas/campaign.toml").write_bytes(content)
    assert command(root, "check") == 1
    said = capsys.readouterr().err
    assert "schemas/campaign.toml" in said
    assert where in said
    assert (
        re.findall("[A-Za-z]{3,}", said.replace("schemas/campaign.toml", "").replace("UTF", ""))
        == []
    )


def test_a_reason_of_the_system_is_told_in_chinese(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "schemas/campaign.toml").unlink()
    (root / "schemas/campaign.toml").mkdir()
    assert command(root, "check") == 1
    assert "是文件夹" in capsys.readouterr().err
