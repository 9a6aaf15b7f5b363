"""`pipeline new` and `pipeline lint`: what a workspace starts with, and what is told of one before it is run."""

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli import cli
from pipeline.declarations import load_declarations
from pipeline.model.liaison import is_odd_phone
from pipeline.starting import new
from pipeline.starting.lint import look_through
from pipeline.starting.new import shipped, start_workspace
from pipeline.starting.template_faults import quoted_names
from tests.support.published import command, snapshot
from tests.support.second import JUNE, fill, second_workspace, values
from tests.support.tell_tales import shown, tell_tales
from tests.support.workspaces import ROOT, blanks_of, declarations, put

PARTS = {"schemas", "templates", "inbox", "outbox", "说明.txt", ".gitignore"}


@pytest.fixture(scope="module")
def minimal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "小表"
    start_workspace(folder, minimal=True)
    return folder


@pytest.fixture
def small(minimal: Path, tmp_path: Path) -> Path:
    """A copy of the small workspace, to be spoilt."""
    return Path(shutil.copytree(minimal, tmp_path / "w"))


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
    assert old in text, (name, old)
    path.write_text(text.replace(old, new, 1), "utf-8")


# --- new --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--minimal",)], ids=["shipped", "minimal"])
def test_a_new_workspace_passes_lint_makes_forms_and_waits_for_the_first(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path, "new", "防汛 2024", *options) == 0
    root = tmp_path / "防汛 2024"
    assert {p.name for p in root.iterdir()} == PARTS
    assert not [*(root / "inbox").iterdir()]
    assert "pipeline lint" in capsys.readouterr().out
    assert command(root, "lint") == 0
    assert "没有错误" in capsys.readouterr().out
    declared = load_declarations(root)
    month = str(declared.campaign.first_month)
    assert command(root, "forms", "--month", month) == 0
    assert len([*(root / "outbox" / month / "forms").iterdir()]) == len(declared.roster.units)
    before = snapshot(root)
    assert command(root, "monthly") == 2
    assert "没有可以发布的月报表" in capsys.readouterr().err
    assert snapshot(root) == before


def test_the_small_form_says_nothing_of_the_shipped_campaign(minimal: Path) -> None:
    words = tell_tales(declarations())
    for path in [*(minimal / "schemas").iterdir(), *(minimal / "templates").glob("*.txt.j2")]:
        known = {"领域", "牵头", "累计"}  # how other campaigns may be told from it
        assert {*shown(path.read_text("utf-8"), words)} <= known, path.name


def test_a_folder_with_anything_in_it_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "有").mkdir()
    put(tmp_path, "报表.xlsx", b"x")
    before = snapshot(tmp_path)
    for name in (".", "inbox", "inbox/报表.xlsx"):
        assert command(tmp_path, "new", name) == 2
        assert "没有改动" in capsys.readouterr().err
    assert snapshot(tmp_path) == before
    assert command(tmp_path, "new", "有") == 0


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "文件").write_bytes(b"")
    assert command(tmp_path, "new", "文件/新") == 4
    assert "写不了" in capsys.readouterr().err


def test_real_submissions_of_a_new_workspace_stay_out_of_git(minimal: Path) -> None:
    lines = (minimal / ".gitignore").read_text("utf-8").splitlines()
    assert {"/inbox/*", "/outbox/*"} <= {*lines}


