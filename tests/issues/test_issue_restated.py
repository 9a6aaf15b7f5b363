"""What changed since an issue: told by the run and by the next bulletin, with its reason."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.issues.gathering import gather
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.outbox.state import outbox_remarks
from tests.support.issued import LATE, corrected, month_of, record
from tests.support.named_cells import cell_named
from tests.support.published import command
from tests.support.workspaces import JULY, JUNE, check, form, put


def test_a_correction_is_told_by_the_run_and_by_the_next_bulletin_once(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected(june)
    put(june, "7月.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    capsys.readouterr()
    for name, listed in (("check", "会列出"), ("monthly", "已列出")):
        assert command(june, name, "--month", "2023-07") == 0
        told = f"2023年6月已印发的数有2个变了，7月月通报的“更正情况”{listed}"
        assert told in capsys.readouterr().out
    rows = restated_rows(june, "2023-07")
    assert [r[:6] for r in rows] == [
        ["6月", "1-1 企业自查发现", "消防", "74", "76", "个"],
        ["6月", "1-1 企业自查发现", "合计", "92", "94", "个"],
        ["6月", "1-3 部门检查发现", "消防", "68", "70", "个"],
        ["6月", "1-3 部门检查发现", "合计", "74", "76", "个"],
    ]
    assert [r[6] for r in rows] == ["单位更正：漏报两个", "相应更正", "单位更正", "相应更正"]
    assert "数据更正" in (june / "outbox/2023-07/月通报.md").read_text("utf-8")
    assert command(june, "issue", "--month", "2023-07") == 0
    assert command(june, "monthly", "--month", "2023-07") == 0
    assert restated_rows(june, "2023-07") == rows  # what was issued stays what it was
    assert "如要单独更正6月" in capsys.readouterr().out
    assert command(june, "monthly", "--month", "2023-06") == 0
    assert command(june, "issue", "--month", "2023-06") == 0
    capsys.readouterr()
    assert command(june, "monthly", "--month", "2023-07") == 0
    assert restated_rows(june, "2023-07") == rows
    assert "“更正情况”已列出；6月也已再次印发（第2次）。" in capsys.readouterr().out
    put(june, "8月.xlsx", form("rescue", Month(2023, 8)), "2023-08-26T10:00:00+08:00")
    assert command(june, "monthly") == 0
    assert restated_rows(june, "2023-08") == []


def test_the_month_itself_becomes_the_draft_of_a_correction_and_its_second_issue_restates_it(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(june, "monthly") == 0
    assert "〔2023〕5号" in (june / "outbox/2023-06/月通报.html").read_text("utf-8")
    corrected(june)
    capsys.readouterr()
    assert command(june, "check") == 0
    said = capsys.readouterr().out  # nothing is written yet
    assert "现在有2个数变了：要更正的，先运行 pipeline monthly --month 2023-06 写出更正稿" in said
    assert command(june, "monthly") == 0
    assert "现在有2个数变了：这是更正稿（文号和日期留空），核对后" in capsys.readouterr().out
    assert "〔2023〕　号" in (june / "outbox/2023-06/月通报.html").read_text("utf-8")
    assert len(restated_rows(june, "2023-06")) == 4
    assert command(june, "issue", "--number", "6") == 0
    assert [r["new"] for r in record(june, 2, "2023-06")["restated"]] == ["76", "94", "70", "76"]
    assert command(june, "monthly") == 0
    assert len(restated_rows(june, "2023-06")) == 4
    frozen = {
        n: (june / "outbox/2023-06/issued/2" / n).read_bytes() for n in month_of(june, "2023-06")
    }
    assert month_of(june, "2023-06") == frozen


def test_a_late_workbook_is_told_with_what_was_not_reported_before(june: Path) -> None:
    put(june, "6月交警.xlsx", form("traffic", JUNE), "2023-07-02T10:00:00+08:00")
    assert command(june, "monthly") == 0
    first = restated_rows(june, "2023-06")[0]
    assert first[2:5] == ["道路交通", "未报", "58"]
    assert first[6] == "迟报补报"
    assert "数据更正" not in (june / "outbox/2023-06/月通报.md").read_text("utf-8")


def test_each_sheet_of_a_correction_is_reasoned_by_its_own_words(june: Path) -> None:
    put(june, "规划.xlsx", form("planning", JUNE))
    (june / "inbox/receipts.csv").unlink()
    shutil.rmtree(june / "outbox")
    assert command(june, "issue", "--month", "2023-06") == 0

    def reason(book: Workbook) -> None:
        for sheet, words in (("gas", "更正：燃气漏报"), ("construction", "更正：建筑漏报")):
            cell_named(book, f"{sheet}_remarks").value = words

    changes = {"gas_self_found": 99, "construction_self_found": 199}
    put(june, "规划（更正）.xlsx", form("planning", JUNE, changes, edit=reason), LATE)
    told = {r.sheet: r.reason for r in check(june, JUNE).restated if r.sheet}
    assert told == {"construction": "单位更正：建筑漏报", "gas": "单位更正：燃气漏报"}


def test_a_file_that_changes_while_it_is_issued_stops_the_issue(june: Path) -> None:
    release = check(june, JUNE)
    (june / "inbox/6月grid.xlsx").write_bytes(b"other")
    with pytest.raises(UsageError):
        gather(june, release.files, JUNE)


def test_what_is_issued_is_what_was_published_figure_by_figure(june: Path) -> None:
    folder = june / "outbox/2023-06"
    outputs = {n: (folder / n).read_bytes() for n in ("figures.csv", "totals.csv", "manifest.json")}
    papers = [{"月通报.md": (folder / "月通报.md").read_bytes()}]
    assert outbox_remarks(june, "2023-06", outputs, papers) == []
    with pytest.raises(UsageError, match="月通报的文字"):
        outbox_remarks(june, "2023-06", outputs, [{"月通报.md": b"other"}])
    for name in ("figures.csv", "totals.csv"):
        with pytest.raises(UsageError):
            outbox_remarks(june, "2023-06", {**outputs, name: b"other"}, papers)
    other = {**json.loads(outputs["manifest.json"]), "files": []}
    changed = {**outputs, "manifest.json": json.dumps(other).encode()}
    seen = outbox_remarks(june, "2023-06", changed, papers)
    assert len(seen) == 1


HEAD = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"


def reasons(root: Path) -> set[str]:
    return {r.reason for r in check(root, JUNE).restated if r.sheet}


def test_the_reason_is_the_units_own_or_the_offices_or_what_is_known(june: Path) -> None:
    decisions = june / "inbox/decisions.csv"
    newer = put(
        june,
        "6月消防2.xlsx",
        form("rescue", JUNE, {"fire_self_found": 76}),
        "2023-06-27T10:00:00+08:00",
    )
    assert reasons(june) == {"报送了新的报表"}
    decisions.write_text(
        f"{HEAD}2023-06,消防救援大队,,撤回,inbox/6月消防2.xlsx,报错了,分管领导,2023-07-01\n",
        "utf-8",
    )
    assert reasons(june) == set()
    newer.unlink()
    decisions.write_text(
        f"{HEAD}2023-06,消防救援大队,,撤回,inbox/6月rescue.xlsx,报错了,分管领导,2023-07-01\n",
        "utf-8",
    )
    assert reasons(june) == {"撤回原报表：报错了"}
    decisions.unlink()
    (june / "inbox/6月rescue.xlsx").unlink()
    assert reasons(june) == {"原报表不再有效，未报送"}


def test_only_the_withdrawal_of_what_was_issued_is_a_reason(june: Path) -> None:
    """Also of its bytes under another name; of the months' other files none."""
    for n, (value, day) in enumerate(((76, 27), (77, 28)), 2):
        data = form("rescue", JUNE, {"fire_self_found": value})
        put(june, f"6月消防{n}.xlsx", data, f"2023-06-{day}T10:00:00+08:00")
    first = june / "inbox/6月rescue.xlsx"
    first.rename(june / "inbox/改名.xlsx")
    row = "2023-06,消防救援大队,,撤回,inbox/{},报错了,分管领导,2023-07-01\n"
    for names, told in (
        (["6月消防2.xlsx"], "报送了新的报表"),
        (["6月消防3.xlsx"], "报送了新的报表"),
        (["6月消防2.xlsx", "改名.xlsx"], "撤回原报表：报错了"),
    ):
        rows = "".join(row.format(name) for name in names)
        (june / "inbox/decisions.csv").write_text(HEAD + rows, "utf-8")
        assert reasons(june) == {told}


