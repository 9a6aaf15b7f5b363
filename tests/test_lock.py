"""Two runs in one workspace: the second says so and changes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.lock import only_run
from pipeline.model.errors import PublishError
from tests.workspaces import sample_workspace


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
