import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.forms.workbooks import blank_forms
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from tests.published import command, manifest, table
from tests.sample import expected_values
from tests.workspaces import HEADINGS, JUNE, ROOT, declarations, filled_in

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


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder with a copy of schemas/ alone."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path


def refused(root: Path) -> tuple[str, str]:
    """The file and the key that loading names."""
    with pytest.raises(DeclarationError) as caught:
        load_declarations(root)
    message = re.fullmatch(r"schemas/(\w+)\.toml：(?:([^：]+)：)?.+", str(caught.value))
    assert message
    return message[1], message[2] or ""


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / "schemas" / f"{file}.toml"
    text = path.read_text("utf-8")
    assert old in text, f"{file}.toml has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


BASIS = 'basis = "累计"\n'
VERSION = f"version = {declarations().form.version}"
SELF_FOUND = 'self_found = { item = "1-1"'
MEDIA = '"yesno", unit = "", level = "office", over_sectors = "any"'
PENALTY = "{penalty_count}次，{penalty_wan}万元"
SHARED = '[[shared_item]]\nitem = "{}"\nlabel = ""\nformat = ""\n[[shared_item]]'
GAS = 'sectors = ["construction", "gas"]'
PLAIN = 'name = "新", kind = "events", unit = "个", level = "sector", over_sectors = "sum", over_months = "last"'


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("extra", "[hints]", "[extra]\n[hints]"),
        ("form.colour", BASIS, f'{BASIS}colour = "red"\n'),
        ("form.basis", BASIS, ""),
        ("form.basis", 'basis = "累计"', 'basis = "当年"'),
        ("form.version", VERSION, 'version = "1"'),
        ("form.version", VERSION, "version = true"),
        ("form.title", 'title = ["全区', 'title = [1, "全区'),
        ("form.bases", 'bases = ["累计", "当月"]', 'bases = "累计"'),
        ("form.basis_note", "{cumulative_from}起", "{cumulative_since}起"),
        ("hints.office", "\noffice = ", "\noffices = "),
        ("hints.unit", "{first_sheet}", "{sheet}"),
        ("headings", "remarks = { label", "remark = { label"),
        ("headings", 'phone = { label = "联系电话", demand = "asked" }\n', ""),
        ("headings.unit.demand", 'demand = "must"', 'demand = "maybe"'),
        ("headings.phone.label", "填报人", "联系电话"),
        ("kinds.events.largest", "largest = 20000", "largest = 2e4"),
        ("kinds.events.largest", "largest = 20000", "largest = -1"),
        ("kinds.money.decimals", "decimals = 4", "decimals = -4"),
        ("section[1].number", "number = 1", 'number = "1"'),
        ("section[2].number", "number = 2", "number = 1"),
        ("section[2].id", 'id = "spot"', 'id = "overall"'),
        ("shared_item.format", PENALTY, "{penalty_count}次"),
        ("shared_item.format", PENALTY, PENALTY + "{self_found}"),
        ("shared_item.format", PENALTY, PENALTY + "{"),
        ("shared_item.item", "[[shared_item]]", SHARED.format("9-9")),
        ("shared_item.item", "[[shared_item]]", SHARED.format("3-2")),
        ("indicators.penalty_wan.item", 'item = "3-2"\nlabel', 'item = "9-9"\nlabel'),
        ("indicators.self_fixed.item", 'self_fixed = { item = "1-2"', 'self_fixed = { item = "1-1"'),
        ("indicators.self_found.item", SELF_FOUND, 'self_found = { item = "9-1"'),
        ("indicators.self_found.item", SELF_FOUND, 'self_found = { item = "1"'),
        ("indicators.self_found.kind", '"events", unit', '"event", unit'),
        ("indicators.self_found.level", 'level = "sector"', 'level = "district"'),
        ("indicators.self_found.over_months", '"difference" }', '"mean" }'),
        ("indicators.self_found.over_sectors", 'over_sectors = "sum"', 'over_sectors = "any"'),
        ("indicators.media_column.over_sectors", MEDIA, MEDIA.replace('"any"', '"sum"')),
        ("indicators.self_found.labels", SELF_FOUND, SELF_FOUND + ", labels = 1"),
        ("indicators.dept_found.label", "部门检查发现的重大事故隐患 (个)", "企业自查发现的重大事故隐患 (个)"),
        ("indicators.Self_found", SELF_FOUND, 'Self_found = { item = "1-1"'),
        ("indicators.phone", SELF_FOUND, f'phone = {{ item = "1-7", label = "新", {PLAIN} }}\n' + SELF_FOUND),
        ("measures.found.sum", 'sum = ["self_found", "dept_found"] }', 'sum = ["self_found", "lost"] }'),
        ("measures.open.less", 'less = ["self_fixed"', 'less = ["self_fixd"'),
        ("measures.found.sum", 'unit = "个", sum = ["self_found", "dept_found"] }', 'unit = "个" }'),
        ("measures.self_found", "found = { name = \"发现重大", "self_found = { name = \"发现重大"),
    ],
)  # fmt: skip
def test_a_form_that_contradicts_itself_is_refused_at_its_key(
    schemas: Path, key: str, old: str, new: str
) -> None:
    edit(schemas, "form", old, new)
    assert refused(schemas) == ("form", key)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("sectors.gas", GAS, 'sectors = ["construction"]'),
        ("units.rescue.sectors", 'sectors = ["fire"]', 'sectors = ["fire", "gas"]'),
        ("units.grid.sectors", 'sectors = ["power"]', 'sectors = ["power", "powder"]'),
        ("units.grid.sectors", 'sectors = ["power"]', "sectors = []"),
        ("units.grid.sectors", ', sectors = ["power"]', ""),
        ("units.grid.phone", 'sectors = ["power"]', 'sectors = ["power"], phone = 1'),
        ("units.grid", 'spellings = ["供电中心"', 'spellings = ["消防大队"'),
        ("units.grid", 'spellings = ["供电中心"', 'spellings = ["消防 大队"'),
        ("units.office", 'spellings = ["区安委办"', 'spellings = ["经发局"'),
        ("sectors.fire", 'spellings = ["消防领域"]', 'spellings = ["建筑"]'),
        ("sectors.office", 'sheet = "综合"', 'sheet = "消防"'),
        ("sectors.fire.name", 'name = "消防"', "name = 119"),
        ("sectors.fire", 'name = "消防"', 'name = "消防/救援"'),
        ("sectors.fire_x", "fire = { name", "fire_x = { name"),
        ("sectors.total", "fire = { name", "total = { name"),
        ("units.rescue", 'name = "区消防救援大队"', 'name = "区消防/救援大队"'),
        ("units.rescue", 'name = "区消防救援大队"', 'name = "..区消防救援大队"'),
        ("units.rescue_team", "rescue = { name", "rescue_team = { name"),
        ("liaison_phones", '= "sample"', '= "invented"'),
        ("units.grid.liaison.name", '"0539-0000005"', '"0539-0000005", name = "某某"'),
        (
            "units.grid.liaison.role",
            'role = "安全生产联络员", phone = "0539-0000005"',
            'phone = "1234567"',
        ),
        ("units.grid.liaison.role", 'role = "安全生产联络员", phone = "0539-0000005"', 'role = ""'),
        ("units.grid.liaison.phone", '"0539-0000005"', '"经办人"'),
        (
            "units.grid.liaison",
            '{ role = "安全生产联络员", phone = "0539-0000005" }',
            '"0539-0000005"',
        ),
        ("office.id", 'id = "office"', 'id = "grid"'),
        ("office.id", 'id = "office"', 'id = "gas"'),
        ("office.sheet", 'sheet = "综合"\n', ""),
    ],
)
def test_a_roster_that_contradicts_itself_is_refused_at_its_key(
    schemas: Path, key: str, old: str, new: str
) -> None:
    edit(schemas, "roster", old, new)
    if new.endswith("{ name") and key.startswith("sectors"):
        edit(schemas, "roster", '["fire"]', f'["{new.split(" ")[0]}"]')
    assert refused(schemas) == ("roster", key)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("campaign.first_month", '"2023-06"', '"2023-13"'),
        ("campaign.first_month", '"2023-06"', '"2023/06"'),
        ("campaign.first_month", 'first_month = "2023-06"', "first_month = 2023-06-01"),
        ("campaign.last_month", '"2023-12"', '"2023-05"'),
        ("campaign.first_month", '"2023-06"', '"0000-01"'),
        ("campaign.last_month", '"2023-12"', '"9999-12"'),
        ("campaign.due_day", "due_day = 28", "due_day = 0"),
        ("campaign.due_day", "due_day = 28", f"due_day = 0x{'f' * 5000}"),
        ("campaign.due_day", "due_day = 28", f"due_day = [0x{'f' * 5000}]"),
        ("campaign.due_day", "due_day = 28", f"due_day{'.a' * 5000} = 28"),
        ("stage", "to = 2023-07-31", "to = 9999-12-31"),
        ("campaign.due_day", "due_day = 28", "due_day = 32"),
        ("campaign.due_day", "due_day = 28", 'due_day = "28"'),
        ("campaign.resubmit_days", "resubmit_days = 3 ", "resubmit_days = 3000000000 "),
        ("campaign.resubmit_days", "resubmit_days = 3 ", "resubmit_days = -1 "),
        ("campaign.utc_offset", '"+08:00"', '"8"'),
        ("campaign.utc_offset", '"+08:00"', '"+25:00"'),
        ("campaign.cumulative_from", "= 2023-05-22 ", '= "2023-05-22" '),
        ("campaign.cumulative_from", "= 2023-05-22 ", "= 2023-05-22T08:00:00 "),
        ("campaign.cumulative_to", "due_day = 28", "due_day = 28\ncumulative_to = 2023-12-28"),
        ("stage[2].demands", "demands = [\n  ", "demand = [\n  "),
        ("stage[1].from", "\nfrom = 2023-05-22", '\nfrom = "5月22日"'),
        ("stage", "from = 2023-08-01", "from = 2023-08-02"),
        ("stage", "from = 2023-08-01", "from = 2023-07-31"),
        ("stage", "to = 2023-12-31", "to = 2023-11-30"),
        ("document.issuer", 'issuer = "临沂', 'issuers = "临沂'),
        ("document.notices", "notice = ", 'notices = ""\nnotice = '),
        ("document.title", 'title = ["{issuer}', 'title = [3, "{issuer}'),
        ("document.title", 'title = ["{issuer}', 'title = ["{issuers}'),
        ("document.title", 'title = ["{issuer}', 'title = [" '),
        ("document.masthead", '"简报"', '"快报"'),
    ],
)
def test_a_campaign_that_contradicts_itself_is_refused_at_its_key(
    schemas: Path, key: str, old: str, new: str
) -> None:
    edit(schemas, "campaign", old, new)
    assert refused(schemas) == ("campaign", key)


