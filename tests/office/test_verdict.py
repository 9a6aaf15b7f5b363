"""What a run says on the screen, and the verdict with the next step."""

import re
from pathlib import Path

import pytest

from pipeline.inbox.decisions import ASKED
from tests.support.command_runs import UNITS, verdict
from tests.support.published import command, manifest
from tests.support.workspaces import JULY, JUNE, form, put


def test_the_last_lines_are_the_verdict(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sample_root, "monthly", "--no-pdf") == 0
    lines = verdict(capsys.readouterr().out)
    assert lines[0] == "【样例数据，纯属虚构，不得印发】"
    month, numbers = lines[1].split("：", 1)
    assert month == "2023年7月"
    assert [int(n) for n in re.findall(r"\d+", numbers)] == [12, 11, 10, 7, 3, 1, 1]
    assert "商贸流通" in lines[2]
    assert "电力" in lines[3]
    assert lines[4].startswith("台账：outbox/2023-07/隐患台账.xlsx")
    assert "outbox/2023-07/" in lines[5]
    assert lines[6].startswith("下一步：")
    assert "商贸流通、电力" in lines[6]
    assert len(lines) == 7


def test_a_waivable_fault_prints_the_row_that_waives_it(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "交警.xlsx", form("traffic", JUNE, {"road_self_fixed": 1000}))
    assert command(fire, "check") == 0
    (line,) = [s for s in capsys.readouterr().out.splitlines() if "decisions.csv" in s]
    row = line.rpartition("：")[2]
    assert row == "2023-06,区交警大队,道路交通,豁免,H1:1-2,（理由）,（决定人）,（日期）"
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    put(fire, "decisions.csv", f"{heads}\r\n{row}\r\n".encode())
    for asked, given in zip(ASKED, ("已核实", "王主任", "2023-6-28"), strict=True):
        assert command(fire, "check") == 1  # something is still to be filled in
        row = row.replace(asked, given)
        put(fire, "decisions.csv", f"{heads}\r\n{row}\r\n".encode())
    capsys.readouterr()
    assert command(fire, "check") == 0
    assert "已豁免" in capsys.readouterr().out


def test_a_decision_that_meets_nothing_is_said(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    rows = ["withdraw,inbox/没有.xlsx", "withdraw,inbox/消防.xlsx", "waive,H1", "extend,2023-06-30"]
    lines = [f"2023-06,rescue,,{row},甲,乙,2023-06-28" for row in rows]
    put(fire, "交警.xlsx", form("traffic", JUNE))
    put(fire, "decisions.csv", "\r\n".join([heads, *lines]).encode())
    assert command(fire, "check", "--month", "2023-06") == 0
    said = [s for s in capsys.readouterr().out.splitlines() if s.startswith("decisions.csv里")]
    assert ["没有.xlsx" in said[0], "区消防救援大队的“H1”" in said[1], len(said)] == [True, True, 2]
    put(fire, "7月.xlsx", form("traffic", JULY))
    assert command(fire, "check", "--month", "2023-07") == 0
    assert (
        "decisions.csv里" not in capsys.readouterr().out
    )  # decisions of other months are not this run's


def test_when_all_is_in_the_verdict_says_what_comes_next(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sample_root, "monthly", "--month", "2023-06", "--no-pdf") == 0
    lines = verdict(capsys.readouterr().out)
    assert [int(n) for n in re.findall(r"\d+", lines[1].split("：")[1])] == [
        12,
        12,
        12,
        12,
        0,
        0,
        0,
    ]
    assert "样例" in lines[-1]
    assert len(lines) == 5


def test_where_somebody_lacks_the_way_to_issue_nevertheless_is_told_until_it_is_gone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE, {"fire_self_fixed": 9999}))
    command(root, "check")
    assert (
        "先印发" not in verdict(capsys.readouterr().out)[-1]
    )  # nothing counts that might be issued
    for unit in ("rescue", "office"):
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    put(root, "坏.xlsx", b"")
    command(root, "check")  # writes no paper: what lies there may be an older one
    said = verdict(capsys.readouterr().out)[-1]
    assert said.endswith(
        "来不及等的，运行 pipeline monthly --month 2023-06，核对月通报后可以先印发。"
    )
    command(root, "monthly")
    said = verdict(capsys.readouterr().out)[-1]
    assert "有1个文件没有读进来，可能就是其中单位报的，请看上面的原因。" in said
    told = "来不及等的，核对月通报后可以先印发（pipeline issue --month 2023-06 --number 文号 --date 日期）。"
    assert said.endswith(told)
    assert command(root, "issue") == 0
    put(root, "economy.xlsx", form("economy", JUNE))
    capsys.readouterr()
    command(root, "monthly")
    said = capsys.readouterr().out
    assert "再次印发" in said
    assert told not in said


