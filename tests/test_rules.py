"""Every declared rule, by an example that breaks it and one at the edge that keeps it, in real forms."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.checks import check_sheets
from pipeline.checking.history import Earlier, check_history
from pipeline.checking.past_rules import PAST_KINDS
from pipeline.checking.rules import KINDS, Values, gather
from pipeline.declarations.ledger_rules import KINDS as LEDGER_KINDS
from pipeline.declarations.rule_kinds import KINDS as ALL_KINDS
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from pipeline.model.rule import Rule
from tests.cells import at, coordinates, read, stored, typed
from tests.workspaces import AUGUST, JULY, JUNE, declarations, form

MAY, DECEMBER = Month(2023, 5), Month(2023, 12)
DECLARED = declarations()
QUICK = settings(max_examples=15, deadline=None, derandomize=True)
BY_CODE = {rule.code: rule for rule in DECLARED.rules}
PROBLEMS = BY_CODE["H4"].parameters["each"]
SECTOR_VALUES = [i.id for i in DECLARED.form.at_level("sector")]
UNIT_VALUES = [i.id for i in DECLARED.form.at_level("unit")]
Changes = dict[str, object]
Told = list[tuple[str | None, list[float | None]]]


@dataclass(frozen=True)
class Example:
    """Values that break a rule at one value, and values at the edge that keep it; on the unit's first sheet."""

    code: str
    at: str
    breaks: Changes
    keeps: Changes
    unit: str = "rescue"
    month: Month = JUNE
    others: tuple[str, ...] = field(default=())  # sheets that show the same finding

    @property
    def id(self) -> str:
        return f"{self.code} {self.at}"


def problems(count: int, **other: int) -> Changes:
    """2-2 to 2-10, all alike but for some."""
    return {**dict.fromkeys(PROBLEMS, count), **other}


def zeros(**other: object) -> Changes:
    return {**dict.fromkeys(SECTOR_VALUES, 0), **other}


def firms(checked: int, **other: int) -> Changes:
    """Nothing punished on some checked firms, but for some values."""
    punished = BY_CODE["W5b"].parameters["when"]
    return {**dict.fromkeys(punished, 0), "checked_ent": checked, **other}


def overall(self_: int, self_fixed: int, dept: int, dept_fixed: int, **other: int) -> Changes:
    """1-1 to 1-4."""
    values = {"self_found": self_, "self_fixed": self_fixed, "dept_found": dept}
    return {**values, "dept_fixed": dept_fixed, **other}


def fines(count: int, amount: float) -> Changes:
    return {"penalty_count": count, "penalty_wan": amount}


def rewards(all_: float, anonymous: float) -> Changes:
    return {"reward_wan": all_, "reward_anon_wan": anonymous}


def one_of_each_kind() -> list[Indicator]:
    return list(
        {i.kind: i for i in DECLARED.form.indicators.values() if i.level != "office"}.values()
    )