def test_a_campaign_without_stages_is_refused(schemas: Path) -> None:
    path = schemas / "schemas" / "campaign.toml"
    path.write_text(path.read_text("utf-8").partition("[[stage]]")[0], "utf-8")
    assert refused(schemas) == ("campaign", "stage")


H1_MESSAGE = "1-2 已完成整改{self_fixed}个"
H1_LEFT = 'left = ["self_fixed"]'
W6A = 'months = ["2023-08", "2023-12"]'
ERROR_CELL = 'case = "error_cell"'
W6A_PUBLIC = (
    'public = "{sector}领域抽查企业{checked_ent}家，发现问题{problems}家次'
    '（同一企业有几类问题的计几次），行政处罚0次"'
)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("H1.kind", 'kind = "not_above"', 'kind = "not_over"'),
        ("H6a.severity", 'case = "not_a_number"\nseverity = "error"', 'case = "not_a_number"\nseverity = "warning"'),
        ("H6h.severity", 'case = "not_whole"\nseverity = "error"', 'case = "not_whole"\nseverity = "notice"'),
        ("H6i.months", 'case = "too_large"\n', 'case = "too_large"\nexcept = ["fire"]\n'),
        ("B1.audience", 'audience = "通报"\nmeasure', "measure"),
        ("W-M2.typed", 'of = ["reward_wan"]', 'typed = "请核对"\nof = ["reward_wan"]'),
        ("H1.severity", 'severity = "error"', 'severity = "fatal"'),
        ("W6a.audience", 'audience = "通报"', 'audience = "公开"'),
        ("H1.left", H1_LEFT, 'left = ["self_fixd"]'),
        ("H1.left", H1_LEFT + "\n", ""),
        ("H4.left", "each = [", 'left = ["self_found"]\neach = ['),
        ("H1.right", 'right = ["self_found"]', "right = []"),
        ("H1.right", 'right = ["self_found"]', 'right = "self_found"'),
        ("H1.rigth", H1_LEFT, H1_LEFT + '\nrigth = ["self_found"]'),
        ("H1.message", H1_MESSAGE, "{self_fixd}"),
        ("H1.message", H1_MESSAGE, "{"),
        ("H1.message", H1_MESSAGE, "{self_fixed:d}"),
        ("H1.message", H1_MESSAGE, "{before}"),
        ("B2.public", "{sector}领域自{since}", "{rate}领域自{since}"),
        ("B1.public", "已整改{part}个", "已整改{self_found}个"),
        ("W6a.public", f"{W6A_PUBLIC}\n", ""),
        ("B1.message", 'measure = "fix_rate"', 'message = "整改率低"\nmeasure = "fix_rate"'),
        ("B3.of", 'of = ["未报送"]', 'of = ["没报"]'),
        ("B3.running", 'running = ["未报送", "退回未补正"]', "running = []"),
        ("B3.again", "，已连续{months}个月没有", "，已连续{late}个月没有"),
        ("B3.public", "{unit}未报送", "{unit}{valid}未报送"),
        ("B4.public", "{unit}{arrived}报送的", "{unit}{late}报送的"),
        ("B7.left", 'left = "open"', 'left = "fix_rate"'),
        ("W6a.public", "发现问题{problems}家次", "发现问题{problem}家次"),
        ("H1.reason", 'reason = "已整改是发现数的一部分（指标', 'reasons = "已整改是发现数的一部分（指标'),
        ("H1", 'code = "H2"', 'code = "H1"'),
        ("W4.except", 'except = ["explosives"', 'except = ["police2"'),
        ("W-A1.only", 'only = ["power"]', 'only = ["powder"]'),
        ("W6a.months", W6A, 'months = ["2023-08"]'),
        ("W6a.months", W6A, 'months = ["2023-08", "12月"]'),
        ("W6a.months", W6A, 'months = ["2023-12", "2023-08"]'),
        ("W8b.limit", "limit = 20", 'limit = "20"'),
        ("W8b.limit", "limit = 20", "limit = nan"),
        ("W-M1.part", 'part = "penalty_wan"', 'part = "found"'),
        ("B1.measure", 'measure = "fix_rate"', 'measure = "rate"'),
        ("B1.measure", 'measure = "fix_rate"', 'measure = "found"'),
        ("H10.except_indicators", 'except_indicators = ["media_column"', 'except_indicators = ["media"'),
        ("H6b.case", ERROR_CELL, 'case = "broken_cell"'),
        ("H6b.case", ERROR_CELL, 'case = "negative"'),
        ("case=error_cell", ERROR_CELL, 'case = "date_cell"'),
        ("case=negative", 'case = "negative"', 'case = "not_whole"'),
    ],
)  # fmt: skip
def test_a_rule_that_contradicts_the_form_is_refused_by_code_and_key(
    schemas: Path, key: str, old: str, new: str
) -> None:
    edit(schemas, "rules", old, new)
    assert refused(schemas) == ("rules", key)