def test_a_waiver_is_a_reason_with_the_words_that_waive_the_fault_of_the_cell(june: Path) -> None:
    changes = {"fire_self_fixed": 80, "fire_dept_fixed": 90}  # each more than was found
    put(june, "6月消防2.xlsx", form("rescue", JUNE, changes), "2023-06-27T10:00:00+08:00")
    row = "2023-06,消防救援大队,消防,豁免,{},{},王主任,2023-06-29\n"
    rows = [row.format(*r) for r in (("H3", "挂牌"), ("H2", "部门核实"), ("H1", "现场核对"))]
    (june / "inbox/decisions.csv").write_text(HEAD + "".join(rows), "utf-8")
    told = {r.indicator: r.reason for r in check(june, JUNE).restated if r.sheet}
    assert told == {"self_fixed": "经同意：现场核对", "dept_fixed": "经同意：部门核实"}


@pytest.mark.parametrize(
    ("remarks", "reason"),
    [
        ("更正：漏报两个", "单位更正：漏报两个"),
        ("更正", "单位更正"),
        ("更正：无", "单位更正"),
        ("更正：全表：按新口径重报", "单位更正：按新口径重报"),
        ("更正：3-2：罚款重复", "单位更正"),
        ("更正：漏报两个\n隐患台账：某企业整改缓慢", "单位更正：漏报两个"),
        ("更正：隐患台账：某企业整改缓慢", "单位更正"),
        ("更正\n1-1：漏报", "单位更正：漏报"),
    ],
)
def test_a_correction_is_reasoned_in_the_units_words(june: Path, remarks: str, reason: str) -> None:
    data = form("rescue", JUNE, {"fire_self_found": 76}, headings={"remarks": remarks})
    put(june, "更正.xlsx", data, LATE)
    assert reasons(june) == {reason}


