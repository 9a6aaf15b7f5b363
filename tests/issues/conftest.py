"""Fixtures for the tests in this folder."""

import shutil
from pathlib import Path

import pytest

from tests.support.issued import STAMP
from tests.support.published import command, snapshot
from tests.support.workspaces import JUNE, form, put, sample_workspace, workspace


@pytest.fixture(scope="package")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[bytes, int]]]:
    """The sample with July published and issued, and all its files as they were before the issue."""
    root = sample_workspace(tmp_path_factory.mktemp("issue") / "样例")
    assert command(root, "monthly") == 0
    before = snapshot(root)
    assert command(root, "issue", *STAMP) == 0
    return root, before


@pytest.fixture
def issued(once: tuple[Path, object], tmp_path: Path) -> Path:
    """A copy of the sample with July issued."""
    return Path(shutil.copytree(once[0], tmp_path / "w"))


@pytest.fixture(scope="package")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real forms: June of two units, issued; July of one of them."""
    root = workspace(tmp_path_factory.mktemp("real") / "w")
    for unit in ("rescue", "grid"):
        put(root, f"6月{unit}.xlsx", form(unit, JUNE))
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert command(root, "issue", "--month", "2023-06", "--number", "5") == 0
    return root


@pytest.fixture
def june(real: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(real, tmp_path / "w"))
