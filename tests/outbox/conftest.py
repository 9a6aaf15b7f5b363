"""Fixtures for the tests in this folder."""

from pathlib import Path

import pytest

from tests.support.published import command
from tests.support.workspaces import JUNE, form, put


@pytest.fixture(scope="package")
def fire_form() -> bytes:
    return form("rescue", JUNE)


@pytest.fixture
def published(root: Path, fire_form: bytes) -> Path:
    """A workspace with one month published."""
    put(root, "消防.xlsx", fire_form)
    assert command(root, "monthly") == 0
    return root