def test_an_installed_program_brings_its_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shipped() == ROOT
    packed = tmp_path / "pipeline" / "_workspace"
    packed.mkdir(parents=True)
    monkeypatch.setattr(new, "_PACKAGE", tmp_path / "pipeline")
    assert shipped() == packed


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.text("甲乙丙丁街镇东西", min_size=2, max_size=9), min_size=1, max_size=6, unique=True
    ),
    st.integers(1, 20),
    st.sampled_from(["当月", "累计", "本期数"]),
)
def test_any_roster_and_due_day_gives_a_workspace_that_works(
    names: list[str], day: int, basis: str
) -> None:
    """Units, the due day and the basis may be any: lint, forms and monthly say the same."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "w"
        start_workspace(root, minimal=True)
        units = "".join(f'u{n} = {{ name = "{name}" }}\n' for n, name in enumerate(names))
        (root / "schemas/roster.toml").write_text(f"[units]\n{units}", "utf-8")
        edit(root, "schemas/campaign.toml", "due_next_month = 5", f"due_next_month = {day}")
        edit(root, "schemas/form.toml", 'basis = "当月"', f'basis = "{basis}"')
        edit(root, "schemas/form.toml", '["当月", "累计"]', f'["{basis}"]')
        assert look_through(root).faults == ()
        assert command(root, "forms", "--month", "2025-03") == 0
        assert command(root, "monthly") == 2


# --- lint: faults -----------------------------------------------------------------------------------------------

SPOILT = [
    ("schemas/campaign.toml", "resubmit_days = 3", "resubmit_days = 99", "campaign.resubmit_days"),
    ("schemas/campaign.toml", "to = 2025-12-31", "to = 2024-12-31", "campaign.toml：stage"),
    ("schemas/campaign.toml", "due_next_month = 5", "due_day = 28\ndue_next_month = 5", "due_day"),
    ("schemas/campaign.toml", 'annex = "汇总表"', 'annex = "报送情况"', "document.annex"),
    ("schemas/campaign.toml", 'annex = "汇总表"', 'annex = "全县各单位汇总表"', "document.annex"),
    ("schemas/roster.toml", '"丙镇"', '"丙/镇"', "units.three"),
    ("schemas/roster.toml", "[units]", '[office]\nid = "one"\n[units]', "office.id"),
    ("schemas/roster.toml", "[units]", '[terms]\nsector = "领域"\n[units]', "terms.sector"),
    (
        "schemas/roster.toml",
        'spellings = ["甲街道',
        'sectors = ["a"], spellings = ["甲街道',
        "units.one.sectors",
    ),
    ("schemas/roster.toml", "丙镇人民政府", "甲街道", "units.three"),
    ("schemas/form.toml", 'kind = "stock"', 'kind = "stocks"', "indicators.staff.kind"),
    ("schemas/form.toml", 'over = ["problems"]', 'over = ["problem"]', "measures.solve_rate.over"),
    ("schemas/rules.toml", 'left = ["solved"]', 'left = ["solvd"]', "H1.left"),
    ("schemas/intake.toml", 'severity = "error"', 'severity = "eror"', "intake.toml：H6a.severity"),
    (
        "schemas/intake.toml",
        'case = "blanks"',
        'case = "read_as"',
        "schemas/intake.toml：case=read_as",
    ),
    ("schemas/intake.toml", 'code = "H6a"', 'code = "H1"', "intake.toml：H1：编号重复"),
    ("schemas/bulletin.toml", 'value = "fund"', 'value = "funds"', "sector_table.columns"),
    ("schemas/bulletin.toml", 'heading = "数据更正"', 'heading = "更正"', "数据更正"),
    ("templates/bulletin.txt.j2", "[[own_demands]]", "", "own_demands"),
    ("templates/bulletin.txt.j2", "[[chart]]", "[[charts]]", "[[charts]]"),
    ("templates/bulletin.txt.j2", "## 二", '{{ r.total("chekcs") }}\n## 二', "chekcs"),
    ("templates/weekly.txt.j2", "{% endfor -%}", "", "weekly.txt.j2：第"),
    ("templates/mail.html.j2", "{%- endmacro -%}", "", "mail.html.j2：第"),
    ("templates/chase.txt.j2", "{% endfor %}", "", "chase.txt.j2：第"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), SPOILT, ids=str)
def test_a_fault_is_told_with_its_file_and_key(
    name: str, old: str, new: str, told: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(small, name, old, new)
    assert command(small, "lint") == 1
    said = capsys.readouterr().out
    assert name.rpartition("/")[2] in said or told.startswith("schemas/")  # told of another file
    assert told in said
    assert "再运行 pipeline lint" in said


def test_one_fault_a_file_and_several_in_one(small: Path) -> None:
    edit(small, "schemas/campaign.toml", "resubmit_days = 3", "resubmit_days = 99")
    edit(small, "schemas/rules.toml", 'left = ["solved"]', 'left = ["solvd"]')
    edit(small, "schemas/rules.toml", 'of = ["staff"]', 'of = ["stuff"]')
    edit(small, "schemas/intake.toml", 'severity = "error"', 'severity = "eror"')
    edit(small, "schemas/bulletin.toml", 'value = "fund"', 'value = "funds"')
    found = " ".join(look_through(small).faults)
    for told in ("campaign.resubmit_days", "H1.left", "W3.of", "H6a.severity", "bulletin.toml"):
        assert told in found
    edit(small, "schemas/form.toml", 'kind = "stock"', 'kind = "stocks"')
    edit(small, "schemas/form.toml", 'kind = "money"', 'kind = "moneys"')
    looked = look_through(small)
    assert [f for f in looked.faults if "form.toml" in f] == [
        f
        for key in ("fund", "staff")
        for f in looked.faults
        if f.startswith(f"schemas/form.toml：indicators.{key}.kind")
    ]
    assert {"rules.toml", "bulletin.toml", "templates", "inbox"} <= {*looked.waiting}


@pytest.mark.parametrize("name", ["roster", "form", "rules", "intake", "campaign", "bulletin"])
def test_each_file_that_is_no_toml_is_told(name: str, small: Path) -> None:
    for other in ("roster", "form", "rules", "intake", "campaign", "bulletin"):
        (small / f"schemas/{other}.toml").write_text("a = [", "utf-8")
    assert any(f"schemas/{name}.toml" in f for f in look_through(small).faults)


@pytest.mark.parametrize(
    "name", [*(f"templates/{n.name}" for n in (ROOT / "templates").iterdir()), "schemas/form.toml"]
)
def test_a_missing_file_is_told(name: str, small: Path, tmp_path: Path) -> None:
    if not (small / name).exists() and name != "templates/final.txt.j2":  # asked for with a ledger
        small = tmp_path / "shipped"
        start_workspace(small, minimal=False)
    if name == "templates/final.txt.j2":  # not asked for without a closing plan
        shutil.copy(ROOT / "schemas/closing.toml", small / "schemas")
        text = (small / "schemas/closing.toml").read_text("utf-8")
        text = re.sub(r'"(found|open|listed_open|checked_ent|penalty_count)"', '"problems"', text)
        text = text.replace('"fixed"', '"solved"').replace('"fix_rate"', '"solve_rate"')
        (small / "schemas/closing.toml").write_text(text, "utf-8")
    else:
        (small / name).unlink()
    told = [f for f in look_through(small).faults if name in f]
    assert len(told) == 1
    assert "not found" not in told[0]


def test_forms_drawn_for_other_indicators_are_told(small: Path) -> None:
    edit(small, "schemas/form.toml", 'label = "开展检查 (次)"', 'label = "检查次数 (次)"')
    found = look_through(small).faults
    assert [f.partition("：")[0] for f in found] == [
        f"templates/{n}.xlsx" for n in ("annex2", "form")
    ]
    assert command(small, "templates") == 0
    assert look_through(small).faults == ()


DECISIONS = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
OFFICE = [
    ("decisions.csv", DECISIONS + "2025-01,丁镇,,豁免,H1,理由,主任,\n"),
    ("receipts.csv", "sha256,file,received_at,note\nabc,x,2025-01-02,\n"),
    ("联络员.csv", "单位,职务,电话\n丁镇,联络员,0539-0000000\n"),
    ("补充_别的.txt", "一段话"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), OFFICE, ids=[name for name, _ in OFFICE])
def test_what_the_office_keeps_by_hand_is_looked_at(name: str, text: str, small: Path) -> None:
    (small / "inbox" / name).write_text(text, "utf-8")
    before = snapshot(small)
    (fault,) = look_through(small).faults
    assert fault.startswith(f"inbox/{name}")
    assert snapshot(small) == before  # nothing is written, no receipt either


# --- lint: hints ------------------------------------------------------------------------------------------------

FALLING = """
[[rule]]
code = "H9"
kind = "not_falling"
severity = "error"
message = "{item}{name}"
reason = "错用"

