"""What comparing a sheet with its own earlier accepted months finds: at the limit, beyond it, and where values lack."""

import math
import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.history import Earlier, check_history, next_earlier
from pipeline.checking.past_rules import PAST_KINDS, Past, scope
from pipeline.checking.rules import Values
from pipeline.model.month import Month
from pipeline.model.received import Finding, SheetForm
from tests.support.cells import at, coordinates, entry, read, stored, typed
from tests.support.workspaces import AUGUST, JULY, JUNE, check, declarations, form, workspace

DECLARED = declarations()
QUICK = settings(max_examples=40, deadline=None, derandomize=True)
OCTOBER = Month(2023, 10)
CODES = [r.code for r in DECLARED.rules if r.kind in PAST_KINDS]
INDICATORS = DECLARED.form.indicators
CUMULATIVE = list(scope(DECLARED.rule("H10"), INDICATORS))


@lru_cache
def base(unit: str, month: Month) -> bytes:
    return form(unit, month)


def sheet_form(changes: Mapping[str, object], month: Month, unit: str = "rescue") -> SheetForm:
    """A unit's first sheet with some values changed."""
    sheet = DECLARED.roster.units[unit].first_sector
    data = typed(base(unit, month), {f"{sheet}_{i}": v for i, v in changes.items()})
    return read(data).submitted[0]


def values_of(sheet: SheetForm) -> dict[str, float]:
    """All that a sheet counts."""
    return {i: e.value for i, e in sheet.entries.items() if e.state in ("number", "zero")}


def moved(values: Mapping[str, float]) -> dict[str, float]:
    """The same values, but for one that tells that the sheet was not simply sent again."""
    return {
        **values,
        "assist_visits": entry(read(base("rescue", JULY)), "fire_assist_visits")[0] - 1,
    }


def found(
    now: Mapping[str, object],
    before: Mapping[str, float],
    *,
    steps: Sequence[float] = (),
    since: Month = JUNE,
    month: Month = JULY,
    unit: str = "rescue",
) -> list[Finding]:
    """The findings of a sheet whose values were, `since`, the same as now but for `before`.

    steps: by how much everything had grown per month until then.
    """
    sheet = sheet_form(now, month, unit)
    then = {**values_of(sheet), **before}
    grown = tuple(dict.fromkeys(INDICATORS, step) for step in steps)
    earlier = {sheet.sector: Earlier(since, then, grown)}
    return check_history({("a", sheet.sector): sheet}, earlier, DECLARED)["a", sheet.sector]


def codes(findings: Sequence[Finding]) -> list[tuple[str, str | None]]:
    return [(f.rule, f.indicator) for f in findings]


# --- H10: cumulative values do not fall -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [i for i in CUMULATIVE if DECLARED.roster.asks(INDICATORS[i], "fire")]
)
def test_a_cumulative_value_below_an_earlier_month_is_an_error(name: str) -> None:
    data = base("rescue", JULY)
    least = 10.0 ** -INDICATORS[name].kind.decimals
    value, _ = entry(read(data), f"fire_{name}")
    other = "assist_visits" if name != "assist_visits" else "checked_ent"
    less = {other: entry(read(data), f"fire_{other}")[0] - 1}  # something has grown
    (finding,) = found({}, {**less, name: value + least})
    assert coordinates([finding]) == [("H10", *at(data, f"fire_{name}"))]
    assert (finding.severity, finding.waivable) == ("error", True)
    assert f"{INDICATORS[name].unit}，少于2023年6月已报的" in finding.message
    assert found({}, {**less, name: value}) == []


@pytest.mark.parametrize("name", ["media_column", "inspectors"])
def test_stocks_and_yes_or_no_are_exempt_from_h10(name: str) -> None:
    told = found({name: "否" if name == "media_column" else 1}, {name: 99.0}, unit="office")
    assert "H10" not in dict(codes(told))


def test_what_an_earlier_month_does_not_say_cannot_fall() -> None:
    unknown = dict.fromkeys(INDICATORS, math.nan)
    assert found({}, unknown) == []
    sheet = sheet_form({}, JULY)
    assert check_history({("a", "fire"): sheet}, {"fire": Earlier(JUNE, {})}, DECLARED) == {
        ("a", "fire"): []
    }


def test_a_sheet_without_an_earlier_month_is_not_compared() -> None:
    forms = {("a", "fire"): sheet_form({}, JULY)}
    earlier = {"gas": Earlier(JUNE, {"self_found": 9999.0})}
    assert check_history(forms, earlier, DECLARED) == {("a", "fire"): []}