EXAMPLES = [
    Example("H1", "self_fixed", overall(5, 6, 9, 0), overall(5, 5, 9, 0)),
    Example("H2", "dept_fixed", overall(9, 0, 0, 1), overall(9, 0, 0, 0)),
    Example("H3", "listed_fixed", {"listed_total": 2, "listed_fixed": 3}, {"listed_total": 3, "listed_fixed": 3}),
    *(Example("H4", i, problems(3, checked_ent=3) | {i: 4}, problems(3, checked_ent=3)) for i in PROBLEMS),
    Example("H5a", "case_crime", {"case_total": 1, "case_crime": 2}, {"case_total": 1, "case_crime": 1}),
    Example("H5b", "reward_anon_wan", rewards(0.3, 0.3001), rewards(0.3, 0.3)),
    Example("H7", "penalty_wan", fines(0, 0.0001), fines(1, 0.0001)),
    Example("H8", "dual_penalty", {"dual_penalty": 1, "penalty_count": 0}, {"dual_penalty": 1, "penalty_count": 1}),
    Example("H9", "reward_anon_wan", rewards(0, 0.0001), rewards(0.0001, 0.0001)),
    Example("W1a", "listed_total", overall(5, 0, 5, 0, listed_total=11), overall(5, 0, 5, 0, listed_total=10)),
    Example("W1b", "listed_fixed", overall(9, 4, 9, 4, listed_fixed=9), overall(9, 4, 9, 4, listed_fixed=8)),
    Example(
        "W1c",
        "listed_total",
        overall(5, 4, 5, 4, listed_total=4, listed_fixed=1),
        overall(5, 4, 5, 4, listed_total=3, listed_fixed=1),
    ),
    Example("W2a", "dual_penalty", {"dual_penalty": 3, "penalty_count": 2}, {"dual_penalty": 2, "penalty_count": 2}),
    Example("W2b", "dual_penalty", {"dual_penalty": 2, "penalty_count": 3}, {"dual_penalty": 2, "penalty_count": 4}),
    Example("W3", "case_total", {"case_total": 3, "exposed_ent": 2}, {"case_total": 3, "exposed_ent": 3}),
    Example("W4", "case_crime", {"case_crime": 1, "transferred": 0}, {"case_crime": 1, "transferred": 1}),
    Example("W5a", "dept_found", {"dept_found": 1, "checked_ent": 0}, {"dept_found": 1, "checked_ent": 1}),
    *(
        Example("W5b", "penalty_count", firms(0, **{i: 1}), firms(1, **{i: 1}))
        for i in BY_CODE["W5b"].parameters["when"]
    ),
    Example("W5b", "penalty_count", firms(0, penalty_count=1), firms(0)),
    *(
        Example("W6a", PROBLEMS[0], problems(0, penalty_count=0) | {i: 1}, problems(0, penalty_count=1) | {i: 1},
                month=AUGUST)
        for i in PROBLEMS
    ),
    *(
        Example("W6b", "dept_found", firms(9, dept_found=1), firms(9, dept_found=1) | {i: 1}, month=AUGUST)
        for i in BY_CODE["W6b"].parameters["then"]
    ),
    *(Example("W7a", "checked_ent", problems(0, checked_ent=1), problems(0, checked_ent=1) | {i: 1}) for i in PROBLEMS),
    Example(
        "W7b",
        PROBLEMS[0],
        dict(zip(PROBLEMS, (9, 3, 3, 8, 3, 7, 3, 6, 3), strict=True)),
        dict(zip(PROBLEMS, (9, 3, 3, 8, 3, 7, 3, 6, 5), strict=True)),
    ),
    Example("W7b", PROBLEMS[0], problems(3), problems(2)),
    Example("W7c", PROBLEMS[0], problems(2, checked_ent=9) | dict.fromkeys(PROBLEMS[2:5], 9),
            problems(2, checked_ent=9) | dict.fromkeys(PROBLEMS[2:4], 9)),
    Example("W7c", PROBLEMS[0], problems(3, checked_ent=3), problems(2, checked_ent=2)),
    Example("W8a", "shutdown_ent", {"shutdown_ent": 3, "checked_ent": 2}, {"shutdown_ent": 2, "checked_ent": 2}),
    *(Example("W8b", i, {i: 21}, {i: 20}) for i in BY_CODE["W8b"].parameters["of"]),
    Example("W-M1", "penalty_wan", fines(2, 100.0001), fines(2, 100)),
    Example("W-M1", "penalty_wan", fines(3, 0.1499), fines(3, 0.15)),
    Example("W-M1", "penalty_wan", fines(1, 0.0001), fines(1, 0)),
    Example("W-M2", "reward_wan", {"reward_wan": 50.0001}, {"reward_wan": 50}),
    Example("W-M3", "reward_anon_wan", {"reward_anon_wan": 0.0001}, {"reward_anon_wan": 0}),
    Example("W-C3a", "", zeros(), zeros(penalty_wan=0.0001), unit="planning"),
    Example("W-D1", "", zeros(assist_visits=1), zeros(), unit="planning", others=("gas",)),
    Example("W-S1a", "assist_visits", {"assist_visits": 0}, {"assist_visits": 1}, month=JULY),
    Example("W-S1b", "self_found", overall(5, 4, 5, 5), overall(5, 5, 5, 5), month=DECEMBER),
    *(Example("W-S1c", i, {i: 0}, {i: 1}, unit="office") for i in BY_CODE["W-S1c"].parameters["of"]),
    *(Example("W-A1", i, {i: 1}, {i: 0}, unit="grid") for i in BY_CODE["W-A1"].parameters["of"]),
    Example("B2", "checked_ent", {"checked_ent": 0}, {"checked_ent": 1}),
    *(Example("H6g", i.id, {i.id: -(10.0**-i.kind.decimals)}, {i.id: 0}) for i in one_of_each_kind()),
    *(Example("H6h", i.id, {i.id: 1 + 10.0**-i.kind.decimals / 2}, {i.id: 1}) for i in one_of_each_kind()),
    *(Example("H6i", i.id, {i.id: i.kind.largest + 1}, {i.id: i.kind.largest}) for i in one_of_each_kind()),
]  # fmt: skip


