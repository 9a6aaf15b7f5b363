"""What contradicts itself in schemas/ is refused, with file and key."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.declarations import load_declarations
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from tests.support.edited_schemas import edit
from tests.support.workspaces import declarations


def refused(root: Path) -> tuple[str, str]:
    """The file and the key that loading names."""
    with pytest.raises(DeclarationError) as caught:
        load_declarations(root)
    message = re.fullmatch(r"schemas/(\w+)\.toml：(?:([^：]+)：)?.+", str(caught.value))
    assert message
    return message[1], message[2] or ""


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
        ("form.bases", '"累计", "当月"]', f'"累计", "{"长" * 260}"]'),
        ("form.bases", '"累计", "当月"]', '"累计", "累,计"]'),
        ("form.bases", '"累计", "当月"]', "\"累计\", '累\"计']"),
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
        ("sectors.fire", 'name = "消防"', 'name = "消\\n防"'),
        ("sectors.fire", 'spellings = ["消防领域"]', 'spellings = ["　"]'),
        ("sectors.fire.name", 'name = "消防"', 'name = "=消防"'),
        ("sectors.fire.spellings", 'spellings = ["消防领域"]', 'spellings = ["消防\\u0007"]'),
        ("units.grid", 'name = "临港供电中心"', 'name = " "'),
        ("office.sheet", 'sheet = "综合"', 'sheet = "=综合"'),
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
        ("document.title", 'title = ["{issuer}', 'title = ["{issuer'),
        ("document.title", 'title = ["{issuer}', 'title = []\ntitles = ["{issuer}'),
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
        ("rule[1].code", 'code = "H1"', 'code = ""'),
        ("rule[1].code", 'code = "H1"', 'code = "H1:1-1"'),
        ("H1.short", 'short = "企业自查：', 'short = "=企业自查：'),
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
        ("problem[1].demand", "{units}要于{resubmit_by}前", "{unit}要于{resubmit_by}前"),
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