@pytest.mark.parametrize("value", [None, stored("e", "#REF!")])
@pytest.mark.parametrize("code", CODES)
def test_about_a_missing_value_no_rule_says_anything(code: str, value: object) -> None:
    asked = [i.id for i in INDICATORS.values() if DECLARED.roster.asks(i, "fire")]
    told = found(dict.fromkeys(asked[:-1], value), dict.fromkeys(INDICATORS, 9999.0), steps=(1, 1))
    assert [f.indicator for f in told if f.rule == code and f.indicator != asked[-1]] == []


def test_a_blank_declared_zero_is_an_error_where_there_was_something_before() -> None:
    now = {"self_found": None, "listed_total": None, "blanks_are_zero": "是"}
    told = found(now, moved({"self_found": 1.0, "listed_total": 0.0}))
    assert codes(told) == [("H12b", "self_found")]
    assert coordinates(told) == [("H12b", *at(base("rescue", JULY), "fire_self_found"))]


# --- W8c: a stock that changes by more than half ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (10, 15, False), (10, 16, True), (10, 5, False), (10, 4, True), (16, 8, False), (16, 7, True),
        (1, 3, False), (1, 4, True), (3, 1, False), (0, 2, False), (0, 3, True), (4, 1, True),
        (19, 19, False), (math.nan, 9, False),
    ],
)  # fmt: skip
def test_a_stock_may_change_by_half_or_by_two(before: float, now: int, told: bool) -> None:
    findings = found({"inspectors": now}, moved({"inspectors": before}))
    assert codes(findings) == ([("W8c", "inspectors")] if told else [])
    for f in findings:
        assert f.severity == "warning"
        assert all(part in f.message for part in (f"{before:g}人", f"{now}人", "2023年6月"))


# --- W-C1: an increase out of proportion ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "grown", "told"),
    [
        ((10, 10), 30, False), ((10, 10), 31, True), ((10, 20), 45, False), ((10, 20), 46, True),
        ((1, 1), 20, False), ((1, 1), 21, True), ((0, 0), 20, False), ((0, 0), 21, True),
        ((10, 99, 11), 33, False), ((10, 99, 11), 34, True), ((-90, -50), 20, False), ((-90, -50), 21, True),
        ((10,), 999, False), ((), 999, False), ((10, math.nan), 999, False), ((math.nan, 10, 10), 31, True),
    ],
)  # fmt: skip
def test_an_increase_is_held_against_three_times_the_median_of_the_earlier_ones(
    steps: tuple[float, ...], grown: int, told: bool
) -> None:
    findings = found({"self_found": 500}, {"self_found": 500.0 - grown}, steps=steps)
    assert codes(findings) == ([("W-C1", "self_found")] if told else [])
    for f in findings:
        assert (f.severity, coordinates([f])[0][1:]) == (
            "warning",
            at(base("rescue", JULY), "fire_self_found"),
        )
        usual = max(0, statistics.median(s for s in steps if not math.isnan(s)))
        for part in (str(500 - grown), "500", f"增加{grown}个，", f"约{usual:g}个。"):
            assert part in f.message


@pytest.mark.parametrize(("grown", "told"), [(90, False), (91, True)])
def test_over_a_gap_increases_are_compared_per_month(grown: int, told: bool) -> None:
    now, before = {"self_found": 500}, {"self_found": 500.0 - grown}
    findings = found(now, before, steps=(10, 10), since=JULY, month=OCTOBER)
    assert codes(findings) == ([("W-C1", "self_found")] if told else [])
    assert all("每月增加30.3" in f.message for f in findings)


def test_stocks_and_yes_or_no_neither_fall_nor_jump_nor_stand_still() -> None:
    assert {*INDICATORS} - {*CUMULATIVE} == {"inspectors", "media_column"}
    for code in ("W-C1", "W-C3b"):
        assert scope(DECLARED.rule(code), INDICATORS) == CUMULATIVE
    assert found({"inspectors": 99}, moved({"inspectors": 97.0}), steps=(0, 0)) == []


MONTHS = st.lists(st.integers(6, 11), min_size=1, max_size=6, unique=True).map(sorted)


