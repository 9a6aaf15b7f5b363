import hashlib
import re
from pathlib import Path

import pytest

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.status import status_table
from pipeline.inbox.decisions import ASKED, read_decisions
from pipeline.inbox.waivers import ready_row
from pipeline.model.declared import Declarations
from pipeline.model.errors import OfficeFileError
from pipeline.model.received import Finding
from pipeline.model.released import Release
from pipeline.model.states import FileState
from tests.support.annex2_books import STATUS, TEMPLATES, load
from tests.support.published import command, files
from tests.support.workspaces import JULY, JUNE, check, form, put

HEAD = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
CHINESE = "报告期,单位,行业领域,决定,对象,理由,决定人,决定日期\n"
WAIVE = "2023-06,rescue,fire,waive,H1,已到现场核对,王主任,2023-06-29\n"
TOO_MANY_FIXED = {"fire_self_found": 10, "fire_self_fixed": 11}


def decide(root: Path, text: str, encoding: str = "utf-8") -> None:
    (root / "inbox/decisions.csv").write_bytes(text.encode(encoding))


def the_file(release: Release, unit: str = "rescue") -> FileState:
    (state,) = [f for f in release.files if f.unit == unit]
    return state


def found(release: Release, rule: str, unit: str = "rescue") -> list[Finding]:
    return [f for f in the_file(release, unit).findings if f.rule == rule]


@pytest.mark.parametrize(
    ("first", "valid", "until", "word", "remark"),
    [
        ("2023-06-30", "2023-06-30", "2023-07-01", "按时", "经同意延期至7月1日"),
        ("2023-06-30", "2023-07-03", "2023-07-01", "退回后补正", "经同意延期至7月1日"),
        ("2023-06-26", "2023-06-26", "2023-07-01", "按时", ""),
        ("2023-06-26", "2023-07-03", "2023-07-01", "退回后补正", ""),
        ("2023-07-03", "2023-07-03", "2023-07-01", "迟报", ""),
    ],
)
def test_papers_say_that_time_was_given_where_a_sheet_is_in_time_by_that_alone(
    root: Path, first: str, valid: str, until: str, word: str, remark: str
) -> None:
    if first != valid:
        put(root, "a.xlsx", form("rescue", JUNE, TOO_MANY_FIXED), f"{first}T10:00:00+08:00")
    put(root, "b.xlsx", form("rescue", JUNE), f"{valid}T10:00:00+08:00")
    decide(root, CHINESE + f"2023-06,消防大队,,延期,{until},停电,王主任,2023-06-28\n")
    note_the_times(root)
    release = check(root, JUNE)
    (row,) = [r.cells for r in status_table(release).rows if r.cells[0] == "消防"]
    assert (row[2], row[-1]) == (word, remark)
    book = load(fill_annex2(release, TEMPLATES))
    (line,) = [r for r in book[STATUS].iter_rows(values_only=True) if r[0] == "消防"]
    assert (line[2], line[6] or "") == (word, remark)


def note_the_times(root: Path) -> None:
    """As a clerk vouches for times near a due day."""
    check(root, JUNE)
    path = root / "inbox/receipts.csv"
    path.write_text(re.sub(r",(?=\r?$)", ",核实", path.read_text("utf-8-sig"), flags=re.M), "utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEAD + WAIVE, "utf-8"),
        (CHINESE + WAIVE.replace("waive", "豁免"), "utf-8-sig"),
        (CHINESE + "2023年6月,区消防救援大队,消防,豁免,H1,现场核对,王主任,2023/6/29,,\n", "gb18030"),
        (CHINESE + "2023/6/1,消防大队,,豁免,H1：1-2,现场核对,王主任,2023/6/29\r\n", "gb18030"),
        (HEAD + WAIVE.replace("2023-06,", "Jun-23,", 1), "utf-8"),
    ],
)  # fmt: skip
def test_a_waiver_in_any_of_the_offices_ways_turns_the_error_into_a_warning(
    root: Path, text: str, encoding: str
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE, TOO_MANY_FIXED))
    assert the_file(check(root, None)).status == "returned"
    decide(root, text, encoding)
    if "H1：1-2" in text:  # points at the cell of the finding
        assert found(check(root, None), "H1")[0].indicator == "self_fixed"
    release = check(root, None)
    assert the_file(release).status == "accepted"
    (finding,) = found(release, "H1")
    assert finding.severity == "warning"
    assert "核对" in finding.waived
    assert f"（已豁免，王主任同意：{finding.waived}）" in finding.message