def test_every_declared_rule_has_an_example() -> None:
    """Those against earlier months have theirs in test_history.py, what is told together in test_symptoms.py."""
    of_one_month = {r.code for r in DECLARED.rules if r.kind in KINDS or r.kind == "value"}
    assert {e.code for e in EXAMPLES} == of_one_month


def test_every_kind_of_rule_is_declared_at_least_once() -> None:
    others = {"several", "value", "intake", "rate_behind", "stalled", "standing", "restated"} | {
        "overdue"
    }
    declared = {r.kind for r in DECLARED.rules} - {*LEDGER_KINDS}  # those: test_ledger_rules.py
    assert declared == {*KINDS, *PAST_KINDS, *others} == {*ALL_KINDS}


# --- Each rule --------------------------------------------------------------------------------------------------


@lru_cache
def base(unit: str, month: Month) -> bytes:
    """A unit's form; all sheets of a unit with two are 0, so that each can be told what it is."""
    data = form(unit, month)
    others = DECLARED.roster.units[unit].sectors[1:]
    return typed(data, {f"{s}_{i}": 0 for s in others for i in SECTOR_VALUES})


def sheet_of(example: Example) -> str:
    return DECLARED.roster.units[example.unit].first_sector


def submission(example: Example, changes: Changes, path: str) -> Submission:
    """The example's form; a unit's second sheet says what its first one says."""
    data = base(example.unit, example.month)
    units_own = dict.fromkeys(UNIT_VALUES, 0) if example.code == "W-C3a" else {}
    named = {
        f"{s}_{i}": v
        for s in DECLARED.roster.units[example.unit].sectors
        for i, v in changes.items()
    }
    first = {f"{sheet_of(example)}_{i}": v for i, v in units_own.items()}
    return read(typed(data, {**named, **first}), path)


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], list[Finding]]:
    """(path, sheet id) -> findings of all examples, in one pass."""
    return check_sheets([s for _, s in _submissions()], DECLARED)


@lru_cache
def _submissions() -> list[tuple[Example, Submission]]:
    return [
        (example, submission(example, changes, f"{number}/{way}"))
        for number, example in enumerate(EXAMPLES)
        for way, changes in (("breaks", example.breaks), ("keeps", example.keeps))
    ]


NUMBERED = [pytest.param(n, e, id=e.id) for n, e in enumerate(EXAMPLES)]


@pytest.mark.parametrize(("number", "example"), NUMBERED)
def test_a_broken_rule_is_one_finding_at_its_cell(
    number: int, example: Example, found: dict[tuple[str, str], list[Finding]]
) -> None:
    sheet = sheet_of(example)
    data = base(example.unit, example.month)
    page, cell = at(data, f"{sheet}_{example.at or 'self_found'}")
    about = [f for f in found[f"{number}/breaks", sheet] if f.rule == example.code]
    assert coordinates(about) == [(example.code, page, cell if example.at else None)]
    assert [(f.indicator or "", f.sector, f.severity) for f in about] == [
        (example.at, sheet, BY_CODE[example.code].severity)
    ]
    for other in example.others:
        assert len([f for f in found[f"{number}/breaks", other] if f.rule == example.code]) == 1


@pytest.mark.parametrize(("number", "example"), NUMBERED)
def test_at_the_edge_the_rule_is_kept(
    number: int, example: Example, found: dict[tuple[str, str], list[Finding]]
) -> None:
    for (path, _), findings in found.items():
        if path == f"{number}/keeps":
            assert coordinates(findings, example.code) == []