@QUICK
@given(MONTHS, st.randoms(use_true_random=False))
def test_the_earlier_increases_add_up_to_what_was_reported(
    months: list[int], dice: random.Random
) -> None:
    earlier, totals = None, []
    for month in months:
        totals.append(dice.randint(0, 99))
        earlier = next_earlier(earlier, Month(2023, month), {"self_found": totals[-1]}, JUNE)
    assert earlier
    assert (earlier.period, earlier.values) == (Month(2023, months[-1]), {"self_found": totals[-1]})
    lasted = [b - a for a, b in pairwise([5, *months])]  # the first one since the campaign began
    added = [s["self_found"] * n for s, n in zip(earlier.steps, lasted, strict=True)]
    assert np.allclose(np.cumsum(added), totals)


def test_an_indicator_that_an_earlier_month_lacks_has_no_increase_there() -> None:
    june = next_earlier(None, JUNE, {"self_found": 1.0}, JUNE)
    july = next_earlier(june, JULY, {"self_found": 4.0, "dept_found": 7.0}, JUNE)
    assert [s.get("self_found") for s in july.steps] == [1.0, 3.0]
    assert "dept_found" not in july.steps[1]


# --- W-C3b: nothing has moved -----------------------------------------------------------------------------------


def test_a_sheet_just_as_it_was_is_one_warning_about_the_sheet() -> None:
    (finding,) = found({}, {})
    assert (finding.rule, finding.sheet, finding.cell, finding.indicator) == (
        "W-C3b",
        "消防",
        None,
        None,
    )
    assert "2023年6月" in finding.message


@pytest.mark.parametrize(
    "name", [i for i in CUMULATIVE if DECLARED.roster.asks(INDICATORS[i], "fire")]
)
def test_one_value_that_moved_is_progress(name: str) -> None:
    value, _ = entry(read(base("rescue", JULY)), f"fire_{name}")
    assert "W-C3b" not in dict(codes(found({}, {name: value - 1})))


def test_another_stock_is_no_progress() -> None:
    assert codes(found({"inspectors": 20}, {"inspectors": 21.0})) == [("W-C3b", None)]


@pytest.mark.parametrize(
    ("now", "before"), [({"self_found": None}, {"self_found": 9.0}), ({}, {"self_found": math.nan})]
)
def test_what_is_missing_in_one_of_the_months_is_not_just_as_it_was(
    now: Mapping[str, object], before: Mapping[str, float]
) -> None:
    assert found(now, before) == []


def test_a_sheet_of_which_nothing_is_known_is_not_just_as_it_was() -> None:
    sheet = sheet_form(dict.fromkeys([*values_of(sheet_form({}, JULY))], stored("e", "#N/A")), JULY)
    earlier = {"fire": Earlier(JUNE, {})}
    assert check_history({("a", "fire"): sheet}, earlier, DECLARED)["a", "fire"] == []


def test_blanks_declared_zero_that_were_zero_are_just_as_they_were() -> None:
    now = {"transferred": None, "case_crime": None, "blanks_are_zero": "是"}
    assert codes(found(now, {"transferred": 0.0, "case_crime": 0.0})) == [("W-C3b", None)]


# --- W-C4: yes does not become no -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(1, "否", True), (1, "是", False), (0, "否", False), (0, "是", False)],
)
def test_yes_does_not_become_no(before: int, now: str, told: bool) -> None:
    less = {"study_sessions": 0.0}
    findings = found({"media_column": now}, {**less, "media_column": before}, unit="office")
    assert codes(findings) == ([("W-C4", "media_column")] if told else [])
    assert all("“否”" in f.message and "“是”" in f.message for f in findings)


# --- Months in any order, gaps, corrections ---------------------------------------------------------------------


def told_in(root: Path, month: Month, name: str) -> list[tuple[str, str | None]]:
    state = next(f for f in check(root, month).files if f.path == f"inbox/{name}")
    return codes(state.findings)


def visits(month: Month, count: int, **changes: object) -> bytes:
    named = {f"fire_{i}": v for i, v in changes.items()}
    return typed(base("rescue", month), {"fire_assist_visits": count, **named})


def test_increases_of_the_months_before_are_worked_out_from_the_inbox(tmp_path: Path) -> None:
    """June 100, July 140, August 3 times the median of 100 and 40 more, or one visit more than that."""
    months = {"6": visits(JUNE, 100), "7": visits(JULY, 140)}
    for more, told in ((210, []), (211, [("W-C1", "assist_visits")])):
        files = {**months, "8": visits(AUGUST, 140 + more, self_found=999)}
        root = workspace(tmp_path / str(more), {f"{k}.xlsx": d for k, d in files.items()})
        assert [x for x in told_in(root, AUGUST, "8.xlsx") if x[1] == "assist_visits"] == told


