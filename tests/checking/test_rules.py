"""Every declared rule, by an example that breaks it and one at the edge that keeps it, in real forms."""

import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.checks import check_sheets
from pipeline.checking.history import Earlier, check_history
from pipeline.checking.past_rules import PAST_KINDS
from pipeline.checking.rules import KINDS
from pipeline.declarations.ledger_rules import KINDS as LEDGER_KINDS
from pipeline.declarations.rule_kinds import KINDS as ALL_KINDS
from pipeline.declarations.rule_kinds import OF_A_MONTH
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from pipeline.model.rule import Rule
from tests.support.cells import at, coordinates, read, stored, typed
from tests.support.rule_examples import (
    BY_CODE,
    DECEMBER,
    EXAMPLES,
    MAY,
    SECTOR_VALUES,
    UNIT_VALUES,
    Changes,
    Example,
    base,
    sheet_of,
    submission,
    submissions,
    with_rule,
)
from tests.support.workspaces import AUGUST, JULY, JUNE, declarations, form

DECLARED = declarations()
QUICK = settings(max_examples=15, deadline=None, derandomize=True)


def test_every_declared_rule_has_an_example() -> None:
    """Those against earlier months have theirs in test_history.py, what is told together in test_symptoms.py."""
    of_one_month = {r.code for r in DECLARED.rules if r.kind in KINDS or r.kind == "value"}
    assert {e.code for e in EXAMPLES} == of_one_month


def test_every_kind_of_rule_is_declared_at_least_once() -> None:
    others = {"several", "value", "intake", *OF_A_MONTH}
    declared = {r.kind for r in DECLARED.rules} - {*LEDGER_KINDS}  # those: test_ledger_rules.py
    assert declared == {*KINDS, *PAST_KINDS, *others} == {*ALL_KINDS}


# --- Each rule -------------------------------------------------------------------------------------------------------

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


# --- Whom and when a rule concerns -----------------------------------------------------------------------------------


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


# --- Blanks say nothing ----------------------------------------------------------------------------------------------


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


# --- All sheets in one pass ------------------------------------------------------------------------------------------


@QUICK
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_changes_no_finding(
    found: dict[tuple[str, str], list[Finding]], dice: random.Random
) -> None:
    books = [s for _, s in submissions()]
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
