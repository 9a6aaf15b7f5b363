"""Fixtures for the tests in this folder."""

from pathlib import Path

import pytest

from tests.support.inboxes import good
from tests.support.workspaces import put


@pytest.fixture
def fire(root: Path) -> Path:
    """A workspace in which one good form lies."""
    put(root, "消防.xlsx", good("rescue"))
    return root