def test_a_correction_is_what_later_months_are_compared_with(tmp_path: Path) -> None:
    files = {
        "6旧.xlsx": (visits(JUNE, 999), "2023-06-20T10:00:00+08:00"),
        "6新.xlsx": (visits(JUNE, 100, remarks="更正：3-1"), "2023-07-20T10:00:00+08:00"),
        "7.xlsx": (visits(JULY, 120), "2023-07-21T10:00:00+08:00"),
    }
    assert told_in(workspace(tmp_path / "w", files), JULY, "7.xlsx") == []
    del files["6新.xlsx"]
    assert told_in(workspace(tmp_path / "v", files), JULY, "7.xlsx") == [("H10", "assist_visits")]


def test_last_months_book_with_nothing_but_the_month_changed_is_told_so(tmp_path: Path) -> None:
    same = typed(base("rescue", JUNE), {"fire_period": "2023年7月"})
    root = workspace(tmp_path / "w", {"6.xlsx": base("rescue", JUNE), "7.xlsx": same})
    assert told_in(root, JULY, "7.xlsx") == [("W-C3b", None)]
    assert check(root, JULY).state.sheets["fire"].state == "accepted"


@QUICK
@given(st.permutations(range(4)))
def test_sheets_are_each_compared_with_their_own_past(order: list[int]) -> None:
    """Several sheets with pasts of several lengths, in any order, find what each finds by itself."""
    units = ["rescue", "traffic", "police", "grid"]
    forms = {(u, (f := sheet_form({}, AUGUST, u)).sector): f for u in (units[n] for n in order)}
    earlier = {}
    for n, f in enumerate(sorted(forms.values(), key=lambda f: f.sector)):
        steps = tuple(dict.fromkeys(INDICATORS, 1.0) for _ in range(n))
        before = {i: v - 25 for i, v in values_of(f).items()}
        earlier[f.sector] = Earlier(JULY if n % 2 else JUNE, before, steps)
    alone = {k: check_history({k: f}, earlier, DECLARED)[k] for k, f in forms.items()}
    assert check_history(forms, earlier, DECLARED) == alone
    assert any(x.rule == "W-C1" for found_ in alone.values() for x in found_)


def test_a_sheet_that_is_not_certainly_its_sectors_is_not_told_what_that_reported(
    tmp_path: Path,
) -> None:
    """Else one unit's figures would go to another one."""
    foreign = typed(base("rescue", JULY), {"fire_unit": "区公安分局", "fire_self_found": 0})
    root = workspace(tmp_path / "w", {"6.xlsx": base("rescue", JUNE), "7.xlsx": foreign})
    (file,) = [f for f in check(root, JULY).files if f.path == "inbox/7.xlsx"]
    assert "H11h" in [f.rule for f in file.findings]
    past = {r.code for r in DECLARED.rules if r.kind in PAST_KINDS} | {"W-C2"}
    assert not past & {f.rule for f in file.findings}


def test_a_rule_of_some_months_is_silent_where_the_month_cannot_be_read(tmp_path: Path) -> None:
    data = typed(base("rescue", JUNE), {"fire_period": "七月"})
    release = check(
        workspace(tmp_path / "w", {"a.xlsx": data, "b.xlsx": base("traffic", JUNE)}), JUNE
    )
    (file,) = [f for f in release.files if f.path == "inbox/a.xlsx"]
    bounded = {r.code for r in DECLARED.rules if r.months}
    assert not bounded & {f.rule for f in file.findings}


# --- Each kind by itself, at its limit and on either side of it -------------------------------------------------

Told = list[tuple[str | None, list[float | None]]]
NAN = math.nan


def excess(
    kind: str,
    now: dict[str, list[float]],
    before: dict[str, list[float]],
    *,
    gap: Sequence[float] = (),
    steps: Mapping[str, list[list[float]]] | None = None,
    **parameters: object,
) -> Told:
    """What a kind yields for a few sheets: (indicator, how far the rule is broken on each; None: it says nothing)."""
    count = len(next(iter(now.values())))
    values = Values({k: np.array(v, dtype=float) for k, v in now.items()}, ["a"] * count)
    past = Past(
        {k: np.array(v, dtype=float) for k, v in before.items()},
        np.array(gap or [1.0] * count),
        {k: np.array(v, dtype=float) for k, v in (steps or {}).items()},
    )
    told = PAST_KINDS[kind](
        values, replace(DECLARED.rules[0], kind=kind, parameters=parameters), past
    )
    return [(name, [None if math.isnan(x) else float(x) for x in array]) for name, array in told]