@pytest.mark.parametrize(
    "target",
    ["H10:self_found", "H10:1-1", "H10:企业自查发现", "H10：企业自查发现的重大事故隐患（个）"],
)
def test_a_waiver_for_one_indicator_by_any_of_its_names_leaves_the_others(
    root: Path, target: str
) -> None:
    put(root, "6月.xlsx", form("rescue", JUNE), "2023-06-26T10:00:00+08:00")
    fallen = {"fire_self_found": 70, "fire_self_fixed": 30, "fire_dept_found": 68}
    put(root, "7月.xlsx", form("rescue", JULY, fallen), "2023-07-26T10:00:00+08:00")
    decide(root, HEAD + f"2023-07,rescue,,waive,{target},上期多报,王主任,2023-07-29\n")
    july = next(f for f in check(root, JULY).files if f.path == "inbox/7月.xlsx")
    severities = {f.indicator: f.severity for f in july.findings if f.rule == "H10"}
    assert severities["self_found"] == "warning"
    assert severities["self_fixed"] == "error"
    assert july.status == "returned"


def test_a_waiver_holds_for_its_month_unit_and_sector_alone(root: Path) -> None:
    both = {"construction_self_found": 1, "construction_self_fixed": 2}
    both |= {"gas_self_found": 1, "gas_self_fixed": 2}
    put(root, "规划.xlsx", form("planning", JUNE, both))
    put(root, "消防.xlsx", form("rescue", JUNE, TOO_MANY_FIXED))
    decide(root, HEAD + WAIVE.replace("rescue,fire", "planning,gas"))
    release = check(root, None)
    assert {f.sector: f.severity for f in found(release, "H1", "planning")} == {
        "construction": "error",
        "gas": "warning",
    }
    assert the_file(release, "planning").status == "returned"
    assert the_file(release).status == "returned"
    decide(root, HEAD + WAIVE.replace("rescue,fire", "planning,"))
    assert the_file(check(root, None), "planning").status == "accepted"
    decide(root, HEAD + WAIVE.replace("rescue,fire", "planning,").replace("2023-06", "2023-07", 1))
    assert the_file(check(root, None), "planning").status == "returned"


@pytest.mark.parametrize("by", ["path", "sha256", "SHA256", "windows path"])
def test_a_withdrawn_file_counts_no_more_and_the_version_before_it_does(
    root: Path, by: str
) -> None:
    old = form("rescue", JUNE, {"fire_self_found": 100})
    new = form("rescue", JUNE, {"fire_self_found": 200})
    put(root, "报/旧.xlsx", old, "2023-06-25T10:00:00+08:00")
    put(root, "报/新.xlsx", new, "2023-06-26T10:00:00+08:00")
    target = {
        "path": "inbox/报/新.xlsx",
        "windows path": "inbox\\报\\新.xlsx",
        "sha256": hashlib.sha256(new).hexdigest(),
        "SHA256": hashlib.sha256(new).hexdigest().upper(),
    }[by]
    decide(root, HEAD + f"2023-06,rescue,,withdraw,{target},单位要求撤回,王主任,2023-06-29\n")
    assert command(root, "monthly") == 0
    status = {p: f["status"] for p, f in files(root, "2023-06").items() if p.endswith(".xlsx")}
    assert status == {"inbox/报/旧.xlsx": "accepted", "inbox/报/新.xlsx": "withdrawn"}
    assert check(root, None).totals["self_found"].value == 100


def test_where_all_that_came_is_withdrawn_the_run_says_so_of_each_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "旧.xlsx", form("rescue", JUNE, TOO_MANY_FIXED))
    decide(root, HEAD + "2023-06,rescue,,withdraw,inbox/旧.xlsx,单位要求撤回,王主任,2023-06-29\n")
    assert command(root, "check") == 2
    told = capsys.readouterr().err
    assert "没有可以发布的月报表" in told
    assert "inbox/旧.xlsx：已按决定撤回，不再计入（王主任：单位要求撤回）。" in told


