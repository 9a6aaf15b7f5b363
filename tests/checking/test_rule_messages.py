"""What the finding of a broken rule says: the numbers that its reader needs, in order."""

from collections.abc import Callable

import pytest

from pipeline.checking.checks import check_sheets
from pipeline.model.received import Finding
from tests.support.rule_examples import (
    BY_CODE,
    EXAMPLES,
    PROBLEMS,
    Changes,
    sheet_of,
    submission,
    with_rule,
)
from tests.support.workspaces import declarations

DECLARED = declarations()


# --- What a message has to name --------------------------------------------------------------------------------------


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


# --- What a finding says ---------------------------------------------------------------------------------------------


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
