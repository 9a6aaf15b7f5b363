"""What people write for an indicator, a sector or a unit."""

from pathlib import Path

import pytest

from pipeline.inbox.decisions import read_decisions
from pipeline.model.declared import Declarations
from pipeline.words.naming import (
    full_name,
    named_indicators,
    named_subject,
    named_unit,
    near_indicators,
    near_names,
)

WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789-.()"}


def ids(text: str, declared: Declarations) -> list[str]:
    return [i.id for i in named_indicators(text, declared.form)]


def test_every_indicator_answers_to_its_id_name_and_label(declared: Declarations) -> None:
    for i in declared.form.indicators.values():
        for text in (i.id, i.id.upper(), i.name, f" {i.name} ", i.label, i.label.translate(WIDE)):
            assert ids(text, declared) == [i.id], text
        assert ids(full_name(i), declared) == [i.id]
        assert i.id in ids(i.label.rpartition("(")[0] or i.label, declared)


def test_every_item_answers_to_its_number_and_label(declared: Declarations) -> None:
    for item, indicators in declared.form.by_item.items():
        mine = [i.id for i in indicators]
        for dash in ("-", ".", "－", "．", "—", "–", " - ", "·"):
            assert ids(item.replace("-", dash), declared) == mine
        assert ids(item.translate(WIDE), declared) == mine
        assert ids(declared.form.item_label(item), declared) == mine
        for letter, one in zip("abc", mine, strict=False):
            assert ids(f"{item.replace('-', '.')}{letter}", declared) == [one]
        assert ids(f"{item} {indicators[0].name}", declared) == mine[:1]
        assert ids(f"0{item}", declared) == mine


def test_a_label_of_several_values_means_all_of_them(declared: Declarations) -> None:
    both = ["penalty_count", "penalty_wan"]
    assert ids("行政处罚", declared) == both
    assert ids("行政处罚（次，万元）", declared) == both
    assert ids("行政处罚（万元）", declared) == both[1:]
    assert ids("一案双罚", declared) == ids('"一案双罚"', declared) == ["dual_penalty"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "自查", "1", "1-", "1-99", "99-1", "1-1-1", "1-1 部门检查发现", "3.2c", "个", "()"],
)
def test_what_fits_nothing_names_nothing(text: str, declared: Declarations) -> None:
    assert ids(text, declared) == []


def test_sectors_and_units_answer_to_id_name_spelling_and_sectors_to_their_number(
    declared: Declarations,
) -> None:
    for number, sheet in enumerate(declared.roster.sheets.values(), 1):
        for text in (sheet.id, sheet.id.upper(), sheet.name, f"{sheet.name} ", *sheet.spellings):
            assert named_subject(text, declared.roster) == sheet.id
        assert named_subject(str(number), declared.roster) == sheet.id
    for unit in declared.roster.units.values():
        for text in (unit.id, unit.name, *unit.spellings):
            assert named_unit(text, declared.roster) == unit.id
    for text in ("", "0", "14", "煤矿", "self_found"):
        assert named_subject(text, declared.roster) is None
        assert named_unit(text, declared.roster) is None
    assert named_unit("1", declared.roster) is None


def test_what_is_like_a_slip_is_offered_the_likest_first(declared: Declarations) -> None:
    form, roster = declared.form, declared.roster
    assert near_indicators("self_fond", form)[0] == "1-1 企业自查发现"
    assert near_indicators("自查", form) == ["1-1 企业自查发现", "1-2 企业自查已整改"]
    inside = ["4-3 负责同志现场督导检查", "4-8 考核巡查督导检查"]  # before what is written alike
    assert near_indicators("督导检查", form) == inside
    assert len(near_indicators("的", form)) == 5
    assert near_indicators("", form) == near_indicators("xyz", form) == []
    assert near_names("燃汽", roster.sectors.values()) == ["燃气"]
    assert near_names("rod", roster.sectors.values()) == ["道路交通"]
    assert near_names("mars", roster.subjects.values()) == []
    assert near_names("police", roster.subjects.values()) == []
    assert near_names("规划", roster.units.values()) == ["区规划建设局"]


def test_decisions_name_things_the_same_way(root: Path, declared: Declarations) -> None:
    head = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
    row = "2023-07,规划建设局, 燃 气 ,waive,H10:1.1,甲,乙,2023-07-29\n"
    (root / "inbox/decisions.csv").write_text(head + row, "utf-8")
    (decision,) = read_decisions(root / "inbox", declared)
    assert (decision.unit, decision.sectors, decision.target) == (
        "planning",
        ("gas",),
        "H10:self_found",
    )
