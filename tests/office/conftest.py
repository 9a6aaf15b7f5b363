"""Fixtures for the tests in this folder."""

from pathlib import Path

import pytest

from tests.support.workspaces import JUNE, form, put


@pytest.fixture
def fire(root: Path) -> Path:
    """A workspace in which one good form for June lies."""
    put(root, "消防.xlsx", form("rescue", JUNE))
    return root
