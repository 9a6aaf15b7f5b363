"""Sums to the last decimal, against a few lines of plain arithmetic; who is missing is in none of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures.array import totals_of
from pipeline.figures.totals import add_up, by_sheet, gains, last_known, measure, total_of
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator, Measure
from pipeline.model.month import Month
from pipeline.model.released import Gain, Release
from pipeline.model.states import PeriodState, SheetState
from tests.support.province import province
from tests.support.releases import declared, make_release

QUICK = settings(max_examples=8, deadline=None, derandomize=True)
JUNE, JULY, AUGUST = Month(2023, 6), Month(2023, 7), Month(2023, 8)
INDICATORS = declared().form.indicators
SHEETS = list(declared().roster.sheets)
COUNT, MONEY, YES_NO = "self_found", "penalty_wan", "media_column"
Figures = dict[tuple[str, str], float]  # by sheet and indicator


def state(
    month: Month, figures: Mapping[tuple[str, str], float], known: Declarations | None = None
) -> PeriodState:
    """A month in which exactly the sheets with figures are accepted."""
    rows = [{"sheet_id": s, "indicator": i, "value": v} for (s, i), v in figures.items()]
    told = {s for s, _ in figures}
    sheets = {
        s: SheetState(s, "accepted" if s in told else "missing", "", None, None, None, False)
        for s in (known or declared()).roster.sheets
    }
    columns = ["sheet_id", "indicator", "value"]
    return PeriodState(month, sheets, pd.DataFrame(rows, columns=columns).astype({"value": float}))


def told(
    now: Figures, before: Figures | None, name: str
) -> tuple[Decimal | None, Decimal | None, Decimal | None, str]:
    """(value, previous, change, coverage) of an indicator's total."""
    then = None if before is None else state(JUNE, before)
    total = add_up(state(JULY, now), then, declared())[name]
    assert total.indicator is INDICATORS[name]
    return total.value, total.previous, total.change, total.coverage


# --- Sums -------------------------------------------------------------------------------------------------------


def test_a_total_is_the_sum_of_those_who_reported() -> None:
    assert told({("fire", COUNT): 3, ("gas", COUNT): 4}, None, COUNT) == (7, None, None, "2/12")


def test_what_nobody_reported_has_no_total_and_what_is_zero_has_one() -> None:
    assert told({("gas", COUNT): 4}, None, MONEY) == (None, None, None, "0/12")
    assert told({("gas", COUNT): 0}, None, COUNT) == (0, None, None, "1/12")


def test_money_adds_up_without_a_binary_tail() -> None:
    value = told({("fire", MONEY): 0.1, ("gas", MONEY): 0.2, ("road", MONEY): 0.0001}, None, MONEY)[
        0
    ]
    assert str(value) == "0.3001"
    assert str(told({("fire", MONEY): 12.5, ("gas", MONEY): 7.5}, None, MONEY)[0]) == "20"


def test_every_indicator_has_a_total_in_the_order_of_the_form() -> None:
    assert list(add_up(state(JULY, {}), None, declared())) == list(INDICATORS)


@pytest.mark.parametrize(
    ("answers", "expected"), [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)]
)
def test_yes_of_anybody_is_the_yes_of_all(answers: tuple[int, int], expected: int) -> None:
    figures = {(s, YES_NO): float(a) for s, a in zip(("fire", "gas"), answers, strict=True)}
    assert told(figures, None, YES_NO)[0] == expected


@pytest.mark.parametrize(("name", "expected"), [(COUNT, 12), (YES_NO, 1), ("accountable", 10)])
def test_expected_are_those_who_are_asked(name: str, expected: int) -> None:
    assert add_up(state(JULY, {}), None, declared())[name].expected == expected


def test_a_change_is_over_those_in_both_months() -> None:
    now = {("fire", COUNT): 9.0, ("gas", COUNT): 5.0}
    before = {("fire", COUNT): 7.0, ("road", COUNT): 100.0}
    assert told(now, before, COUNT) == (14, 7, 2, "2/12")
    assert told({("fire", COUNT): 9.0}, {("gas", COUNT): 5.0}, COUNT)[1:3] == (None, None)
    assert told({("fire", COUNT): 9.0}, {("fire", MONEY): 5.0}, COUNT)[1:3] == (None, None)