def test_a_value_falls_by_what_it_was_less_what_it_is() -> None:
    now, before = (
        {"a": [3, 2, 4, NAN, 1], "b": [0.3] * 5},
        {"a": [3, 3, 3, 3, NAN], "b": [0.1 + 0.2] * 5},
    )
    fallen: Told = [("a", [0, 1, -1, None, None])]
    assert excess("not_falling", now, before, of=("a",)) == fallen
    assert excess("not_falling", now, before, of=(), except_indicators=("b",)) == fallen
    assert excess("not_falling", now, before, of=("b",)) == [("b", [0] * 5)]
    assert excess("not_falling", now, before, except_indicators=()) == [*fallen, ("b", [0] * 5)]


@pytest.mark.parametrize(
    ("now", "gap", "steps", "expected"),
    [
        (31, 1, [9, 10, 11], 1),  # 31 in a month, where three times the median of 10 are allowed
        (30, 1, [9, 10, 11], 0),
        (29, 1, [9, 10, 11], -1),
        (60, 2, [9, 10, 11], 0),  # in two months
        (62, 2, [9, 10, 11], 1),
        (21, 1, [1, 2, 3], 1),  # 20 are always allowed
        (20, 1, [1, 2, 3], 0),
        (20, 1, [-9, -9, -9], 0),  # a fall allows no less than nothing
        (99, 1, [10, 10, NAN], None),  # too few months
        (40, 1, [10, NAN, 10, 20], 10),
        (NAN, 1, [9, 10, 11], None),
    ],
)
def test_an_increase_per_month_is_at_most_some_times_the_median_or_a_number(
    now: float, gap: float, steps: list[float], expected: float | None
) -> None:
    at_, rows = {"a": [now, 1]}, {"a": [[s, NAN] for s in steps]}
    got = excess(
        *("not_jumping", at_, {"a": [0, 0]}),
        gap=[gap, 1], steps=rows, of=("a",), factor=3, above=20, after=3,
    )  # fmt: skip
    assert got == [("a", [expected, None])]


def test_every_sheet_has_a_median_of_its_own() -> None:
    got = excess(
        *("not_jumping", {"a": [35, 35, 35]}, {"a": [0, 0, 0]}),
        steps={"a": [[10, 1, NAN], [12, 3, 9], [11, 2, 9]]}, of=("a",), factor=3, above=20, after=3,
    )  # fmt: skip
    assert got == [("a", [2, 15, None])]


def test_an_increase_of_money_is_compared_without_its_binary_tail() -> None:
    got = excess(
        *("not_jumping", {"a": [0.9]}, {"a": [0.0]}),
        steps={"a": [[0.3]]}, of=("a",), factor=3, above=0, after=1,
    )  # fmt: skip
    assert got == [("a", [0])]


def test_without_earlier_increases_nothing_is_a_jump() -> None:
    got = excess(
        *("not_jumping", {"a": [99, 99]}, {"a": [0, 0]}),
        steps={"a": [[NAN, NAN]]}, of=("a",), factor=3, above=20, after=1,
    )  # fmt: skip
    assert got == [("a", [None, None])]


def test_a_level_changes_by_at_most_a_share_or_a_number() -> None:
    now = {"a": [15, 16, 5, 4, 3, 4, NAN, 5], "b": [0] * 8}
    before = {"a": [10, 10, 10, 10, 1, 1, 1, NAN], "b": [0] * 8}
    got = excess("steady", now, before, of=("a",), share=0.5, above=2)
    assert got == [("a", [0, 1, 0, 1, 0, 1, None, None])]
    tail = excess("steady", {"a": [0.3]}, {"a": [0.2]}, of=("a",), share=0.5, above=0)
    assert tail == [("a", [0])]


def test_a_sheet_stands_still_where_all_is_as_it_was_and_something_is_there() -> None:
    now = {"a": [1, 1, NAN, NAN, 1, NAN], "b": [2, 2, 2, NAN, NAN, 2], "c": [5, 6, 5, 5, 5, 5]}
    before = {"a": [1, 1, NAN, NAN, 1, 1], "b": [2, 3, 2, NAN, 2, 2], "c": [5, 5, 5, 5, 5, 5]}
    still: Told = [(None, [1, 0, 1, 0, 0, 0])]
    assert excess("moving", now, before, except_indicators=("c",)) == still
    assert excess("moving", now, before, of=("a", "b")) == still
    everything = excess("moving", now, before)
    assert everything == [(None, [1, 0, 1, 1, 0, 0])]
