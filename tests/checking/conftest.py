"""Fixtures for the tests in this folder."""

import pytest

from pipeline.checking.checks import check_sheets
from pipeline.model.received import Finding
from tests.support.rule_examples import submissions
from tests.support.workspaces import declarations

DECLARED = declarations()


@pytest.fixture(scope="package")
def found() -> dict[tuple[str, str], list[Finding]]:
    """(path, sheet id) -> findings of all examples, in one pass."""
    return check_sheets([s for _, s in submissions()], DECLARED)