def test_no_rule_is_found_twice_at_one_place(found: dict[tuple[str, str], list[Finding]]) -> None:
    for findings in found.values():
        places = [(f.rule, f.sheet, f.indicator) for f in findings]
        assert len(places) == len(set(places))


def test_right_forms_have_no_findings() -> None:
    books = [read(form(unit, JUNE), unit) for unit in DECLARED.roster.units]
    assert {k: coordinates(v) for k, v in check_sheets(books, DECLARED).items() if v} == {}


def test_no_forms_have_no_findings() -> None:
    assert check_sheets([], DECLARED) == {}


# --- What a message has to name ---------------------------------------------------------------------------------


def messages(code: str, found: dict[tuple[str, str], list[Finding]]) -> list[str]:
    return [f.message for fs in found.values() for f in fs if f.rule == code]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("H1", ["6个", "5个"]),
        ("H4", ["2-10", "4家", "3家"]),
        ("H5b", ["0.3001万元", "0.3万元"]),
        ("W7b", ["5格", "都是3"]),
        ("W7c", ["3格", "都是9"]),
        ("W-M1", ["3次", "0.1499万元"]),
        ("W-D1", ["建筑施工"]),
        ("W-A1", ["3-5", "为1家"]),
        ("H2", ["多于1-3 发现的"]),
        ("H6h", ["1.00005"]),
        ("H6i", ["20001", "20000"]),
        ("H6g", ["-0.0001"]),
    ],
)
def test_a_message_names_the_numbers_that_its_reader_needs(
    code: str, told: list[str], found: dict[tuple[str, str], list[Finding]]
) -> None:
    assert any(all(part in message for part in told) for message in messages(code, found))


def test_two_equal_sheets_are_each_told_of_the_other(
    found: dict[tuple[str, str], list[Finding]],
) -> None:
    number = next(n for n, e in enumerate(EXAMPLES) if e.code == "W-D1")
    for sheet, other in (("construction", "燃气"), ("gas", "建筑施工")):
        (told,) = [f.message for f in found[f"{number}/breaks", sheet] if f.rule == "W-D1"]
        assert other in told


# --- Whom and when a rule concerns ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "unit", "month", "changes", "concerned"),
    [
        ("W4", "rescue", JUNE, {"case_crime": 1, "transferred": 0}, True),
        ("W4", "traffic", JUNE, {"case_crime": 1, "transferred": 0}, False),
        ("W4", "police", JUNE, {"case_crime": 1, "transferred": 0}, False),
        ("W-A1", "grid", JUNE, {"penalty_count": 1}, True),
        ("W-A1", "rescue", JUNE, {"penalty_count": 1}, False),
        ("W6b", "rescue", JULY, {"dept_found": 9, "penalty_count": 0, "shutdown_ent": 0}, False),
        ("W6b", "rescue", AUGUST, {"dept_found": 9, "penalty_count": 0, "shutdown_ent": 0}, True),
        ("W6b", "rescue", DECEMBER, {"dept_found": 9, "penalty_count": 0, "shutdown_ent": 0}, True),
        ("W-S1a", "rescue", JUNE, {"assist_visits": 0}, True),
        ("W-S1a", "rescue", AUGUST, {"assist_visits": 0}, False),
        ("W-S1b", "rescue", Month(2023, 11), {"self_found": 99, "self_fixed": 0}, False),
    ],
)
def test_only_except_and_months_are_respected(
    code: str, unit: str, month: Month, changes: Changes, concerned: bool
) -> None:
    sheet = DECLARED.roster.units[unit].first_sector
    data = typed(base(unit, month), {f"{sheet}_{i}": v for i, v in changes.items()})
    findings = check_sheets([read(data)], DECLARED)["inbox/a.xlsx", sheet]
    assert bool(coordinates(findings, code)) is concerned


def with_rule(code: str, **changes: Any) -> Declarations:
    """The declarations with one rule declared otherwise."""
    rules = tuple(replace(r, **changes) if r.code == code else r for r in DECLARED.rules)
    return replace(DECLARED, rules=rules)


