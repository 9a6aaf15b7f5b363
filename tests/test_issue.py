"""`pipeline issue`: what is frozen, what stays as it was, and what is told of records that somebody touched."""

import hashlib
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.drawing.package_bytes import packed, unpacked
from pipeline.issues import folder as issue_folder
from pipeline.issues.gathering import gather
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.week import Week
from pipeline.outbox.state import outbox_remarks
from pipeline.papers.paper import Paper
from tests.published import command, snapshot, table
from tests.word_files import docx, paper_docx
from tests.workspaces import JULY, JUNE, ROOT, check, form, put, sample_workspace, workspace

ISSUED = "outbox/2023-07/issued"
STAMP = ("--number", "7", "--date", "2023-07-31")
LATE = "2023-08-05T10:00:00+08:00"
# What prints the number and the day.
DATED = {*(f"月通报.{s}" for s in ("md", "html", "docx", "eml")), "送阅件.html", "manifest.json"}


def month_of(root: Path, month: str = "2023-07") -> dict[str, bytes]:
    """The month's own outputs, without what was issued."""
    files = snapshot(root / "outbox" / month)
    return {n: data for n, (data, _) in files.items() if not n.startswith(("issued/", "forms/"))}


def record(root: Path, n: int = 1, month: str = "2023-07") -> dict[str, Any]:
    text = (root / f"outbox/{month}/issued/{n}/issue.json").read_text("utf-8")
    content = json.loads(text)
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[bytes, int]]]:
    """The sample with July published and issued, and all its files as they were before the issue."""
    root = sample_workspace(tmp_path_factory.mktemp("issue") / "样例")
    assert command(root, "monthly") == 0
    before = snapshot(root)
    assert command(root, "issue", *STAMP) == 0
    return root, before