def test_a_change_of_money_has_its_own_decimals_and_sign() -> None:
    now, before = {("fire", MONEY): 0.3}, {("fire", MONEY): 1.1}
    assert [str(x) for x in told(now, before, MONEY)[:3]] == ["0.3", "1.1", "-0.8"]


def test_yes_and_no_have_a_previous_answer_and_no_change() -> None:
    sheet = next(s for s in SHEETS if declared().roster.asks(INDICATORS[YES_NO], s))
    assert told({(sheet, YES_NO): 1}, {(sheet, YES_NO): 0}, YES_NO) == (1, 0, None, "1/1")


AMOUNTS = st.dictionaries(st.sampled_from(SHEETS), st.integers(0, 10**9), max_size=12)


@QUICK
@given(AMOUNTS, AMOUNTS)
def test_sums_are_exact_whatever_adds_up(now: dict[str, int], before: dict[str, int]) -> None:
    both = [s for s in now if s in before]
    months = [{(s, MONEY): n / 10**4 for s, n in m.items()} for m in (now, before)]
    value, previous, change, coverage = told(months[0], months[1], MONEY)
    assert value == (Decimal(sum(now.values())) / 10**4 if now else None)
    assert previous == (Decimal(sum(before[s] for s in both)) / 10**4 if both else None)
    assert change == (Decimal(sum(now[s] - before[s] for s in both)) / 10**4 if both else None)
    assert coverage == f"{len(now)}/12"


# --- Figures by sheet -------------------------------------------------------------------------------------------


def test_a_sum_is_exact_also_where_a_float_would_no_longer_be() -> None:
    indicators = list(INDICATORS.values())
    largest = 999_999_999_999_999  # in the last decimal; more may not be declared
    ticks = np.full((11, len(indicators)), float(largest))
    totals = totals_of(ticks, indicators)
    assert len(totals) == len(indicators)
    for indicator in (i for i in indicators if not i.is_yesno):
        whole = totals[indicator.id].scaleb(indicator.kind.decimals)
        assert whole == 11 * largest


def test_figures_are_exact_decimals_by_sheet() -> None:
    figures = {("fire", COUNT): 3.0, ("fire", MONEY): 35.6, ("gas", COUNT): 0.0}
    got = by_sheet(state(JULY, figures), declared())
    assert got == {
        "fire": {COUNT: Decimal(3), MONEY: Decimal("35.6")},
        "gas": {COUNT: Decimal(0)},
    }


def test_the_last_known_figures_are_those_of_the_newest_month_of_who_is_missing_now() -> None:
    history = [
        state(JUNE, {("fire", COUNT): 1.0, ("gas", COUNT): 2.0, ("road", COUNT): 3.0}),
        state(JULY, {("fire", COUNT): 4.0, ("road", COUNT): 6.0}),
        state(AUGUST, {("road", COUNT): 7.0}),
    ]
    assert last_known(history, declared()) == {"fire": {COUNT: 4}, "gas": {COUNT: 2}}
    assert last_known(history[:1], declared()) == {}


def test_what_is_returned_now_is_known_from_before() -> None:
    now = state(JULY, {})
    sheets = {**now.sheets, "fire": replace(now.sheets["fire"], state="returned")}
    history = [state(JUNE, {("fire", COUNT): 1.0}), replace(now, sheets=sheets)]
    assert last_known(history, declared()) == {"fire": {COUNT: 1}}


# --- Measures ---------------------------------------------------------------------------------------------------

PARTS = {"a": Decimal("1.50"), "b": Decimal(2), "c": Decimal("0.5")}