def test_a_month_that_was_issued_is_issued_again_however_it_changed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS:
        put(root, f"{unit}.xlsx", form(unit, JUNE), "2023-06-26T10:00:00+08:00")
    assert command(root, "monthly") == 0
    assert command(root, "issue", "--number", "6") == 0
    receipts = (root / "inbox/receipts.csv").read_text("utf-8-sig")
    (root / "inbox/receipts.csv").write_text(receipts.replace("06-26T", "06-29T", 1), "utf-8")
    for name in ("check", "monthly"):  # no figure is another, but somebody was late
        capsys.readouterr()
        assert command(root, name) == 0
        *said, last = verdict(capsys.readouterr().out)
        assert [s for s in said if "各数未变，报送情况或与上期的比较变了" in s and "再次印发" in s]
        assert last == "下一步：各领域已报齐，要更正的按上面的提示再次印发。"
    (root / "inbox/grid.xlsx").unlink()
    for name in ("check", "monthly"):
        capsys.readouterr()
        assert command(root, name) == 0
        assert "先印发" not in verdict(capsys.readouterr().out)[-1]


def test_a_missing_or_returned_form_of_the_office_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS[:-1]:
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    command(root, "monthly")
    said = verdict(capsys.readouterr().out)
    assert [s for s in said if s.startswith("本办公室的“综合”表：未报送")]
    assert said[-1].startswith("下一步：填好本办公室的“综合”表")
    text = (root / "outbox/2023-06/月通报.md").read_text("utf-8")
    assert "请区安委会办公室" not in text  # nobody asks himself in public
    put(root, "office.xlsx", form("office", JUNE, {"office_study_sessions": -1}))
    command(root, "monthly")
    said = verdict(capsys.readouterr().out)
    assert [s for s in said if s.startswith("本办公室的“综合”表：退回")]
    put(root, "office2.xlsx", form("office", JUNE))
    command(root, "monthly")
    assert "，或核对月通报后印发（pipeline issue" in verdict(capsys.readouterr().out)[-1]


