"""Coverage looks where it is told to, and again afterwards."""

from pathlib import Path
from unittest.mock import Mock

import pytest
from coverage import Coverage
from hypothesis import given
from hypothesis import strategies as st

from tests.support.measuring import repetitions, unmeasured

MODULE = "import json\n\ndef one():\n    return 1\n\ndef two():\n    return 2\n"


def test_what_runs_unmeasured_does_not_count_and_what_follows_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "looked_at.py").write_text(MODULE, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with unmeasured():  # of the run that this test is part of
        looking = Coverage(data_file=None, config_file=False, include=[f"{tmp_path}/*"])
        with looking.collect():
            import looked_at

            with unmeasured(), unmeasured():
                looked_at.one()
            looked_at.two()
    _, _, missing, _ = looking.analysis(looked_at)
    assert missing == [4]


def test_where_nothing_is_measured_nothing_happens() -> None:
    with unmeasured():
        with unmeasured():
            pass
        assert Coverage.current() is None


def test_later_cases_properties_and_loops_are_repetitions() -> None:
    assert repetitions(map(collected, ONCE)) == set()
    assert repetitions(map(collected, [*ONCE, *AGAIN])) == set(AGAIN)


ONCE = ["a.py::one[first]", "b.py::one[second]", "b.py::two"]
AGAIN = ["a.py::one[second [x]]", "b.py::property", "b.py::loop"]


def collected(nodeid: str) -> Mock:
    """A test as pytest collects it."""
    item = Mock(pytest.Item, nodeid=nodeid)
    item.obj = Mock(is_hypothesis_test="property" in nodeid)
    item.get_closest_marker = lambda name: name == "loops" and "loop" in nodeid
    return item


@given(st.booleans())
def test_properties_are_not_measured(either: bool) -> None:
    assert Coverage.current() is None, either