@pytest.mark.parametrize(
    ("changes", "concerned"),
    [
        ({"only": ("fire",)}, True), ({"only": ("rescue",)}, True), ({"only": ("gas",)}, False),
        ({"exempt": ("fire",)}, False), ({"exempt": ("rescue",)}, False), ({"exempt": ("gas",)}, True),
        ({"months": (JUNE, JUNE)}, True), ({"months": (JULY, AUGUST)}, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", ["H1", "H10"])
def test_a_sector_or_its_unit_may_be_named(
    code: str, changes: dict[str, object], concerned: bool
) -> None:
    known = with_rule(code, **changes)
    book = read(typed(base("rescue", JUNE), {"fire_self_found": 5, "fire_self_fixed": 6}))
    before = {"fire": Earlier(MAY, {"self_found": 99.0})}
    forms = {("inbox/a.xlsx", "fire"): book.submitted[0]}
    findings = [
        *check_sheets([book], known)["inbox/a.xlsx", "fire"],
        *check_history(forms, before, known)["inbox/a.xlsx", "fire"],
    ]
    assert bool(coordinates(findings, code)) is concerned


@pytest.mark.parametrize(
    ("code", "parameters", "values"),
    [
        (
            "H5b",
            {"left": ("reward_wan", "reward_anon_wan"), "each": (), "right": ("penalty_wan",)},
            (0.1, 0.2, 0.3),
        ),
        (
            "H9",
            {"when": ("checked_ent",), "then": ("reward_wan", "penalty_wan"), "least": 0.8},
            (0.1, 0, 0.7),
        ),
    ],
)
def test_the_binary_tail_of_a_sum_of_amounts_breaks_no_rule(
    code: str, parameters: dict[str, object], values: tuple[float, ...]
) -> None:
    names = ("fire_reward_wan", "fire_reward_anon_wan", "fire_penalty_wan")
    book = read(typed(base("rescue", JUNE), dict(zip(names, values, strict=True))))
    findings = check_sheets([book], with_rule(code, parameters=parameters))["inbox/a.xlsx", "fire"]
    assert coordinates(findings, code) == []


# --- Blanks say nothing -----------------------------------------------------------------------------------------


def vital(rule: Rule, at_: str) -> list[tuple[str, ...]]:
    """What has to be there for a rule to say something: one of these groups missing, and it says nothing."""
    given_ = rule.parameters
    if rule.kind == "not_above":
        return [(i,) for i in (*(given_["left"] or (at_,)), *given_["right"])]
    if rule.kind == "needs":
        return [given_["when"], *((i,) for i in given_["then"])]
    if rule.kind == "ratio":
        return [(given_["part"],), (given_["whole"],)]
    if rule.kind == "same_sheets":
        return [(i,) for i in given_["of"]]
    if rule.kind == "equal_to":
        return [given_["of"], (given_["to"],)]
    return [given_["of"]] if rule.kind == "repeated" else [(at_,)]


@lru_cache
def _incomplete() -> list[tuple[Example, Submission]]:
    """Every example that breaks a rule, with a vital value missing: blank, or not to be read."""
    books: list[tuple[Example, Submission]] = []
    for example in [e for e in EXAMPLES if e.code != "W-C3a"]:
        for group in vital(BY_CODE[example.code], example.at):
            for value in (None, stored("e", "#REF!", "X1")):
                changes = {**example.breaks, **dict.fromkeys(group, value)}
                books.append((example, submission(example, changes, str(len(books)))))
    return books


@pytest.mark.loops
def test_about_a_missing_value_a_rule_says_nothing() -> None:
    findings = check_sheets([book for _, book in _incomplete()], DECLARED)
    for example, book in _incomplete():
        told = findings[book.arrival.path, sheet_of(example)]
        assert coordinates(told, example.code) == [], (example.id, book.findings)


def test_a_sheet_of_blanks_is_not_all_zero() -> None:
    changes = {
        f"fire_{i.id}": None for i in DECLARED.form.indicators.values() if i.level != "office"
    }
    book = read(typed(base("rescue", JUNE), {**changes, "fire_self_found": stored("e", "#N/A")}))
    assert coordinates(check_sheets([book], DECLARED)["inbox/a.xlsx", "fire"]) == []


# --- All sheets in one pass -------------------------------------------------------------------------------------


@QUICK
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_changes_no_finding(
    found: dict[tuple[str, str], list[Finding]], dice: random.Random
) -> None:
    books = [s for _, s in _submissions()]
    some = dice.sample(books, dice.randint(1, len(books)))
    again = check_sheets(some, DECLARED)
    assert again == {key: found[key] for key in again}
    assert {path for path, _ in again} == {s.arrival.path for s in some}


def test_a_check_that_crashes_is_our_fault_and_never_the_units() -> None:
    indicators = dict(DECLARED.form.indicators)
    nonsense: dict[str, Any] = {"decimals": "x"}
    odd = replace(indicators["self_found"].kind, **nonsense)
    indicators["self_found"] = replace(indicators["self_found"], kind=odd)
    known = replace(DECLARED, form=replace(DECLARED.form, indicators=indicators))
    with pytest.raises(AssertionError, match="crashed"):
        check_sheets([read(base("rescue", JUNE))], known)


def test_a_finding_about_a_whole_sheet_names_the_sheet_and_no_cell() -> None:
    data = typed(base("rescue", JUNE), {f"fire_{i}": 0 for i in (*SECTOR_VALUES, *UNIT_VALUES)})
    findings = check_sheets([read(data)], DECLARED)["inbox/a.xlsx", "fire"]
    assert coordinates(findings, "W-C3a") == [("W-C3a", "消防", None)]


# --- Each kind by itself, at its limit and on either side of it -------------------------------------------------

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


# --- What a finding says ----------------------------------------------------------------------------------------


def said(code: str) -> str:
    """The finding of a rule's first example, in one pass of its own, part by part."""
    example = next(e for e in EXAMPLES if e.code == code)
    book = submission(example, example.breaks, "inbox/b.xlsx")
    findings = check_sheets([book], DECLARED)["inbox/b.xlsx", sheet_of(example)]
    f = next(f for f in findings if f.rule == code)
    place = f"{f.severity} {f.audience} {f.sector} {f.sheet} {f.cell} {f.indicator} {f.waivable}"
    return f"{code} {place} | {f.value} | {f.expected} | {f.message}"


def test_findings_say_what_is_wrong_where_and_what_should_be(
    reads_as_before: Callable[[str, str], None],
) -> None:
    text = "".join(f"{said(code)}\n" for code in sorted({e.code for e in EXAMPLES}))
    reads_as_before("rules.txt", text)


def test_findings_come_sheet_by_sheet_in_the_order_of_the_form() -> None:
    changes = {"transferred": -2, "self_found": 1.5, "dept_found": -1, "assist_visits": 0.5}
    books = [submission(EXAMPLES[0], changes, path) for path in ("b", "a")]
    found = check_sheets(books, DECLARED)
    assert list(found) == [("b", "fire"), ("a", "fire")]
    for findings in found.values():
        told = [(f.rule, f.indicator) for f in findings if f.rule.startswith("H6")]
        assert told == [
            ("H6h", "self_found"),
            ("H6g", "dept_found"),
            ("H6h", "assist_visits"),
            ("H6g", "transferred"),
        ]


def test_a_message_calls_a_missing_value_blank() -> None:
    changes = {"checked_ent": 0, "penalty_count": 1, "shutdown_ent": None, "exposed_ent": 0}
    book = submission(EXAMPLES[0], changes, "a")
    (message,) = [f.message for f in check_sheets([book], DECLARED)["a", "fire"] if f.rule == "W5b"]
    assert "停产整顿空白" in message


def test_what_is_repeated_is_told_and_not_what_is_too_small_to_count() -> None:
    changes: Changes = {
        **dict.fromkeys(PROBLEMS, 0),
        **dict.fromkeys(PROBLEMS[:3], 3),
        "checked_ent": 9,
    }
    known = with_rule("W7b", parameters={**BY_CODE["W7b"].parameters, "least": 3, "above": 0})
    book = submission(EXAMPLES[0], changes, "a")
    (message,) = [f.message for f in check_sheets([book], known)["a", "fire"] if f.rule == "W7b"]
    assert "有3格都是3" in message