W1A = 'severity = "warning"\nleft = ["listed_total"]'
W_C2 = 'kind = "several"\nseverity = "error"\nunless = ["H11f"]'


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("H9.unless", 'unless = ["H5b"]', 'unless = ["H5x"]'),
        ("H9.unless", 'unless = ["H5b"]', 'unless = ["H9"]'),
        ("H9.unless", 'unless = ["H5b"]', 'unless = ["W5a"]'),  # milder than it
        ("H9.unless", 'unless = ["H5b"]', 'unless = ["B1"]'),  # no finding of a sheet
        ("H6h.unless", 'unless = ["H6g", "H6i"]', 'unless = ["H10"]'),  # is itself judged by it
        ("W1a.unless", W1A, W1A.replace('"warning"', '"warning"\nunless = ["W1c"]')),  # a circle
        ("H4.together", "together = 3\neach", "together = 1\neach"),
        ("H4.together", "together = 3\neach", "each"),
        ("H4.together", 'together = 3\neach', 'together = "3"\neach'),
        ("H1.together", H1_LEFT, H1_LEFT + '\ntogether = 3\nmessage_many = "{items}"'),
        ("H12a.together", 'case = "blanks"', 'case = "blanks"\ntogether = 3\nmessage_many = "{items}"'),
        ("H4.message_many", 'message_many = "{items}', 'message_many = "{before}'),
        ("W-C2.of", 'of = ["H10"]', "of = []"),
        ("W-C2.of", 'of = ["H10"]', 'of = ["H1"]'),
        ("W-C2.of", 'of = ["H10"]', 'of = ["H99"]'),
        ("W-C2.severity", W_C2, W_C2.replace('"error"\nunless = ["H11f"]', '"warning"')),
        ("W-C2.least", 'of = ["H10"]\nleast = 3', 'of = ["H10"]\nleast = 1'),
        ("W-C2.message", 'message = "疑似把当{kind}数', 'message = "{before}疑似把当{kind}数'),
        ("W-C4.of", 'of = ["media_column"]', 'of = ["media_column"]\nexcept_indicators = ["inspectors"]'),
        ("W-C1.after", "after = 2", 'after = "2"'),
        ("W7c.to", 'to = "checked_ent"', 'to = "checked"'),
        ("explanations.whole_sheet", 'whole_sheet = ["全表", "整表", "本表"]', "whole_sheet = []"),
        ("explanations.prompt", "prompt =", "prompts ="),
        ("explanations.nothing", "nothing = [  ", "nothing = [1, "),
        ("explanations.more", "prompt =", 'more = ""\nprompt ='),
        ("explanations", "[explanations]", "[explanation]"),
    ],
)  # fmt: skip
def test_what_rules_say_of_each_other_is_refused_where_it_cannot_work(
    schemas: Path, key: str, old: str, new: str
) -> None:
    edit(schemas, "rules", old, new)
    assert refused(schemas) == ("rules", key)


