"""Columns held against what they may be: pandera on long columns, against the same said in plain Python."""

import math

import numpy as np
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.judged_columns import failures, rule_checks, value_checks
from pipeline.model.form import Kind

CODES = {"negative": "N", "too_large": "L", "not_whole": "W"}
NUMBERS = st.sampled_from([math.nan, -0.0, -1.0, -0.5, 0.0, 0.1, 0.25, 7.0, 9.0, 9.0001, 10.0])


@st.composite
def _columns(draw: st.DrawFn) -> dict[str, list[float]]:
    length = draw(st.integers(1, 4))
    names = draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=4))
    numbers = st.lists(NUMBERS, min_size=length, max_size=length)
    return {name: draw(numbers) for name in names}


@settings(max_examples=60, deadline=None)
@given(_columns(), st.integers(0, 2))
def test_values_fail_as_plain_comparison_says(
    columns: dict[str, list[float]], decimals: int
) -> None:
    kind = Kind("money", decimals, largest=9)
    said = {
        (name, row, code)
        for name, numbers in columns.items()
        for row, v in enumerate(numbers)
        for code, fails in (("N", v < 0), ("L", v > 9), ("W", round(v, decimals) != v))
        if fails and not math.isnan(v)
    }
    found = list(failures(_arrays(columns), value_checks(kind, CODES)))
    assert len(found) == len(said)
    assert set(found) == said


@settings(max_examples=40, deadline=None)
@given(_columns())
def test_rules_fail_above_nought(columns: dict[str, list[float]]) -> None:
    said = [(n, row, "rule") for n, c in columns.items() for row, v in enumerate(c) if v > 0]
    assert list(failures(_arrays(columns), rule_checks("rule"))) == said


def test_a_check_that_crashes_is_no_failure_of_the_values() -> None:
    def broken(_: object) -> bool:
        raise ZeroDivisionError

    with pytest.raises(AssertionError, match="a check crashed"):
        list(failures({"a": np.zeros(1)}, [pa.Check(broken, error="X")]))


def _arrays(columns: dict[str, list[float]]) -> dict[str, np.ndarray]:
    return {name: np.array(numbers) for name, numbers in columns.items()}