@pytest.fixture
def issued(once: tuple[Path, object], tmp_path: Path) -> Path:
    """A copy of the sample with July issued."""
    return Path(shutil.copytree(once[0], tmp_path / "w"))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real forms: June of two units, issued; July of one of them."""
    root = workspace(tmp_path_factory.mktemp("real") / "w")
    for unit in ("rescue", "grid"):
        put(root, f"6月{unit}.xlsx", form(unit, JUNE))
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert command(root, "issue", "--month", "2023-06", "--number", "5") == 0
    return root


@pytest.fixture
def june(real: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(real, tmp_path / "w"))


def corrected(root: Path, remarks: str = "更正：1-1：漏报两个") -> None:
    """A late workbook of June that corrects two values of 消防."""
    changes = {"fire_self_found": 76, "fire_dept_found": 70}
    data = form("rescue", JUNE, changes, headings={"remarks": remarks})
    put(root, "6月消防（更正）.xlsx", data, LATE)


# --- What is frozen -----------------------------------------------------------------------------------------------


def test_issuing_changes_nothing_else(once: tuple[Path, dict[str, tuple[bytes, int]]]) -> None:
    root, before = once
    after = snapshot(root)
    new = after.keys() - before.keys()
    assert {n: after[n] for n in before} == before
    assert new
    assert all(n.startswith(f"{ISSUED}/1/") for n in new)
    assert {p.name for p in (root / "outbox").iterdir()} == {"2023-07", "hazards.db"}


def test_every_file_of_a_record_has_its_hash(once: tuple[Path, object]) -> None:
    folder = once[0] / ISSUED / "1"
    listed = {f["path"]: f["sha256"] for f in record(once[0])["files"]}
    there = {
        n: hashlib.sha256(data).hexdigest()
        for n, (data, _) in snapshot(folder).items()
        if n != "issue.json"
    }
    assert listed == there


def test_the_sources_are_frozen_under_their_paths(once: tuple[Path, object]) -> None:
    root, folder = once[0], once[0] / ISSUED / "1"
    for part in ("inbox", "schemas", "templates"):
        frozen = {n: d for n, (d, _) in snapshot(folder / part).items()}
        assert frozen == {n: d for n, (d, _) in snapshot(root / part).items()}


def test_the_record_names_the_version_of_everything_that_shapes_the_outputs(
    once: tuple[Path, object],
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.match(r"[\w-]+", needed)[0] for needed in project["dependencies"]} - {"click"}
    tool = record(once[0])["tool"]
    assert needed | {"python", "pipeline", "lxml"} == tool.keys()
    assert all(tool[name] for name in needed)


def test_the_frozen_month_is_the_published_one_but_for_number_and_day(
    once: tuple[Path, object],
) -> None:
    root = once[0]
    ours = month_of(root)
    frozen = {n: (root / ISSUED / "1" / n).read_bytes() for n in ours}
    different = {n for n in ours if ours[n] != frozen[n]}
    assert different == DATED
    text = frozen["月通报.html"].decode()
    assert "〔2023〕7号" in text
    assert "2023年7月31日" in text
    before = ours["月通报.md"].decode()
    assert frozen["月通报.md"].decode() == before.replace("2023年7月　日", "2023年7月31日")


def test_a_run_after_issuing_prints_the_number_and_the_day_and_nothing_else_is_other(
    issued: Path,
) -> None:
    before = month_of(issued)
    assert command(issued, "monthly") == 0
    after = month_of(issued)
    html = before["月通报.html"].decode().replace("〔2023〕　号", "〔2023〕7号")
    assert after["月通报.html"].decode() == html.replace("2023年7月　日", "2023年7月31日")
    assert {n for n in before if before[n] != after[n]} == DATED
    frozen = {n: (issued / ISSUED / "1" / n).read_bytes() for n in after}
    assert frozen == after
    again = snapshot(issued)
    assert command(issued, "monthly") == 0
    assert snapshot(issued) == again


def test_beside_real_forms_no_workbook_of_the_sample_is_frozen(june: Path) -> None:
    other = june / "inbox/sample/节点台账.xlsx"
    other.parent.mkdir()
    other.write_bytes(b"the sample's")
    assert command(june, "issue", "--month", "2023-06", "--number", "6") == 0
    assert not [f for f in record(june, 2, "2023-06")["files"] if "sample" in f["path"]]


def test_a_month_of_which_nothing_valid_came_is_not_issued(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(june, "7月.xlsx", form("rescue", JULY, {"fire_self_found": "约30"}))
    assert command(june, "monthly", "--month", "2023-07") == 0
    assert command(june, "issue", "--month", "2023-07") == 2
    assert "2023年7月还没有一份有效报表" in capsys.readouterr().err
    assert not (june / "outbox/2023-07/issued").exists()


def test_forms_of_later_months_of_weeks_rubbish_and_scans_are_not_frozen(june: Path) -> None:
    put(june, "7月.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    put(june, "一周.xlsx", form("rescue", Week.parse("2023-W25")))
    put(june, "盖章.pdf", b"%PDF-1.7")
    put(june, "~$x.xlsx", b"lock")
    own_texts = ("补充_工作.txt", "补充_会议.TXT", "补充_建议.Md")
    for name in own_texts:
        put(june, name, "甲".encode())
    (june / "inbox/decisions.csv").write_text(
        "period,unit,sector,decision,target,reason,decided_by,decided_on\n", "utf-8"
    )
    (june / "inbox/链接.xlsx").symlink_to(june / "inbox/6月grid.xlsx")
    assert command(june, "issue", "--month", "2023-06", "--number", "6") == 0
    names = {f["path"] for f in record(june, 2, "2023-06")["files"] if "inbox/" in f["path"]}
    files = ("6月rescue.xlsx", "6月grid.xlsx", *own_texts, "receipts.csv", "decisions.csv")
    assert names == {f"inbox/{n}" for n in files}
    assert record(june, 2, "2023-06")["left_out"] == ["inbox/链接.xlsx"]


# --- Once, or again -----------------------------------------------------------------------------------------------


def test_the_same_state_is_not_issued_twice(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(issued)
    for arguments in ((), STAMP, ("--number", "〔2023〕7号"), ("--date", "2023年7月31日")):
        assert command(issued, "issue", *arguments) == 2
    assert snapshot(issued) == before
    assert "第1次" in capsys.readouterr().err


def test_another_number_or_day_makes_a_second_issue_of_the_same_papers(issued: Path) -> None:
    assert command(issued, "issue", "--number", "8") == 0
    second = record(issued, 2)
    assert (second["n"], second["number"], second["date"]) == (2, 8, "2023-07-31")
    assert second["restated"] == record(issued, 1)["restated"]
    assert command(issued, "monthly") == 0
    assert "〔2023〕8号" in (issued / "outbox/2023-07/月通报.html").read_text("utf-8")


@pytest.mark.parametrize(("day", "is_told"), [("2023-07-30", False), ("2023-08-05", True)])
def test_a_day_after_what_the_paper_asks_for_is_told(
    issued: Path, capsys: pytest.CaptureFixture[str], day: str, is_told: bool
) -> None:
    assert command(issued, "issue", "--date", day) == 0
    said = "要求各单位7月31日前办的事，印发日期8月5日已过这一天" in capsys.readouterr().out
    assert said == is_told


def test_a_number_of_the_next_year_prints_its_year(issued: Path) -> None:
    assert command(issued, "issue", "--date", "2024/1/3", "--number", "1") == 0
    assert "〔2024〕1号" in (issued / ISSUED / "2/月通报.html").read_text("utf-8")


def test_figures_that_were_not_published_are_not_issued(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = form("grid", JULY)
    for name in list((issued / "inbox/sample").rglob("*.xlsx")):
        name.unlink()
    put(issued, "电力.xlsx", late)
    before = snapshot(issued / "outbox")
    assert command(issued, "issue") == 2
    assert "pipeline monthly" in capsys.readouterr().err
    assert snapshot(issued / "outbox") == before


def test_hand_edited_and_unpublished_months_are_told(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (june / "outbox/2023-06/月通报.md").write_text("改过", "utf-8")
    capsys.readouterr()
    assert command(june, "issue", "--month", "2023-06", "--number", "6") == 0
    assert "月通报.md" in capsys.readouterr().out
    assert (june / "outbox/2023-06/月通报.md").read_text("utf-8") == "改过"
    assert "改过" not in (june / "outbox/2023-06/issued/2/月通报.md").read_text("utf-8")
    put(june, "7月.xlsx", form("rescue", JULY))
    assert command(june, "issue", "--month", "2023-07") == 0
    assert "还没有发布过" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--date", "昨天"),
        ("--date", "2023-02-30"),
        ("--number", "七"),
        ("--number", "0"),
        ("--file", "没有.docx"),
        ("--month", "2022-01"),
    ],
    ids=str,
)
def test_what_cannot_be_is_usage(
    issued: Path, arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(issued)
    assert command(issued, "issue", *arguments) == 2
    assert snapshot(issued) == before
    assert not [w for w in capsys.readouterr().err.split() if w in ("Invalid", "Error", "Usage")]


def test_an_issue_is_all_or_nothing(issued: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, count = snapshot(issued), 0
    write = issue_folder.write_file

    def full(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == 20:
            raise OSError(28, "No space left on device", str(path))
        write(path, data)

    monkeypatch.setattr(issue_folder, "write_file", full)
    assert command(issued, "issue", "--number", "9") == 4
    assert snapshot(issued) == before
    assert not (issued / "outbox/.publishing").exists()


def test_a_sample_says_so_and_is_never_held_against_real_forms(issued: Path) -> None:
    assert record(issued)["sample"] is True
    assert "不得印发" in (issued / ISSUED / "1/月通报.md").read_text("utf-8")
    put(issued, "消防.xlsx", form("rescue", JULY))
    release = check(issued, JULY)
    assert (release.issue, release.restated) == (None, ())
    assert command(issued, "monthly", "--month", "2023-07") == 0
    assert command(issued, "issue", "--month", "2023-07") == 0
    assert (record(issued, 2)["n"], record(issued, 2)["sample"]) == (2, False)


# --- Restatements -------------------------------------------------------------------------------------------------


def test_a_correction_is_told_by_the_run_and_by_the_next_bulletin_once(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected(june)
    put(june, "7月.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    capsys.readouterr()
    assert command(june, "monthly", "--month", "2023-07") == 0
    assert "2023年6月已印发的数有2个变了" in capsys.readouterr().out
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
    assert "更正稿" in capsys.readouterr().out
    assert command(june, "monthly") == 0
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
            page, ref = next(iter(book.defined_names[f"{sheet}_remarks"].destinations))
            book[page][ref.replace("$", "")].value = words

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
    assert outbox_remarks(june, "2023-06", outputs) == []
    for name in ("figures.csv", "totals.csv"):
        with pytest.raises(UsageError):
            outbox_remarks(june, "2023-06", {**outputs, name: b"other"})
    other = {**json.loads(outputs["manifest.json"]), "files": []}
    seen = outbox_remarks(june, "2023-06", {**outputs, "manifest.json": json.dumps(other).encode()})
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


def test_more_time_given_is_the_reason_of_what_came_in_it(june: Path) -> None:
    put(june, "交警.xlsx", form("traffic", JUNE), "2023-07-02T10:00:00+08:00")
    (june / "inbox/decisions.csv").write_text(
        f"{HEAD}2023-06,交警大队,,延期,2023-07-03,停电,分管领导,2023-06-28\n", "utf-8"
    )
    assert reasons(june) == {"延期报送：停电"}


def restated_rows(root: Path, month: str) -> list[list[str]]:
    """The rows of 更正情况 in the Markdown."""
    text = (root / "outbox" / month / "月通报.md").read_text("utf-8")
    part = text.partition("**更正情况**")[2].partition("\n注：")[0]
    lines = [x for x in part.splitlines() if x.startswith("|")][2:]
    return [[c.strip(" *").replace("\\", "") for c in x.strip("|").split(" | ")] for x in lines]


# --- Records that somebody touched --------------------------------------------------------------------------------


def broken(folder: Path, text: str) -> None:
    (folder / "issue.json").write_text(text, "utf-8")


DAMAGES = {
    "empty": lambda f: broken(f, ""),
    "no JSON": lambda f: broken(f, "{"),
    "deep": lambda f: broken(f, "[" * 100_000),
    "a list": lambda f: broken(f, "[]"),
    "another month": lambda f: broken(
        f, (f / "issue.json").read_text("utf-8").replace('"2023-06"', '"2023-07"', 1)
    ),
    "a path outside": lambda f: broken(
        f, (f / "issue.json").read_text("utf-8").replace('"figures.csv"', '"../figures.csv"')
    ),
    "gone": lambda f: (f / "issue.json").unlink(),
    "a link": lambda f: (f / "issue.json").unlink() or (f / "issue.json").symlink_to("/dev/zero"),
    "figures edited": lambda f: (f / "figures.csv").write_bytes(b"x"),
    "figures gone": lambda f: (f / "figures.csv").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_told_and_nothing_is_compared_or_issued(
    june: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES[damage](june / "outbox/2023-06/issued/1")
    corrected(june)
    capsys.readouterr()
    assert command(june, "monthly") == 0
    said = capsys.readouterr().out
    assert "outbox/2023-06/issued/1/不完整" in said
    release = check(june, JUNE)
    assert (release.issue, release.restated) == (None, ())
    assert command(june, "issue", "--number", "9") == 1
    assert not (june / "outbox/2023-06/issued/2").exists()


def test_files_that_are_gone_and_strangers_are_told_and_the_comparison_stands(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = june / "outbox/2023-06/issued"
    (folder / "1/附件2.xlsx").unlink()
    (folder / "草稿").mkdir()
    (folder / "说明.txt").write_text("x")
    (folder / "2").symlink_to(folder / "1")
    (folder / "03").mkdir()
    corrected(june)
    capsys.readouterr()
    assert command(june, "monthly") == 0
    said = capsys.readouterr().out
    assert "附件2.xlsx" in said
    assert "草稿" in said
    assert len(check(june, JUNE).restated) == 4
    assert command(june, "issue", "--number", "9") == 0
    assert (folder / "4/issue.json").exists()


def test_an_older_record_that_is_damaged_does_not_hide_the_newer_one(june: Path) -> None:
    assert command(june, "issue", "--number", "6") == 0
    (june / "outbox/2023-06/issued/1/issue.json").unlink()
    release = check(june, JUNE)
    assert release.issue
    assert (release.issue.n, release.issue.number) == (2, 6)


def test_a_folder_of_issues_that_is_a_link_hides_what_was_issued(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = june / "outbox/2023-06/issued"
    folder.rename(june / "elsewhere")
    folder.symlink_to(june / "elsewhere")
    capsys.readouterr()
    assert command(june, "check") == 0
    assert "链接" in capsys.readouterr().out
    assert command(june, "issue", "--number", "9") == 1


def test_issued_figures_that_the_declarations_do_not_know_any_more_are_told(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = june / "outbox/2023-06/issued/1"
    data = (folder / "figures.csv").read_bytes().replace(b",fire,", b",fireworks,")
    (folder / "figures.csv").write_bytes(data)
    content = record(june, 1, "2023-06")
    for file in content["files"]:
        if file["path"] == "figures.csv":
            file["sha256"] = hashlib.sha256(data).hexdigest()
    broken(folder, json.dumps(content))
    capsys.readouterr()
    assert command(june, "check", "--month", "2023-06") == 0
    assert "fireworks" in capsys.readouterr().out


# --- trace --issue ------------------------------------------------------------------------------------------------


def traced(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = command(root, "trace", *arguments)
    return status, capsys.readouterr().out


def test_the_frozen_copy_answers_as_the_workspace_did_when_the_inbox_is_gone(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("1-1", "3-2", "4-5", "4-6", "4-7", "--month", "2023-07")
    _, live = traced(issued, capsys, *asked)
    shutil.rmtree(issued / "inbox")
    (issued / "schemas/form.toml").write_text("changed", "utf-8")
    before = snapshot(issued)
    status, frozen = traced(issued, capsys, *asked, "--issue", "1")
    assert status == 0
    assert live in frozen
    assert "〔2023〕7号" in frozen
    assert snapshot(issued) == before
    _, without = traced(issued, capsys, *asked[:-2], "--issue", "1")
    assert without == frozen


def test_a_frozen_copy_that_was_touched_says_so(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = issued / ISSUED / "1"
    data = form("rescue", JULY, {"fire_self_found": 1000})
    (folder / "inbox/sample/2023-07/消防7月.xlsx").unlink()
    (folder / "inbox/新.xlsx").write_bytes(data)
    (folder / "月通报.md").write_text("改过", "utf-8")
    status, said = traced(issued, capsys, "1-1", "--issue", "1")
    assert status == 1
    for name in ("消防7月.xlsx", "新.xlsx", "月通报.md"):
        assert name in said.partition("1-1 ")[0]
    assert "1000" not in said
    assert "印发的是99" in said


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("--issue", "2"), 2), (("--issue", "1", "--month", "2023-06"), 2), (("--issue", "0"), 2)],
    ids=str,
)
def test_an_issue_that_does_not_exist_is_usage(
    issued: Path,
    arguments: tuple[str, ...],
    status: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(issued, "trace", "1-1", *arguments) == status
    said = capsys.readouterr().err
    assert "已有的存档：2023年7月第1次。" in said or arguments[1] == "0"


def test_a_record_that_cannot_be_read_cannot_be_asked(issued: Path) -> None:
    (issued / ISSUED / "1/issue.json").write_text("{}", "utf-8")
    assert command(issued, "trace", "1-1", "--issue", "1") == 1


# --- The final draft ----------------------------------------------------------------------------------------------


def test_each_figure_of_a_final_draft_that_differs_is_named_and_kept(
    issued: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], paper: Paper
) -> None:
    file = tmp_path / "月通报（定稿）.docx"
    file.write_bytes(paper_docx(paper, lambda t: t.replace("124", "125")))
    capsys.readouterr()
    assert command(issued, "issue", "--file", str(file)) == 0
    found = record(issued, 2)["differences"]
    assert record(issued, 2)["draft"] == file.name
    assert (issued / ISSUED / "2/定稿.docx").read_bytes() == file.read_bytes()
    assert len(found) == 3  # in the first paragraph, and in the tables by month and by sector
    assert all("系统是124，定稿是125" in line for line in found)
    said = capsys.readouterr().out
    assert all(line in said for line in found)
    assert f"下一步：发出{ISSUED}/2/里的定稿.docx和附件2" in said
    assert command(issued, "issue", "--file", str(file)) == 2


def test_a_draft_that_says_the_same_has_no_differences(
    issued: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], paper: Paper
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(paper_docx(paper, lambda t: t))
    capsys.readouterr()
    assert command(issued, "issue", "--file", str(file)) == 0
    assert "全部一致" in capsys.readouterr().out
    assert record(issued, 2)["differences"] == []


def test_changes_that_are_still_open_in_a_draft_are_told(
    issued: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], paper: Paper
) -> None:
    file = tmp_path / "a.docx"
    parts = unpacked(paper_docx(paper, lambda t: t))
    struck = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>167</w:t></w:r></w:p></w:body>"
    body = parts["word/document.xml"].decode().replace("</w:body>", struck)
    file.write_bytes(packed({**parts, "word/document.xml": body.encode()}))
    capsys.readouterr()
    assert command(issued, "issue", "--file", str(file)) == 0
    said = capsys.readouterr().out
    assert "定稿里还有删除线没有处理，请确认后再印发" in said
    assert "全部一致" in said


def test_a_foreign_draft_is_refused_and_nothing_is_issued(issued: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    for data in (b"", b"x", b"%PDF", docx([])[:-30]):
        file.write_bytes(data)
        assert command(issued, "issue", "--file", str(file), "--number", "9") == 2
    file.unlink()
    file.mkdir()
    assert command(issued, "issue", "--file", str(file), "--number", "9") == 2
    assert not (issued / ISSUED / "2").exists()


@pytest.fixture(scope="module")
def paper(once: tuple[Path, object]) -> Paper:
    """The sample's July bulletin."""
    from pipeline.bulletin.paper import bulletin
    from pipeline.rendering.templates import load_pages

    return bulletin(check(once[0], JULY), load_pages(once[0] / "templates"))


def test_the_totals_frozen_are_those_published(once: tuple[Path, object]) -> None:
    root = once[0]
    assert (root / ISSUED / "1/totals.csv").read_bytes() == (
        root / "outbox/2023-07/totals.csv"
    ).read_bytes()
    assert len(table(root, "2023-07", "totals.csv")) == 36