def test_rules_that_are_no_tables_are_refused(schemas: Path) -> None:
    (schemas / "schemas" / "rules.toml").write_text("rule = [1, 2]", "utf-8")
    assert refused(schemas) == ("rules", "rule")


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("sector_table.columns[1].value", 'value = "found"', 'value = "lost"'),
        ("sector_table.columns[1].value", 'value = "found"', 'value = "study_sessions"'),
        ("sector_table.columns[1].heads", "{ head = ", '{ heads = "", head = '),
        ("sector_table.caption", 'caption = "分行业领域', 'captions = "分行业领域'),
        ("chart.bars", 'bars = ["found"', 'bars = ["lost"'),
        ("chart.bars", 'bars = ["found"', 'bars = ["inspectors"'),
        ("chart.bars", 'bars = ["found"', 'bars = ["fix_rate"'),
        ("chart.bars", 'bars = ["found"', 'bars = ["media_column"'),
        ("chart.colour", "[chart]", '[chart]\ncolour = "red"'),
        ("status_table", "[status_table]", "[state_table]"),
        ("map", "[chart]", "[map]\n[chart]"),
        ("weakest.measure", 'measure = "fix_rate"', 'measure = "open"'),
        ("weakest.least", "least = 3", 'least = "3"'),
        ("weakest.most", "least = 3", "least = 3\nmost = 5"),
        ("series_table.columns[5].value", 'value = "listed_open"', 'value = "lost"'),
        ("series_chart.bars", 'bars = ["found", "fixed"]\n\n# Part', 'bars = ["lost"]\n\n# Part'),
        ("problem", 'heading = "报送不完整"', 'heading = "报送不齐"'),
        ("problem[2].heading", 'heading = "报送不及时"', 'heading = "报送不完整"'),
        ("problem[1].demand", "{units}要于{resubmit_by}前补报", "{unit}要于{resubmit_by}前补报"),
        ("problem[1].closings", "closing = ", "closings = "),
        ("own[1].at", 'at = "overall"', 'at = "everywhere"'),
        ("own[2].name", 'name = "经验做法"', 'name = "事 故"'),
        ("own[1].name", 'name = "事故情况"', 'name = "—"'),
        ("own[1].place", 'at = "overall"', 'at = "overall"\nplace = "1"'),
    ],
)
def test_a_bulletin_plan_that_shows_the_unknown_is_refused_at_its_key(
    schemas: Path, key: str, old: str, new: str
) -> None:
    edit(schemas, "bulletin", old, new)
    assert refused(schemas) == ("bulletin", key)


