"""schemas/ledger.toml, read strictly: what contradicts itself is refused with file and key."""

import shutil
from pathlib import Path

import pytest

from pipeline.declarations.ledger import load_ledger
from pipeline.declarations.ledger_rules import INTAKE_CASES, MILD_CASES
from pipeline.model.errors import DeclarationError
from tests.support.workspaces import ROOT, declarations

TEXT = (ROOT / "schemas/ledger.toml").read_text("utf-8")
CHANGES = (
    ('sheet = "隐患台账"', 'sheet = "隐患/台账"', "ledger.sheet"),
    ('sheet = "隐患台账"', 'sheet = "=台账"', "ledger.sheet"),
    ("last_row = 5000", "last_row = 5", "ledger.last_row"),
    ("latest = 2028-12-31", "latest = 1988-12-31", "ledger.latest"),
    ("latest = 2028-12-31", "latest = 2028", "ledger.latest"),
    ('label = "隐患编号"', 'label = "企业 名称"', "ledger.columns"),
    ('"部门检查", "上级交办", "举报"]', '"部门,检查"]', "columns.source.choices"),
    ('"部门检查", "上级交办", "举报"]', f'"{"长" * 260}"]', "columns.source.choices"),
    ("\nself_found = {", "\nno_such = {", "tie.no_such"),
    ("\nself_found = {", "\ninspectors = {", "tie.inspectors"),  # of a day, not since the first
    ('case = "no_header"', 'case = "no_head"', "L1a.case"),
    ('case = "no_header"', 'case = "renamed"', "case=no_header"),
    (
        'label = "隐患编号", kind = "text", width = ',
        'label = "隐患编号", kind = "text", width = -',
        "columns.hazard_id.width",
    ),
    ('code = "L1b"', 'code = "L1a"', "L1a"),
    ('code = "L1b"', 'code = "L 1b"', "rule[2].code"),
    ('code = "L1b"', 'code = "H1"', "H1"),
    ('severity = "error"', 'severity = "warning"', "L1a.severity"),
    ("together = 2", "together = 1", "L1k.together"),
    ("together = 2\n", "", "L1k.together"),
    ("表“{found}”里有", "表“{hazard}”里有", "L1a.message"),
    ('short = "台账没有列标题"', 'shorter = "台账没有列标题"', "L1a.shorter"),
)


@pytest.mark.parametrize(("old", "new", "key"), CHANGES)
def test_a_contradiction_is_refused_with_file_and_key(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    head, rules = TEXT.split("# --- What is told", 1)
    assert old in TEXT
    head, rules = (
        (head.replace(old, new, 1), rules) if old in head else (head, rules.replace(old, new, 1))
    )
    shutil.copy(ROOT / "schemas/ledger_book.toml", tmp_path)
    (tmp_path / "ledger.toml").write_text(f"{head}# --- What is told{rules}", "utf-8")
    with pytest.raises(DeclarationError) as refused:
        load_ledger(tmp_path, declarations().form, declarations().roster, ["H1"])
    assert str(refused.value).startswith(f"schemas/ledger.toml：{key}：")


def test_no_file_is_no_ledger(tmp_path: Path) -> None:
    assert load_ledger(tmp_path, declarations().form, declarations().roster, []) == (None, ())


def test_every_case_is_worded_once_and_only_harmless_ones_are_mild() -> None:
    rules = [r for r in declarations().rules if r.kind == "ledger_intake"]
    assert sorted(r.parameters["case"] for r in rules) == sorted(INTAKE_CASES)
    for rule in rules:
        assert rule.severity == "error" or rule.parameters["case"] in MILD_CASES
        assert rule.message.endswith("。")
        assert bool(rule.short) == (rule.severity != "notice")