@pytest.mark.parametrize(
    ("until", "reason"), [("2023-07-03", "延期报送：停电"), ("2023-07-01", "迟报补报")]
)
def test_more_time_given_is_the_reason_of_what_came_in_it(
    june: Path, until: str, reason: str
) -> None:
    put(june, "交警.xlsx", form("traffic", JUNE), "2023-07-02T10:00:00+08:00")
    (june / "inbox/decisions.csv").write_text(
        f"{HEAD}2023-06,交警大队,,延期,{until},停电,分管领导,2023-06-28\n", "utf-8"
    )
    assert reasons(june) == {reason}


def restated_rows(root: Path, month: str) -> list[list[str]]:
    """The rows of 更正情况 in the Markdown."""
    text = (root / "outbox" / month / "月通报.md").read_text("utf-8")
    part = text.partition("**更正情况**")[2].partition("\n注：")[0]
    lines = [x for x in part.splitlines() if x.startswith("|")][2:]
    return [[c.strip(" *").replace("\\", "") for c in x.strip("|").split(" | ")] for x in lines]


def test_a_later_month_that_a_correction_takes_away_is_told_with_where_to_see_why(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(june, "7月.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    assert command(june, "issue", "--month", "2023-07") == 0
    assert (
        "文号留空，日期留空。要补写的，加--number、--date再运行一次，记作第2次印发。"
        in capsys.readouterr().out
    )
    much = form("rescue", JUNE, {"fire_self_found": 900}, headings={"remarks": "更正：1-1：漏报"})
    put(june, "6月消防（更正）.xlsx", much, LATE)
    put(june, "8月.xlsx", form("police", Month(2023, 8)), "2023-08-26T10:00:00+08:00")
    assert command(june, "monthly", "--month", "2023-08") == 0
    said = capsys.readouterr().out
    told = r"2023年7月已印发的数有[0-9]+个变了（其中[0-9]+个现在是未报，原因见 pipeline check --month 2023-07），"
    assert re.search(told, said)
    assert not re.search("2023年6月已印发的数有1个变了（", said)


@pytest.mark.parametrize("name", ["monthly", "check", "issue"])
def test_a_month_of_which_all_forms_were_withdrawn_is_told_to_lie_in_the_outbox_as_it_was(
    june: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = month_of(june, "2023-06")
    withdraw(june, "rescue", "grid")
    capsys.readouterr()
    for month in ((), ("--month", "2023-06")):
        assert command(june, name, *month) == 2
        told = capsys.readouterr().err
        assert "没有可以发布的月报表" in told
        assert "2023年6月的报表已全部撤回或不再有效，outbox/2023-06/里仍是上次发布的数" in told
        assert "（已印发第1次），没有重写，请勿再用" in told
        assert "pipeline monthly --month 2023-06；不再报的，请通知收文单位作废，并把" in told
    assert month_of(june, "2023-06") == before


def test_a_month_left_behind_is_told_as_long_as_its_papers_lie_there(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = "2023年6月的报表已全部撤回或不再有效"
    put(june, "7月.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    assert command(june, "monthly") == 0
    assert left not in capsys.readouterr().out
    withdraw(june, "rescue", "grid")
    for name in ("check", "monthly"):
        assert command(june, name) == 0
        assert left in capsys.readouterr().out
    assert command(june, "monthly", "--month", "2023-06") == 2
    told = capsys.readouterr().err
    assert "没有2023年6月的报表" in told
    assert left in told
    (june / "outbox/2023-06/manifest.json").unlink()
    assert command(june, "check") == 0
    assert left not in capsys.readouterr().out
    if hasattr(os, "mkfifo"):
        os.mkfifo(june / "outbox/2023-06/manifest.json")
        assert command(june, "check") == 0
        assert left not in capsys.readouterr().out


def test_papers_of_the_sample_are_no_reproach_to_an_office_that_begins(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(issued, "真.xlsx", form("rescue", JUNE))
    assert command(issued, "check") == 0
    assert "outbox/2023-07/里仍是" not in capsys.readouterr().out


def withdraw(root: Path, *units: str) -> None:
    says = "报错了（0539-0000001）,王主任,2023-07-03"
    rows = [f"2023-06,{u},,withdraw,inbox/6月{u}.xlsx,{says}\n" for u in units]
    head = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
    (root / "inbox/decisions.csv").write_text(head + "".join(rows), "utf-8")


def test_an_issued_sheet_that_counts_no_more_is_no_correction(june: Path) -> None:
    withdraw(june, "rescue")
    assert command(june, "monthly") == 0
    lost = [r for r in restated_rows(june, "2023-06") if r[2] != "合计"]
    asked = sum(bool(r.sheet) for r in check(june, JUNE).restated)
    assert len(lost) == asked
    assert {r[2] for r in lost} == {"消防", "区消防救援大队"}
    assert {(r[4], r[6]) for r in lost} == {("未报", "撤回原报表：报错了（（号码略））")}
    told = (june / "outbox/2023-06/月通报.md").read_text("utf-8")
    assert f"消防已通报的6月报表不再有效，{asked}个数不再计入（见更正情况表）" in told
    assert "消防更正" not in told


def test_a_bulletin_that_nobody_has_seen_is_not_issued(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures are the same: what changed is how a unit stands, or what the office says itself."""
    assert command(june, "monthly", "--month", "2023-06") == 0
    own = june / "inbox/补充_事故情况_2023-06.txt"
    own.write_text("本月没有发生生产安全事故。", "utf-8")
    asked = ("issue", "--month", "2023-06", "--number", "19", "--date", "2023-07-03")
    assert command(june, *asked) == 2
    assert "数没有变，但月通报的文字与上次发布的不同" in capsys.readouterr().err
    assert not (june / "outbox/2023-06/issued/2").exists()
    own.unlink()
    assert command(june, *asked) == 0