@pytest.mark.parametrize(
    ("sum_", "less", "over", "expected"),
    [
        (("a", "b"), (), (), "3.5"),
        (("a", "b"), ("c",), (), "3"),
        (("a",), ("b",), (), "-0.5"),
        (("a",), (), ("b",), "1.5"),
        (("a", "x"), (), (), None),
        (("a",), ("x",), (), None),
        (("a",), (), ("x",), None),
    ],
)
def test_a_measure_is_its_sum_less_its_deductions_or_nothing_where_a_part_is_missing(
    sum_: tuple[str, ...], less: tuple[str, ...], over: tuple[str, ...], expected: str | None
) -> None:
    got = measure(PARTS, Measure("m", "", "", sum_, less, over))
    assert (None if got is None else str(got)) == expected


def test_a_sum_of_nothing_is_zero() -> None:
    assert total_of(PARTS, ()) == 0
    assert isinstance(total_of(PARTS, ()), Decimal)


# --- The month's own figures ------------------------------------------------------------------------------------


def lines(*months: tuple[Month, Figures]) -> list[Gain]:
    return gains([state(m, f) for m, f in months], declared())


def test_the_first_month_has_no_figures_of_its_own() -> None:
    assert lines((JUNE, {("fire", COUNT): 3.0})) == []


def test_who_reported_last_month_too_shares_a_line_from_cutoff_to_cutoff() -> None:
    june = {("fire", COUNT): 3.0, ("gas", COUNT): 1.0}
    july = {("gas", COUNT): 5.0, ("fire", COUNT): 10.0}
    (line,) = lines((JUNE, june), (JULY, july))
    assert line.sheets == tuple(s for s in SHEETS if s in ("fire", "gas"))
    assert (line.first, line.last, line.back) == (date(2023, 6, 29), date(2023, 7, 28), False)
    assert line.values == {COUNT: 11}


def test_units_that_share_the_sectors_and_return_together_have_one_line() -> None:
    known, back = province(2), ("u0_fire", "u1_gas")
    months = ((JUNE, back), (JULY, ("u0_gas",)), (AUGUST, (*back, "u0_gas")))
    lines = gains(
        [state(m, dict.fromkeys(((s, COUNT) for s in sheets), 1.0), known) for m, sheets in months],
        known,
    )
    assert [(set(g.sheets), g.back) for g in lines] == [({"u0_gas"}, False), (set(back), True)]


def test_what_each_month_reports_as_its_own_is_not_differenced() -> None:
    monthly = replace(INDICATORS[COUNT], over_months="sum")
    form = replace(declared().form, indicators={**INDICATORS, COUNT: monthly})
    june, july = (
        {("fire", COUNT): 3.0, ("fire", MONEY): 2.5},
        {("fire", COUNT): 10.0, ("fire", MONEY): 4.0},
    )
    months = [state(JUNE, june), state(JULY, july)]
    (line,) = gains(months, replace(declared(), form=form))
    assert line.values == {COUNT: 10, MONEY: Decimal("1.5")}


@pytest.mark.parametrize("lacking", [JUNE, JULY])
def test_of_a_sum_in_which_somebody_lacks_in_either_month_no_growth_is_told(lacking: Month) -> None:
    june = {("fire", COUNT): 3.0, ("fire", MONEY): 2.0, ("gas", COUNT): 4.0}
    july = {("fire", COUNT): 9.0, ("fire", MONEY): 2.5, ("gas", COUNT): 6.0}
    before, now = (
        replace(state(m, figures), partial={"fire": (COUNT,)} if m == lacking else {})
        for m, figures in ((JUNE, june), (JULY, july))
    )
    (line,) = gains([before, now], declared())
    assert line.values == {COUNT: 2, MONEY: Decimal("0.5")}  # the count of gas alone
    total = add_up(now, before, declared())[COUNT]
    assert (total.value, total.previous, total.change) == (15, 4, 2)


def test_totals_are_compared_over_those_that_have_the_value_in_both_months() -> None:
    june = {("fire", COUNT): 3.0, ("gas", COUNT): 4.0, ("road", MONEY): 1.0}
    july = {("fire", COUNT): 5.0, ("gas", MONEY): 1.0, ("road", COUNT): 8.0}
    total = add_up(state(JULY, july), state(JUNE, june), declared())[COUNT]
    assert (total.value, total.previous, total.change) == (13, 3, 2)


