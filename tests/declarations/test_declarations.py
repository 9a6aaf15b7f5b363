"""The declared form, roster and campaign are the notice's, and others need no change in Python."""

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.forms.workbooks import blank_forms
from pipeline.model.declared import Declarations
from tests.sample import expected_values
from tests.support.edited_schemas import edit
from tests.support.named_cells import cell_named
from tests.support.published import command, manifest, table
from tests.support.workspaces import HEADINGS, JUNE, ROOT, filled_in

# Annex 2 of the notice, typed from it: section by section, in its order.
SECTIONS = ["总体情况", "对企业自查自改进行抽查检查情况", "部门精准执法情况", "党政组织领导情况"]
ITEMS = {
    "1-1": "企业自查发现的重大事故隐患 (个)",
    "1-2": "企业自查发现重大事故隐患中已完成整改的 (个)",
    "1-3": "部门检查发现的重大事故隐患 (个)",
    "1-4": "部门检查发现重大事故隐患中已完成整改的 (个)",
    "1-5": "政府挂牌督办的重大事故隐患 (个)",
    "1-6": "挂牌督办重大事故隐患中已完成整改的 (个)",
    "2-1": "部门抽查检查的企业总数 (家)",
    "2-2": "企业主要负责人未按要求亲自研究排查整治工作 (家)",
    "2-3": "企业主要负责人未带队检查 (家)",
    "2-4": "企业未制定分管负责人职责清单 (家)",
    "2-5": "企业未依法建立安全管理机构和配足安全管理人员 (家)",
    "2-6": "电焊等特种作业岗位人员无证上岗作业 (家)",
    "2-7": "外包外租安全管理混乱 (家)",
    "2-8": "未按规定开展应急演练、员工不熟悉逃生出口 (家)",
    "2-9": "安全教育培训走过场 (家)",
    "2-10": "制度措施不落实 (家)",
    "3-1": "帮扶指导重点企业(家次)",
    "3-2": "行政处罚 (次, 万元)",
    "3-3": "企业和企业主要负责人“一案双罚” (次)",
    "3-4": "移送司法机关 (人)",
    "3-5": "责令停产整顿 (家)",
    "3-6": "曝光、约谈、联合惩戒企业 (家)",
    "3-7": "公布典型执法案例 (个), 其中危险作业罪案例 (个)",
    "3-8": "责任倒查追责问责 (人)",
    "3-9": "约谈通报相关部门 (次)",
    "4-1": "党委政府分别组织专题学习安全生产十五条硬措施和“八抓 20 条”创新措施 (次)",
    "4-2": "党委政府主要负责同志分别专题研究 (次)",
    "4-3": "政府负责同志分别现场督导检查 (次)",
    "4-4": "区安委会成员单位负责同志分别到企业宣讲 (次)",
    "4-5": "举报奖励 (万元), 其中匿名举报查实奖励 (万元)",
    "4-6": "是否在省级主流媒体播放安全生产专题栏目",
    "4-7": "配备专兼职技术检查员数量 (人)",
    "4-8": "组织开展考核巡查督导检查 (次)",
}
# Annex 1: who leads which sector, in its order; the ids are the contract's.
SECTORS = {
    "hazchem": ("危险化学品", "区安全生产监管办公室"),
    "road": ("道路交通", "区交警大队"),
    "construction": ("建筑施工", "区规划建设局"),
    "fire": ("消防", "区消防救援大队"),
    "gas": ("燃气", "区规划建设局"),
    "industry": ("冶金等工贸", "区安全生产监管办公室"),
    "power": ("电力", "临港供电中心"),
    "explosives": ("民爆", "区公安分局"),
    "commerce": ("商贸流通", "区经济发展局"),
    "refuse": ("垃圾处理", "区综合行政执法局"),
    "sewage": ("污水处理", "区综合行政执法局"),
    "hazwaste": ("危废处置", "区生态环境分局"),
}
UNIT_ITEMS = {"3-8", "3-9", "4-4", "4-5", "4-7"}
OFFICE_ITEMS = {"4-1", "4-2", "4-3", "4-6", "4-8"}


def test_the_form_has_the_notices_sections_items_and_labels_to_the_letter(
    declared: Declarations,
) -> None:
    form = declared.form
    assert [s.label for s in form.sections] == SECTIONS
    assert {item: form.item_label(item) for item in form.by_item} == ITEMS
    assert list(form.by_item) == list(ITEMS)
    assert len(ITEMS) == 33
    assert len(form.indicators) == 36


def test_each_value_of_a_shared_cell_has_its_part_of_the_official_label(
    declared: Declarations,
) -> None:
    shared = {item: i for item, i in declared.form.by_item.items() if len(i) > 1}
    assert set(shared) == {"3-2", "3-7", "4-5"}
    for item, indicators in shared.items():
        for indicator in indicators:
            parts = re.fullmatch(r"(.+) \((.+)\)", indicator.label)
            assert parts
            assert all(part in ITEMS[item] for part in parts.groups())


def test_a_single_value_has_the_label_of_its_item(declared: Declarations) -> None:
    single = [i[0] for i in declared.form.by_item.values() if len(i) == 1]
    assert len(single) == 30
    assert all(i.label == ITEMS[i.item] for i in single)


def test_the_roster_is_annex_1_and_the_office(declared: Declarations) -> None:
    roster = declared.roster
    led = {k: (s.name, roster.units[s.unit].name) for k, s in roster.sectors.items()}
    assert led == SECTORS
    assert list(led) == list(SECTORS)
    assert [u for u in roster.units if u != "office"] == list(
        dict.fromkeys(s.unit for s in roster.sectors.values())
    )
    assert len(roster.units) == 9 + 1
    assert roster.office.name == "区安委会办公室"