def test_a_limit_beyond_all_numbers_is_refused_at_its_rule(schemas: Path) -> None:
    path = schemas / "schemas" / "rules.toml"
    text = path.read_text("utf-8")
    at = re.search(r"^least = (?=[0-9])", text, re.MULTILINE)
    assert at
    code = re.findall(r'^code = "(\w+)"', text[: at.end()], re.MULTILINE)[-1]
    path.write_text(f"{text[: at.end()]}1{'0' * 400} # {text[at.end() :]}", "utf-8")
    assert refused(schemas) == ("rules", f"{code}.least")


def test_the_first_of_several_faults_is_named_whatever_the_hash_seed(schemas: Path) -> None:
    letters = "zyxwvutsrqponmlkjihgfedcba"
    shared = '[[shared_item]]\nitem = "9-{}"\nlabel = ""\nformat = ""\n'
    items = "".join(shared.format(n) for n in range(99, 50, -1))
    edit(schemas, "form", "[[shared_item]]", items + "[[shared_item]]")
    with pytest.raises(DeclarationError, match="没有第9-99项"):
        load_declarations(schemas)
    edit(
        schemas,
        "roster",
        "[sectors]\n",
        "[sectors]\n" + "".join(f'{x} = {{ name = "{x}" }}\n' for x in letters),
    )
    with pytest.raises(DeclarationError, match=r"：sectors\.z："):
        load_declarations(schemas)