def test_who_returns_after_a_gap_has_a_line_from_the_month_before_the_gap() -> None:
    june = {("fire", COUNT): 3.0, ("gas", COUNT): 1.0}
    july = {("gas", COUNT): 2.0}
    august = {("fire", COUNT): 10.0, ("gas", COUNT): 5.0}
    together, back = lines((JUNE, june), (JULY, july), (AUGUST, august))
    assert (together.sheets, together.back, together.values) == (("gas",), False, {COUNT: 3})
    assert together.first == date(2023, 7, 29)
    assert (back.sheets, back.back, back.values) == (("fire",), True, {COUNT: 7})
    assert (back.first, back.last) == (date(2023, 6, 29), date(2023, 8, 28))


def test_two_who_return_have_a_line_each() -> None:
    june = {("fire", COUNT): 3.0, ("gas", COUNT): 1.0}
    august = {("fire", COUNT): 10.0, ("gas", COUNT): 5.0}
    got = lines((JUNE, june), (JULY, {}), (AUGUST, august))
    assert sorted((g.sheets, g.values[COUNT], g.back) for g in got) == [
        (("fire",), 7, True),
        (("gas",), 4, True),
    ]


def test_who_reports_for_the_first_time_counts_from_the_day_of_the_campaign() -> None:
    together, back = lines(
        (JUNE, {("gas", COUNT): 1.0}), (JULY, {("gas", COUNT): 1.0, ("fire", COUNT): 4.0})
    )
    assert together.values == {COUNT: 0}
    assert (back.sheets, back.first, back.values) == (("fire",), date(2023, 5, 22), {COUNT: 4})
    assert back.first == declared().campaign.cumulative_from
    assert back.back


def test_a_value_that_the_month_before_lacks_counts_whole() -> None:
    (line,) = lines(
        (JUNE, {("fire", COUNT): 1.0}), (JULY, {("fire", COUNT): 1.0, ("fire", MONEY): 2.5})
    )
    assert line.values == {COUNT: 0, MONEY: Decimal("2.5")}


@pytest.mark.parametrize(
    "name", [i for i, x in INDICATORS.items() if x.over_months != "difference"]
)
def test_stocks_and_yes_or_no_are_never_differenced(name: str) -> None:
    (line,) = lines((JUNE, {("fire", name): 1.0}), (JULY, {("fire", name): 1.0}))
    assert line.values == {}


def test_a_fall_that_was_agreed_to_is_a_negative_figure() -> None:
    (line,) = lines((JUNE, {("fire", COUNT): 9.0}), (JULY, {("fire", COUNT): 7.0}))
    assert line.values == {COUNT: -2}


@QUICK
@given(st.integers(0, 10**6), st.sets(st.sampled_from(SHEETS)), st.sets(st.sampled_from(SHEETS)))
def test_lines_add_up_to_the_total_less_what_was_known(
    seed: int, missing: set[str], before: set[str]
) -> None:
    release = make_release("2023-08", sorted(missing), seed, missing_before=sorted(before))
    for indicator in INDICATORS.values():
        if indicator.over_months == "difference":
            got = sum((g.values.get(indicator.id, 0) for g in release.gains), Decimal(0))
            assert got == _grown(release, indicator)
    days = [(g.last, g.back) for g in release.gains]
    assert days == sorted(days)
    assert all(g.last == release.declared.campaign.cutoff(AUGUST) for g in release.gains)


def _grown(release: Release, indicator: Indicator) -> Decimal:
    """What this month's sheets have more than in the newest month in which each was accepted before."""
    total = Decimal(0)
    for sheet in release.state.accepted(release.declared.roster.sheets):
        months = [by_sheet(m, release.declared).get(sheet) for m in release.history[:-1]]
        before = next((m for m in reversed(months) if m is not None), {})
        total += release.figures[sheet].get(indicator.id, Decimal(0))
        total -= before.get(indicator.id, Decimal(0))
    return total


def test_a_day_after_the_cutoff_is_the_first_of_the_next_month() -> None:
    (line,) = lines((JUNE, {("fire", COUNT): 1.0}), (JULY, {("fire", COUNT): 1.0}))
    assert line.first - timedelta(days=1) == declared().campaign.cutoff(JUNE)
