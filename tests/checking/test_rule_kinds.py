"""Each kind of rule by itself, at its limit and on either side of it."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from pipeline.checking.rules import KINDS, Values, gather
from tests.support.rule_examples import EXAMPLES, submission
from tests.support.workspaces import declarations

DECLARED = declarations()
Told = list[tuple[str | None, list[float | None]]]
NAN = float("nan")


def excess(kind: str, columns: dict[str, list[float]], files: str = "", **parameters: Any) -> Told:
    """What a kind yields for a few sheets: (indicator, how far the rule is broken on each; None: it says nothing)."""
    arrays = {name: np.array(column, dtype=float) for name, column in columns.items()}
    count = len(next(iter(columns.values())))
    rule = replace(DECLARED.rules[0], kind=kind, parameters=parameters)
    told = KINDS[kind](Values(arrays, list(files) or ["a"] * count), rule)
    return [(name, [None if math.isnan(x) else float(x) for x in array]) for name, array in told]


def test_a_sum_is_at_most_another_sum() -> None:
    columns = {
        "a": [1, 1, 2, NAN, 1],
        "b": [2, 3, 2, 1, 1],
        "c": [2, 2, 5, 9, 9],
        "d": [1, 1, 1, 1, NAN],
    }
    got = excess("not_above", columns, left=("a", "b"), right=("c", "d"), each=())
    assert got == [("a", [0, 1, -2, None, None])]
    got = excess("not_above", columns, left=(), right=("c",), each=("a", "b"))
    assert got == [("a", [-1, -1, -3, None, -8]), ("b", [0, 1, -3, -8, -8])]


def test_a_sum_of_amounts_is_compared_without_its_binary_tail() -> None:
    columns = {"a": [0.1, 0.1, 0.1], "b": [0.2, 0.2001, 0.2], "c": [0.3, 0.3, 0.2999]}
    got = excess("not_above", columns, left=("a", "b"), right=("c",), each=())
    assert got == [("a", [0, 0.0001, 0.0001])]


def test_where_one_thing_is_another_is_needed() -> None:
    columns = {"a": [0, 1, 0, NAN, 0.5, 1], "b": [0, 0, 2, 1, 0, 1], "c": [0, 1, 2, 0, 3, NAN]}
    got = excess("needs", columns, when=("a", "b"), then=("c",), least=2)
    assert got == [("a", [None, 1, 0, 2, -1, None])]
    got = excess(
        "needs", {"a": [1.0], "b": [0.1], "c": [0.2]}, when=("a",), then=("b", "c"), least=0.3
    )
    assert got == [("a", [0])]


def test_each_value_has_a_largest_and_a_least() -> None:
    columns = {"a": [4, 5, 6, NAN], "b": [0, 5, 7, 1]}
    assert excess("at_most", columns, of=("a", "b"), limit=5) == [
        ("a", [-1, 0, 1, None]), ("b", [-5, 0, 2, -4]),
    ]  # fmt: skip
    assert excess("at_least", columns, of=("b", "a"), least=5) == [
        ("b", [5, 0, -2, 4]), ("a", [1, 0, -1, None]),
    ]  # fmt: skip


def test_a_ratio_lies_between_two_limits_where_both_are_above_zero() -> None:
    columns = {"p": [2, 4, 5, 1, 0.5, 0, 3, NAN, 1, 0.5], "w": [2, 2, 2, 4, 4, 3, 0, 1, NAN, 0.5]}
    got = excess("ratio", columns, part="p", whole="w", least=0.25, most=2)
    assert got == [("p", [-0.75, 0, 0.5, 0, 0.125, None, None, None, None, -0.75])]


def test_one_number_stands_in_fewer_than_so_many_cells() -> None:
    columns = {"a": [3, 3, 0, 1, NAN, 3], "b": [3, 2, 0, 1, NAN, NAN], "c": [3, 3, 0, 1, NAN, 3]}
    got = excess("repeated", columns, of=("a", "b", "c"), least=3, above=1)
    assert got == [("a", [1, 0, -2, -2, -2, 0])]


def test_the_whole_stands_in_fewer_than_so_many_of_its_parts() -> None:
    columns = {"a": [5, 5, 1, 5, 0], "b": [5, 4, 1, 5, 0], "t": [5, 5, 1, NAN, 0]}
    got = excess("equal_to", columns, of=("a", "b"), to="t", least=2, above=1)
    assert got == [("a", [1, 0, 0, 0, 0])]


def test_a_sheet_of_nothing_but_zeros_holds_at_least_one() -> None:
    columns = {"a": [0, 0, NAN, 0, 1], "b": [0, NAN, NAN, 1, NAN]}
    assert excess("all_zero", columns) == [(None, [1, 1, 0, 0, 0])]


def test_sheets_are_equal_within_a_file_where_all_is_there_and_something_is_above_zero() -> None:
    columns = {"a": [1, 1, 1, 2, 2, 0, 0, NAN, NAN], "b": [0, 0, 0, 1, 2, 0, 0, 1, 1]}
    got = excess("same_sheets", columns, "xxyxxzzww", of=("a", "b"))
    assert got == [(None, [1, 1, 0, 0, 0, 0, 0, 0, 0])]


def test_values_are_gathered_in_the_order_of_sheets_and_missing_where_there_is_none() -> None:
    one, other = (
        submission(EXAMPLES[0], changes, path) for changes, path in (({}, "a"), ({}, "b"))
    )
    forms = {(s.arrival.path, f.sector): f for s in (one, other) for f in s.submitted}
    last = forms["b", "fire"]
    entries = {k: e for k, e in last.entries.items() if k != "self_found"}
    values = gather({**forms, ("b", "fire"): replace(last, entries=entries)}, DECLARED)
    assert list(values.of) == list(DECLARED.form.indicators)
    assert values.files == ["a", "b"]
    first = forms["a", "fire"].entries["self_found"].value
    assert values.of["self_found"][0] == first
    assert math.isnan(values.of["self_found"][1])
    assert values.total([]).tolist() == [0, 0]