def test_levels_are_as_the_contract_shares_them_out(declared: Declarations) -> None:
    form = declared.form
    assert {i.item for i in form.at_level("unit")} == UNIT_ITEMS
    assert {i.item for i in form.at_level("office")} == OFFICE_ITEMS
    assert {i.item for i in form.at_level("sector")} == set(ITEMS) - UNIT_ITEMS - OFFICE_ITEMS


def test_the_campaign_runs_from_june_to_december_with_the_28th_as_due_day(
    declared: Declarations,
) -> None:
    campaign = declared.campaign
    assert [str(m) for m in campaign.months] == [f"2023-{m:02d}" for m in range(6, 13)]
    assert str(campaign.cutoff(JUNE)) == "2023-06-28"
    assert str(campaign.since(JUNE)) == "2023-05-22"
    assert str(campaign.since(JUNE.shift(1))) == "2023-06-29"


NEW = (
    'special_checks = { item = "3-90", name = "专项检查", label = "开展专项检查 (次)", kind = "events", unit = "次", '
    'level = "sector", over_sectors = "sum", over_months = "difference" }\n'
)


def other_form(root: Path) -> Declarations:
    """Turn a workspace into that of another campaign: an indicator renamed, one added, one unit and sector more."""
    for path in (*(root / "schemas").iterdir(), root / "templates" / "bulletin.txt.j2"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"\bexposed_ent\b", "exposed", text), "utf-8")
    edit(root, "form", "曝光、约谈、联合惩戒企业 (家)", "曝光、约谈企业 (家)")
    edit(root, "form", "accountable = {", NEW + "accountable = {")
    edit(root, "form", 'id = "annex2-2023"', 'id = "annex2-2024"')
    edit(root, "roster", "\n[units]", 'tourism = { name = "文化旅游" }\n\n[units]')
    edit(
        root,
        "roster",
        "\n# The tenth",
        'culture = { name = "区文旅局", sectors = ["tourism"] }\n\n# The tenth',
    )
    rule = (
        '[[rule]]\ncode = "X1"\nkind = "not_above"\nseverity = "error"\nleft = ["exposed"]\n'
        'right = ["special_checks"]\nmessage = "{exposed}多于{special_checks}"\nreason = "示例"\n'
    )
    edit(root, "rules", "[[rule]]", rule + "\n[[rule]]")
    return load_declarations(root)


def filled_forms(root: Path, declared: Declarations) -> dict[str, bytes]:
    """Unit id -> its form for June, filled: 7 in what is new."""
    known = expected_values(load_declarations(ROOT), JUNE)
    books = {}
    forms = blank_forms(declared, root / "templates", JUNE).values()
    for unit, blank in zip(declared.roster.units.values(), forms, strict=True):
        sheets = {}
        for sheet in unit.sectors:
            values = dict(known.get(sheet) or known["power"])
            values["exposed"] = values.pop("exposed_ent", 1)
            values["special_checks"] = values.get("checked_ent", 7)
            asked = (i for i in declared.form.indicators.values() if declared.roster.asks(i, sheet))
            sheets[sheet] = {i.id: values[i.id] for i in asked}
        books[unit.id] = filled_in(blank, sheets, HEADINGS)
    return books


def test_another_form_and_roster_need_no_change_in_python(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = other_form(root)
    assert command(root, "check") == 1  # the templates are still the old ones
    assert "templates/annex2.xlsx：total_exposed" in capsys.readouterr().err
    assert command(root, "templates") == 0
    assert command(root, "forms", "--month", "2023-06") == 0
    assert len(list((root / "outbox/2023-06/forms").glob("*.xlsx"))) == 11
    for unit, data in filled_forms(root, declared).items():
        (root / "inbox" / f"{unit}.xlsx").write_bytes(data)
    assert command(root, "monthly", "--strict") == 0
    run = manifest(root, "2023-06")
    assert (run["form"], run["coverage"]["accepted"]) == ("annex2-2024", 13)
    totals = {r["indicator"]: r for r in table(root, "2023-06", "totals.csv")}
    assert len(totals) == 37
    checked = [r for r in table(root, "2023-06", "figures.csv") if r["indicator"] == "checked_ent"]
    assert totals["special_checks"]["value"] == str(sum(int(r["value"]) for r in checked))
    assert totals["special_checks"]["coverage"] == "13/13"
    assert totals["accountable"]["coverage"] == "11/11"
    annex = load_workbook(root / "outbox/2023-06/附件2.xlsx")
    assert cell_named(annex, "total_special_checks").value == int(totals["special_checks"]["value"])
    assert "文化旅游" in (root / "outbox/2023-06/月通报.md").read_text("utf-8")


def test_a_new_rule_between_new_indicators_is_held_against_the_cells(root: Path) -> None:
    declared = other_form(root)
    assert command(root, "templates") == 0
    book = load_workbook(io.BytesIO(filled_forms(root, declared)["culture"]))
    exposed = cell_named(book, "tourism_exposed")
    exposed.value = 10**4
    book.save(root / "inbox" / "文旅.xlsx")
    assert command(root, "monthly") == 0
    (entry,) = [f for f in manifest(root, "2023-06")["files"] if f["unit"] == "culture"]
    assert [(f["rule"], f["cell"]) for f in entry["findings"] if f["severity"] == "error"] == [
        ("X1", exposed.coordinate)
    ]
    with (root / "outbox/2023-06/totals.csv").open(encoding="utf-8-sig") as file:
        assert {r["coverage"] for r in csv.DictReader(file)} == {"0/13", "0/11", "0/1"}