@pytest.mark.parametrize("row", ["2023-07,rescue,", "2023-06,traffic,"])
def test_a_withdrawal_of_another_unit_or_month_withdraws_nothing_and_is_told(
    root: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    decide(root, HEAD + f"{row},withdraw,inbox/消防.xlsx,单位要求撤回,王主任,2023-06-29\n")
    assert command(root, "monthly") == 0
    assert files(root, "2023-06")["inbox/消防.xlsx"]["status"] == "accepted"
    assert "没有撤回" in capsys.readouterr().out


def test_one_sheet_of_a_workbook_is_not_withdrawn_alone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    put(root, "规划.xlsx", form("planning", JUNE))
    line = "2023-06,planning,{},withdraw,inbox/规划.xlsx,单位要求撤回,王主任,2023-06-29\n"
    decide(root, HEAD + line.format("gas"))
    assert the_file(check(root, None), "planning").status == "accepted"
    assert command(root, "monthly") == 0
    assert "没有撤回，请核对（整本撤回" in capsys.readouterr().out
    decide(root, HEAD + line.format(""))
    assert the_file(check(root, JUNE), "planning").status == "withdrawn"


def test_an_extension_moves_the_deadline_of_its_sectors(root: Path) -> None:
    put(root, "规划.xlsx", form("planning", JUNE), "2023-06-30T09:00:00+08:00")
    decide(root, CHINESE + "2023-06,规划建设局,燃气,延期,2023/6/30,系统故障,王主任,2023/6/28\n")
    words = {s: check(root, None).state.sheets[s].word for s in ("construction", "gas")}
    assert words == {"construction": "迟报", "gas": "按时"}
    assert the_file(check(root, None), "planning").on_time is False
    decide(root, HEAD + "2023-06,planning,,extend,2023-06-29,系统故障,王主任,2023-06-28\n")
    assert check(root, None).state.sheets["gas"].word == "迟报"
    decide(root, HEAD + "2023-06,planning,,extend,2023-06-30,系统故障,王主任,2023-06-28\n")
    assert the_file(check(root, None), "planning").on_time is True


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("rescue", "消防局", "消防局"),
        ("fire", "森林", "森林"),
        ("rescue,fire", "rescue,gas", "gas"),
        ("waive", "同意", "同意"),
        ("H1", "H99", "H99"),
        ("H1", "H6a", "H6a"),
        ("H1", "W1a", "W1a"),
        ("H1", "", "豁免"),
        ("H1", "H1:self_fund", "self_fund"),
        ("H1", "H1:3-2", "3-2"),
        ("已到现场核对", "", "理由"),
        ("王主任", "", "决定人"),
        ("2023-06,", "6月,", "6月"),
        ("2023-06,", "2023-05,", "2023年5月"),
        ("waive,H1", "extend,明天", "明天"),
        ("waive,H1", "extend,", "日期"),
        ("waive,H1", "extend,2023-06-20", "早于6月的报送截止日2023年6月28日"),
        ("waive,H1", "extend,2032-06-30", "请核对年份"),
        ("已到现场核对", "（理由）", "理由"),
        ("已到现场核对", "(理由)", "理由"),
        ("王主任", "（决定人）", "决定人"),
        ("已到现场核对", "已到现场,核对", "2023-06-29"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named_and_nothing_is_written(
    root: Path, old: str, new: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    decide(root, HEAD + WAIVE + "\n" + WAIVE.replace(old, new, 1))
    assert command(root, "monthly") == 1
    message = capsys.readouterr().err
    assert "inbox/decisions.csv 第4行" in message
    assert word in message
    assert not (root / "outbox").exists()
    assert not (root / "inbox/receipts.csv").exists()


def test_every_unit_and_sector_can_be_named_by_every_accepted_spelling(
    root: Path, declared: Declarations
) -> None:
    for unit in declared.roster.units.values():
        for name in (unit.id, unit.name, *unit.spellings):
            decide(root, HEAD + f"2023-06,{name},,extend,2023-06-30,甲,乙,2023-06-28\n")
            (decision,) = read_decisions(root / "inbox", declared)
            assert (decision.unit, decision.sectors) == (unit.id, unit.sectors)
    for number, sector in enumerate(declared.roster.sheets.values(), 1):
        for name in (sector.id, str(number), sector.name, *sector.spellings):
            line = f"2023-06,{sector.unit},{name},extend,2023-06-30,甲,乙,2023-06-28\n"
            decide(root, HEAD + line)
            (decision,) = read_decisions(root / "inbox", declared)
            assert decision.sectors == (sector.id,)


def test_all_lines_that_cannot_be_understood_are_told_at_once(
    root: Path, declared: Declarations
) -> None:
    wrong = "2023-07,rescue,,延长,2023-07-31,检修,办公室,2023-07-27\n"
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
    file = root / "inbox" / "decisions.csv"
    file.write_text(f"{heads}{wrong * 2}", "utf-8")
    with pytest.raises(OfficeFileError) as two:
        read_decisions(root / "inbox", declared)
    assert [line[:27] for line in str(two.value).splitlines()] == [
        f"inbox/decisions.csv 第{n}行：不认识" for n in (2, 3)
    ]
    file.write_text(f"{heads}{wrong * 12}", "utf-8")
    with pytest.raises(OfficeFileError, match=r"第11行：.*\n还有2行写得不对。$"):
        read_decisions(root / "inbox", declared)


def test_without_decisions_nothing_is_decided(root: Path, declared: Declarations) -> None:
    assert read_decisions(root / "inbox", declared) == []
    decide(root, HEAD)
    assert read_decisions(root / "inbox", declared) == []


def test_an_unknown_column_is_named(root: Path, declared: Declarations) -> None:
    decide(root, HEAD.replace("reason", "why") + WAIVE)
    with pytest.raises(OfficeFileError, match=r"^inbox/decisions\.csv 第1行："):
        read_decisions(root / "inbox", declared)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("区消防支队,,延期,2023-06-30", "不认识“区消防支队”（是不是“区消防救援大队”？）"),
        ("rescue,天文,延期,2023-06-30", "不认识“天文”，请写名单（schemas/roster.toml）里的名称"),
        ("rescue,,豁免,H6a", "“H6a”不是可以豁免的规则，可以豁免的错误下面印有要加的那一行"),
        ("rescue,,豁免,H10:9-9", "“9-9”不是一项指标，请写序号（如1-1）或名称"),
        (
            "rescue,,豁免,H10:3-2",
            "“3-2”有2项指标，请写其中一项的名称（行政处罚次数、行政处罚金额）",
        ),
    ],
)
def test_what_cannot_be_understood_says_what_to_write(
    root: Path, declared: Declarations, row: str, said: str
) -> None:
    decide(root, CHINESE + f"2023-06,{row},甲,乙,2023-06-28\n")
    with pytest.raises(OfficeFileError, match=re.escape(said)):
        read_decisions(root / "inbox", declared)


@pytest.mark.parametrize(
    "given", ["理由,决定人", "现场核对,决定人", "“理由”,王主任", "现场核对,[ 决定人 ]", "—,王主任"]
)
def test_a_ready_row_without_its_brackets_decides_nothing_yet(
    root: Path, declared: Declarations, given: str
) -> None:
    decide(root, CHINESE + f"2023-06,rescue,,豁免,H1,{given},2023-06-28\n")
    with pytest.raises(OfficeFileError, match="第2行：要写明理由和决定人"):
        read_decisions(root / "inbox", declared)


def test_a_missing_column_is_named_as_the_office_wrote_the_others(
    root: Path, declared: Declarations
) -> None:
    decide(root, "单位,对象\n")
    with pytest.raises(OfficeFileError, match="缺少“报告期”这一列，第一行应是列名：报告期、单位"):
        read_decisions(root / "inbox", declared)


def test_the_ready_row_names_an_indicator_by_its_number_or_where_two_share_it_by_its_name(
    root: Path, declared: Declarations
) -> None:
    for indicator, told in (("dept_fixed", "H10:1-4"), ("penalty_count", "H10:行政处罚次数")):
        place = ("fire", "消防", "E9", indicator)
        fault = Finding("H10", "error", "核对", *place, value="5", expected="", message="")
        row = ready_row(fault, "rescue", JUNE, declared)
        assert f",豁免,{told}," in row
        for asked, given in zip(ASKED, ("已核实", "王主任", "2023-06-28"), strict=True):
            row = row.replace(asked, given)
        decide(root, CHINESE + row + "\n")
        (decision,) = read_decisions(root / "inbox", declared)
        assert decision.target == f"H10:{indicator}"
