"""A test whose program is missing is skipped, and fails where nothing was to be missing."""

import pytest

from tests.support.needs import ALL_THERE, need
from tests.support.places import ROOT


def test_what_is_missing_skips_a_test_and_fails_it_where_nothing_was_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(ALL_THERE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"):
        need("no chromium")
    monkeypatch.setenv(ALL_THERE, "1")
    with pytest.raises(pytest.fail.Exception, match="no chromium"):
        need("no chromium")
    need("")


def test_a_submission_is_run_where_nothing_is_missing_only_if_it_was_installed() -> None:
    text = (ROOT / ".ci/run").read_text("utf-8")
    installed, _, rest = text.partition(f"export {ALL_THERE}=1")
    assert "apt-get -qq install" in installed
    assert rest.index("\nfi\n") < rest.index("make test")