FILES = ("form", "roster", "campaign", "rules", "bulletin")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text(path.read_text("utf-8") + "\n= 1", "utf-8"),
        lambda path: path.write_bytes("说明 = 1".encode("gb18030")),
        lambda path: path.write_text(path.read_text("utf-8") + "\n\x00", "utf-8"),
        lambda path: path.write_text(f"n = {'9' * 5000}", "utf-8"),
        lambda path: path.write_text("n = " + "[" * 20_000, "utf-8"),
        Path.unlink,
    ],
    ids=["syntax", "encoding", "control character", "long number", "deep", "missing"],
)
def test_a_file_that_is_no_toml_is_named(
    schemas: Path, file: str, spoil: Callable[[Path], None]
) -> None:
    spoil(schemas / "schemas" / f"{file}.toml")
    assert refused(schemas) == (file, "")


def test_an_id_declared_twice_is_no_toml(schemas: Path) -> None:
    edit(schemas, "form", "self_fixed = {", "self_found = {")
    assert refused(schemas) == ("form", "")


def test_a_byte_order_mark_as_windows_notepad_writes_it_is_no_fault(
    schemas: Path, declared: Declarations
) -> None:
    path = schemas / "schemas" / "campaign.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_declarations(schemas).campaign == declared.campaign


# --- Another form, another roster: no change in Python ------------------------------------------------------------

NEW = (
    'special_checks = { item = "3-10", name = "专项检查", label = "开展专项检查 (次)", kind = "events", unit = "次", '
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
    page, ref = next(iter(annex.defined_names["total_special_checks"].destinations))
    assert annex[page][ref].value == int(totals["special_checks"]["value"])
    assert "文化旅游" in (root / "outbox/2023-06/月通报.md").read_text("utf-8")


def test_a_new_rule_between_new_indicators_is_held_against_the_cells(root: Path) -> None:
    declared = other_form(root)
    assert command(root, "templates") == 0
    book = load_workbook(io.BytesIO(filled_forms(root, declared)["culture"]))
    page, ref = next(iter(book.defined_names["tourism_exposed"].destinations))
    book[page][ref].value = 10**4
    book.save(root / "inbox" / "文旅.xlsx")
    assert command(root, "monthly") == 0
    (entry,) = [f for f in manifest(root, "2023-06")["files"] if f["unit"] == "culture"]
    assert [(f["rule"], f["cell"]) for f in entry["findings"] if f["severity"] == "error"] == [
        ("X1", ref.replace("$", ""))
    ]
    with (root / "outbox/2023-06/totals.csv").open(encoding="utf-8-sig") as file:
        assert {r["coverage"] for r in csv.DictReader(file)} == {"0/13", "0/11", "0/1"}
