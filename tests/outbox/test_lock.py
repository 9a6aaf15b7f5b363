"""Two runs in one workspace: the second says so and changes nothing."""

import errno
import fcntl
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from pipeline.files.lock import only_run
from pipeline.model.errors import PublishError
from tests.support.published import command, snapshot
from tests.support.workspaces import sample_workspace


def test_a_second_run_is_refused_while_the_first_holds_the_workspace(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(PublishError, match="另一个运行"), only_run(tmp_path):
        pass
    with only_run(tmp_path):
        pass


def test_the_command_ends_with_4_and_publishes_nothing_while_another_run_is_active(
    tmp_path: Path,
) -> None:
    root = sample_workspace(tmp_path / "w")
    command = [sys.executable, "-m", "pipeline", "--root", str(root), "monthly"]
    with only_run(root):
        blocked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (blocked.returncode, blocked.stderr) == (
        4,
        "另一个运行还没有结束，请等它结束后再运行一次。\n",
    )
    assert not (root / "outbox/2023-07").exists()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("arguments", [["check"], ["forms", "--month", "2023-08"], ["monthly"]])
def test_every_command_first_puts_right_what_a_killed_run_left(
    tmp_path: Path, arguments: list[str]
) -> None:
    root = sample_workspace(tmp_path / "w")
    work = root / "outbox/.publishing/2023-06"
    for name in ("new/附件2.xlsx", "old/附件2.xlsx", "old/issued/1/附件2.xlsx"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(name, "utf-8")
    (root / "inbox/.receipts.tmp").write_text("half")
    assert command(root, *arguments) == 0
    assert {n: d.decode() for n, (d, _) in snapshot(root / "outbox/2023-06").items()} == {
        n: f"old/{n}" for n in ("附件2.xlsx", "issued/1/附件2.xlsx")
    }
    assert not (root / "outbox/.publishing").exists()
    assert not (root / "inbox/.receipts.tmp").exists()


def test_where_nothing_was_killed_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_only = Mock(side_effect=OSError(errno.EROFS, "Read-only file system"))
    for name in ("unlink", "rmdir", "mkdir", "rename", "open"):
        monkeypatch.setattr(Path, name, read_only)
    with only_run(tmp_path):
        pass
    assert not read_only.called


def test_what_cannot_be_put_right_stops_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "inbox/.receipts.tmp").mkdir(parents=True)
    assert command(tmp_path, "check") == 4
    assert "“.receipts.tmp”" in capsys.readouterr().err


def test_a_disk_that_cannot_lock_is_no_other_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", Mock(side_effect=OSError(errno.ENOLCK, "No locks")))
    with pytest.raises(PublishError, match="不能加锁"), only_run(tmp_path):
        pass


def test_a_run_that_failed_leaves_no_lock_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyError), only_run(tmp_path):
        raise KeyError
    with only_run(tmp_path):
        pass


def test_a_workspace_that_is_not_there_is_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "--root", str(tmp_path / "无此文件夹"), "check"]
    lost = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (lost.returncode, "无此文件夹" in lost.stderr, "Traceback" in lost.stderr) == (
        2,
        True,
        False,
    )