[[rule]]
"""
IDLE = '[measures]\nidle = { name = "闲项", unit = "个", sum = ["checks"] }\n'
HINTED = [
    ("schemas/form.toml", "[measures]\n", IDLE, "闲项没有用到"),
    ("schemas/rules.toml", 'of = ["staff"]', 'of = ["staff", "checks", "trained"]', "W3逐格核对，没有写message_many"),
    ("schemas/rules.toml", "[[rule]]\n", FALLING, "H9是核对累计数的（not_falling），1-1 检查等5项"),
    ("schemas/bulletin.toml", "[[own]]", '[[problem]]\nheading = "别的"\ndemand = "改。"\n\n[[own]]', "“别的”没有规则"),
    ("schemas/campaign.toml", "\nfrom = 2025-01-01", "\nfrom = 2025-03-01", "不在任何阶段内"),
    ("schemas/campaign.toml", "due_next_month = 5", "due_next_month = 1", "6月1日（星期日）、11月1日（星期六）逢周末"),
    ("templates/bulletin.txt.j2", "r.sections()", "[]", "2-2 专职人员、2-3 已制定计划只在汇总表里"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), HINTED, ids=[h[3] for h in HINTED])
def test_a_hint_stops_nothing(
    name: str, old: str, new: str, told: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told not in " ".join(look_through(small).hints)
    edit(small, name, old, new)
    assert command(small, "lint") == 0
    assert told in capsys.readouterr().out


def test_a_rule_that_another_tells_as_one_is_no_hint(tmp_path: Path) -> None:
    """H10 finds cell after cell, W-C2 tells three of them as one."""
    command(tmp_path, "new", str(tmp_path / "whole"))
    assert not any("逐格核对" in hint for hint in look_through(tmp_path / "whole").hints)


def test_what_is_still_to_be_filled_in_is_hinted_at(small: Path) -> None:
    assert any("××" in hint for hint in look_through(small).hints)
    for path in (small / "schemas").glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace("××", "某某"), "utf-8")
    assert not any("××" in hint for hint in look_through(small).hints)


PLACES = {"hazard_sectors": "ledger", "milestones": "milestones", "reports": "work_reports"}


@pytest.mark.parametrize("mark", PLACES)
def test_what_the_bulletin_has_no_place_for_is_hinted_at(mark: str, tmp_path: Path) -> None:
    root = tmp_path / "w"
    start_workspace(root, minimal=False)
    told = f"没有[[{mark}]]，schemas/{PLACES[mark]}.toml的内容不进通报"
    assert told not in " ".join(look_through(root).hints)
    edit(root, "templates/bulletin.txt.j2", f"[[{mark}]]\n", "")
    assert told in " ".join(look_through(root).hints)


def test_the_small_bulletin_has_a_place_for_what_an_office_may_add(small: Path) -> None:
    text = (small / "templates/bulletin.txt.j2").read_text("utf-8")
    assert all(f"[[{mark}]]" in text for mark in PLACES)


def issued_workspace(root: Path) -> Path:
    """The second campaign's, with a June that was issued."""
    second_workspace(root)
    blank = blanks_of(root, JUNE)["donghe"]
    data = fill(blank, load_declarations(root), "donghe", values("donghe", JUNE))
    put(root, "东河.xlsx", data, "2024-07-03T09:00:00+08:00")
    assert command(root, "issue", "--month", "2024-06") == 0
    return root


