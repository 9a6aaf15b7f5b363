"""What tests need besides Python: where it is missing they are skipped, or fail if nothing was to be missing."""

import os

import pytest

ALL_THERE = "TESTS_LACK_NOTHING"  # .ci/run says so where it installed what was missing


def need(lacking: str) -> None:
    """Leave the test if something is lacking, for the reason that says what."""
    if lacking and os.environ.get(ALL_THERE):
        pytest.fail(f"{lacking}, and {ALL_THERE} says that nothing is lacking", pytrace=False)
    if lacking:
        pytest.skip(lacking)
