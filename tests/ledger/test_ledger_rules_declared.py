"""The ledger's rules as declared: what contradicts itself is refused; and how long they take."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.declarations import load_declarations
from pipeline.declarations.ledger_kinds import PAST_CASES
from pipeline.declarations.ledger_rules import INTAKE_CASES
from pipeline.declarations.rule_cases import CASES
from pipeline.ledger.checking import check_ledgers
from pipeline.model.errors import DeclarationError
from tests.support.ledger_findings import book, declared_with, found, holding
from tests.support.ledger_rows import ledger, right_row
from tests.support.measuring import unmeasured
from tests.support.workspaces import declarations, workspace

DECLARED = declarations()


# --- Declarations ----------------------------------------------------------------------------------------------------


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def in_rule(code: str, old: str, new: str) -> Callable[[str], str]:
    """An edit within one rule."""

    def edit(text: str) -> str:
        head, mark, rule = text.partition(f'code = "{code}"\n')
        return head + mark + rule.replace(old, new, 1)

    return edit


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (in_rule("L3a", '"plan"]', '"plam"]'), "L3a.of"),
        (
            in_rule("L3a", 'when_blank = ["fixed_on", "closed_on"]', 'when_blank = ["fixed"]'),
            "L3a.when_blank",
        ),
        (in_rule("L3a", "together = 2", "together = 1"), "L3a.together"),
        (in_rule("L3a", "together = 2\n", ""), "L3a.together"),
        (in_rule("L3a", "{ones}", "{items}"), "L3a.message_many"),
        (in_rule("L3a", "{hazard}还", "{hazards}还"), "L3a.message"),
        (in_rule("L3a", "第{row}行{column}", "第{number}行"), "L3a.one"),
        (in_rule("L3a", "when_blank", "when_empty"), "L3a.when_empty"),
        (in_rule("L3a", 'severity = "warning"', 'severity = "mild"'), "L3a.severity"),
        (in_rule("L3a", 'kind = "row_filled"', 'kind = "row_full"'), "L3a.kind"),
        (swapped('code = "L3b"', 'code = "L3a"'), "L3a"),
        (in_rule("L4a", '"found_on", "fixed_on", "closed_on"', '"found_on"'), "L4a.of"),
        (in_rule("L4a", '"fixed_on"', '"status"'), "L4a.of"),
        (
            in_rule("L4a", "together = 3", 'together = 3\nmonths = ["2023-08", "2023-07"]'),
            "L4a.months",
        ),
        (in_rule("L4a", "together = 3", 'together = 3\nonly = ["nobody"]'), "L4a.only"),
        (in_rule("L6a", '["uscc"]', '["address"]'), "L6a.of"),
        (in_rule("L7a", '["已销号"]', '["销号"]'), "L7a.closed"),
        (in_rule("L7b", 'words = ["延期"]\n', ""), "L7b.words"),
        (in_rule("L8", 'nobody = "没有填"', 'nobody = "{owner}"'), "L8.nobody"),
        (in_rule("L8", "nobody", "none"), "L8.nobody"),
        (swapped('approval = "extension_doc"', 'approval = "extension"'), "roles.approval"),
        (in_rule("L9a", 'case = "hazard_vanished"', 'case = "hazard_gone"'), "L9a.case"),
        (
            in_rule("L9a", 'case = "hazard_vanished"', 'case = "hazard_redated"'),
            "case=hazard_vanished",
        ),
        (in_rule("H14", "{difference}", "{count}"), "H14.fewer"),
        (swapped('code = "H14"', 'code = "H1"'), "H1"),
    ],
)
def test_a_contradiction_is_refused_with_file_and_key(
    tmp_path: Path, edit: Callable[[str], str], key: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        declared_with(tmp_path, edit)
    assert str(refused.value).startswith(f"schemas/ledger.toml：{key}"), refused.value


def test_no_case_of_the_ledger_is_one_of_the_form() -> None:
    """Both are looked up by their names."""
    assert {*INTAKE_CASES, *PAST_CASES}.isdisjoint(c for cases in CASES.values() for c in cases)


def test_a_campaign_without_a_ledger_has_none_of_its_rules(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    (root / "schemas/ledger.toml").unlink()
    declared = load_declarations(root)
    assert declared.ledger is None
    assert [r.code for r in declared.rules] == [
        r.code for r in DECLARED.rules if not r.kind.startswith(("row_", "ledger_"))
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('months = ["2023-07", "2023-12"]', False),
        ('months = ["2023-06", "2023-07"]', True),
        ('except = ["fire"]', False),
        ('only = ["rescue"]', True),
        ('only = ["gas"]', False),
    ],
)
def test_a_rule_may_be_for_some_months_or_units_only(tmp_path: Path, line: str, told: bool) -> None:
    edit = in_rule("L3a", "together = 2", f"together = 2\n{line}")
    findings = found([holding([right_row(plan="")])], declared_with(tmp_path, edit))
    assert ("L3a" in {f.rule for f in findings}) is told


# --- How long it takes -----------------------------------------------------------------------------------------------


def test_five_thousand_rows_over_nine_workbooks_take_well_below_a_second() -> None:
    rows = ledger("fire", map(right_row, range(556)))
    own = [
        replace(book(), ledger=rows, arrival=replace(book().arrival, path=f"{n}.xlsx"))
        for n in range(9)
    ]
    start = time.process_time()
    with unmeasured():
        check_ledgers(own, DECLARED)
    assert time.process_time() - start < 1.5, "measured 0.15 s alone"