def test_a_form_changed_after_an_issue_under_the_same_version_is_hinted_at(tmp_path: Path) -> None:
    root = issued_workspace(tmp_path / "w")
    assert not any("version" in hint for hint in look_through(root).hints)
    edit(root, "schemas/form.toml", '"本月发现险点 (处)"', '"新发现险点 (处)"')
    assert command(root, "templates") == 0
    assert any("2-3 发现险点，version还是3" in hint for hint in look_through(root).hints)
    edit(root, "schemas/form.toml", "version = 3", "version = 4")
    assert not any("version" in hint for hint in look_through(root).hints)


def test_due_days_changed_after_an_issue_are_hinted_at(tmp_path: Path) -> None:
    root = issued_workspace(tmp_path / "w")
    assert not any("截止日（" in hint for hint in look_through(root).hints)
    edit(root, "schemas/campaign.toml", "due_next_month = 5", "due_next_month = 3")
    (hint,) = [h for h in look_through(root).hints if "截止日（" in h]
    assert "2024年6月印发以后改过报送截止日（6月现为2024年7月3日）" in hint


PHONES = {
    "13800000000": True,
    "138 0000 0000": True,
    "+86 138-0000-0000": True,
    "0539-0000000": True,
    "（0539）8123456转801": True,
    "0539-8123456-801": True,
    "8123456": True,
    "8123456、13900000000": True,
    "400-8123-456": True,
    "661234": True,
    "": True,
    "1380000000": False,
    "138000000000": False,
    "12800000000": False,
    "5398123456": False,  # the 0 of 0539 is gone, as Excel does it
    "0539-81234": False,
    "8123456、1390000000": False,
}


