"""A month's values as one array of ticks, against the same kept as exact decimals one by one."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import pytest

from pipeline.figures.array import (
    SheetFigures,
    as_decimal,
    by_sector,
    in_ticks,
    together,
    totals_of,
    without,
)
from pipeline.figures.combining import combined
from pipeline.model.form import Indicator
from tests.support.province import province
from tests.support.workspaces import declarations

COUNT, MONEY, YES = "self_found", "penalty_wan", "media_column"
VALUES: Mapping[str, Mapping[str, float]] = {
    "u0_fire": {COUNT: 3, MONEY: 35.6},
    "u1_fire": {COUNT: 0, MONEY: 0.0001, YES: 1},
    "u1_gas": {YES: 0},
}


def indicators() -> dict[str, Indicator]:
    return {i: declarations().form.indicators[i] for i in (COUNT, MONEY, YES)}


@pytest.fixture
def figures() -> SheetFigures:
    rows = [(s, i, float(v)) for s, values in VALUES.items() for i, v in values.items()]
    frame = pd.DataFrame(rows, columns=["sheet_id", "indicator", "value"])
    return in_ticks(frame, indicators())


def exact(values: Mapping[str, float]) -> dict[str, Decimal]:
    return {i: Decimal(str(v)) for i, v in values.items()}


@pytest.mark.parametrize(
    ("value", "decimals", "typed"),
    [
        (3.0, 0, "3"),
        (35.6, 4, "35.6000"),
        (0.0001, 4, "0.0001"),
        (1.15, 2, "1.15"),
        (0.0, 4, "0.0000"),
    ],
)
def test_a_value_of_the_frame_is_the_decimal_that_was_typed(
    value: float, decimals: int, typed: str
) -> None:
    assert as_decimal(value, decimals) == Decimal(typed)


def test_every_value_comes_back_exactly_and_no_other(figures: SheetFigures) -> None:
    assert {s: dict(figures[s]) for s in figures} == {s: exact(v) for s, v in VALUES.items()}
    assert len(figures) == len(VALUES)
    assert "u0_fire" in figures
    assert "u0_gas" not in figures
    with pytest.raises(KeyError):
        figures["u0_gas"]


def test_zero_is_no_missing_value(figures: SheetFigures) -> None:
    assert figures["u1_fire"][COUNT] == 0
    assert COUNT not in figures["u1_gas"]
    assert figures.lacking(["u0_fire", "u1_fire"]) == {YES}
    assert figures.lacking(["u1_fire"]) == set()
    assert figures.lacking(["u1_fire", "u1_gas"]) == {COUNT, MONEY}
    assert figures.lacking(["u1_fire", "u0_gas"]) == {COUNT, MONEY, YES}


@pytest.mark.parametrize("sheets", [["u0_fire", "u1_fire"], ["u1_gas"], [*VALUES], []])
def test_taken_together_they_are_what_decimals_add_up_to(
    figures: SheetFigures, sheets: list[str]
) -> None:
    form = declarations().form
    parts = [exact(VALUES[s]) for s in sheets]
    said = {k: v for level in ("sector", "office") for k, v in combined(parts, form, level).items()}
    assert together(figures, [*sheets, "not_there"]) == said
    rows = figures.ticks[[figures.order[s] for s in sheets]]
    assert totals_of(rows, figures.indicators) == said


def test_what_is_left_out_is_missing_and_the_rest_stays(figures: SheetFigures) -> None:
    assert without(figures, {}) is figures
    less = without(figures, {"u0_fire": [MONEY], "not_there": [COUNT], "u1_fire": [COUNT, YES]})
    assert {s: dict(less[s]) for s in less} == {
        "u0_fire": exact({COUNT: 3}),
        "u1_fire": exact({MONEY: 0.0001}),
        "u1_gas": exact({YES: 0}),
    }
    assert dict(figures["u0_fire"]) == exact(VALUES["u0_fire"])


def test_a_sector_has_the_sums_of_all_who_report_it_but_only_those_of_its_level(
    figures: SheetFigures,
) -> None:
    shared = by_sector(figures, province(2))
    assert list(shared) == list(province(2).roster.by_sector)
    assert shared["fire"] == exact({COUNT: 3, MONEY: 35.6001})
    assert shared["gas"] == {}
    assert shared["road"] == {}


def test_where_a_sector_has_one_sheet_it_has_its_values() -> None:
    frame = pd.DataFrame([("gas", COUNT, 7.0)], columns=["sheet_id", "indicator", "value"])
    own = by_sector(in_ticks(frame, indicators()), declarations())
    assert own["gas"] == exact({COUNT: 7})
    assert own["road"] == {}
