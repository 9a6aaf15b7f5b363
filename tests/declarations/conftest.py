"""Fixtures for the tests in this folder."""

import shutil
from pathlib import Path

import pytest

from tests.support.places import ROOT


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder with a copy of schemas/ alone."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path