@pytest.mark.parametrize(("phone", "is_right"), PHONES.items(), ids=str)
def test_a_number_that_is_no_phone_is_hinted_at_and_told_by_who_chases(
    phone: str, is_right: bool, small: Path
) -> None:
    assert is_odd_phone(phone) is not is_right
    (small / "inbox/联络员.csv").write_text(f"单位,职务,电话\n甲街道,联络员,{phone}\n", "utf-8")
    found = look_through(small)
    assert found.faults == ()
    told = [h for h in found.hints if h.startswith("inbox/联络员.csv：甲街道") and phone in h]
    assert bool(told) is not is_right


def test_a_withdrawal_of_a_file_that_is_not_there_is_hinted_at(small: Path) -> None:
    targets = ("inbox/报/有.xlsx", "inbox/没有.xlsx", "有.xlsx", "a" * 64, "b" * 64)
    rows = "".join(f"2025-01,one,,撤回,{t},误发,主任,2025-02-03\n" for t in targets)
    (small / "inbox/decisions.csv").write_text(DECISIONS + rows, "utf-8")
    receipt = f"sha256,file,received_at,note\n{'a' * 64},x,2025-01-02T10:00:00+08:00,\n"
    (small / "inbox/receipts.csv").write_text(receipt, "utf-8")
    put(small, "报/有.xlsx", b"x")
    found = look_through(small)
    assert found.faults == ()
    told = " ".join(h for h in found.hints if h.startswith("inbox/decisions.csv"))
    named = [t for t in targets if f"甲街道要撤回的“{t}”不在" in told]
    assert named == ["inbox/没有.xlsx", "有.xlsx", "b" * 64]


@pytest.mark.parametrize("name", sorted({*cli.commands} - {"new"}))
def test_a_folder_that_is_no_workspace_is_told_what_to_do(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path, name) == 2
    assert f"“{tmp_path}”里没有schemas，不是工作文件夹" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]
    assert command(tmp_path, name, "--help") == 0


def test_the_shipped_workspace_has_no_fault() -> None:
    looked = look_through(ROOT)
    assert looked.faults == ()
    assert looked.waiting == ()


def test_names_are_quoted_in_calls_alone() -> None:
    text = '{{ r.total("a") }}{{ r.listed(["b", "c"]) }}{{ r.names("按时") }}{% if r.has("d") %}{% endif %}'
    assert [*quoted_names(text)] == ["a", "b", "c", "d"]