def test_a_newer_file_that_was_returned_is_named_in_the_verdict(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = form("rescue", JUNE, {"fire_self_found": "约90"})
    put(fire, "消防新.xlsx", newer, "2023-07-27T10:00:00+08:00")
    command(fire, "monthly")
    assert [s for s in verdict(capsys.readouterr().out) if "消防新.xlsx" in s and "退回" in s]


def test_beside_a_newer_file_that_was_returned_a_complete_month_may_go_out_once(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS:
        put(root, f"{unit}.xlsx", form(unit, JUNE), "2023-06-26T10:00:00+08:00")
    newer = form("rescue", JUNE, {"fire_self_found": "约90"})
    put(root, "消防新.xlsx", newer, "2023-06-27T10:00:00+08:00")

    def last(*arguments: str) -> str:
        capsys.readouterr()
        assert command(root, *arguments) == 0
        return verdict(capsys.readouterr().out)[-1]

    mend = "下一步：请有关单位改正退回的文件后重报"
    assert last("check") == f"{mend}，或运行 pipeline monthly --month 2023-06，核对月通报后印发。"
    told = "（pipeline issue --month 2023-06 --number 文号 --date 日期）"
    assert last("monthly") == f"{mend}，或核对月通报后印发{told}。"
    assert command(root, "issue", "--number", "6") == 0
    assert last("monthly") == f"{mend}。"


def test_only_what_was_written_for_the_units_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "a.xlsx", form("economy", JULY, {"commerce_dept_fixed": 5000}))
    assert command(root, "monthly") == 0
    assert "；给单位的：returned/退回件）" in capsys.readouterr().out
    assert not (root / "outbox/2023-07/回执.txt").exists()


def test_unread_files_are_told_even_when_all_is_in(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS:
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    put(root, "坏.xlsx", b"PK\x03\x04 broken")
    assert command(root, "monthly", "--strict") == 0
    said = capsys.readouterr().out
    assert "inbox/坏.xlsx" in said
    assert "1个文件" in verdict(said)[-1]


def test_without_a_month_the_newest_with_a_form_is_meant_and_a_fuller_one_named(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "交警.xlsx", form("traffic", JUNE))
    put(fire, "7月.xlsx", form("rescue", JULY), "2023-07-20T10:00:00+08:00")
    assert command(fire, "monthly") == 0
    lines = verdict(capsys.readouterr().out)
    assert lines[0].startswith("2023年7月：")
    (remark,) = [s for s in lines if "pipeline monthly --month 2023-06" in s]
    assert "2份" in remark
    assert "1份" in remark
    (fire / "outbox/2023-06/issued/1").mkdir(parents=True)
    assert command(fire, "monthly") == 0
    assert "pipeline monthly" not in capsys.readouterr().out  # June was issued
    (fire / "outbox/2023-06/issued/1").rmdir()
    assert command(fire, "monthly", "--month", "2023-07") == 0
    assert "pipeline monthly" not in capsys.readouterr().out
    put(fire, "7月交警.xlsx", form("traffic", JULY), "2023-07-20T10:00:00+08:00")
    assert command(fire, "monthly") == 0
    assert "pipeline monthly" not in capsys.readouterr().out


def test_a_returned_form_too_shows_which_month_is_meant(fire: Path) -> None:
    put(fire, "7月.xlsx", form("traffic", JULY, {"road_self_fixed": 5000}))
    assert command(fire, "monthly") == 0
    assert manifest(fire, "2023-07")["coverage"]["returned"] == ["road"]


@pytest.mark.parametrize("came", ["2023-07-25T10:00:00+08:00", "2023-08-02T10:00:00+08:00"])
def test_a_late_form_of_the_month_before_is_no_form_of_the_month_asked_for(
    root: Path, capsys: pytest.CaptureFixture[str], came: str
) -> None:
    put(root, "6月.xlsx", form("rescue", JUNE), came)
    assert command(root, "monthly", "--month", "2023-07") == 2
    assert "没有2023年7月的报表。已有报表的月份：2023年6月" in capsys.readouterr().err
    assert not (root / "outbox/2023-07").exists()


def test_last_months_book_sent_again_shows_which_month_is_meant(root: Path) -> None:
    put(root, "6月.xlsx", form("rescue", JUNE), "2023-06-26T10:00:00+08:00")
    put(root, "又.xlsx", form("rescue", JUNE, {"fire_self_found": 99}), "2023-07-25T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-07") == 0
    assert manifest(root, "2023-07")["coverage"]["returned"] == ["fire"]


def test_progress_goes_to_the_error_stream(fire: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(fire, "monthly")
    said = capsys.readouterr()
    assert "…" in said.err
    assert "正在" not in said.out


def test_faults_are_shown_with_file_rule_and_cell(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "电力.xlsx", form("grid", JUNE, {"power_self_fixed": 5000}))
    command(fire, "check")
    said = capsys.readouterr().out
    assert "inbox/电力.xlsx" in said
    (line,) = [s for s in said.splitlines() if "H1〕" in s]
    assert re.search(r"电力![A-Z]+[0-9]+ ", line)
    assert "5000" in line
