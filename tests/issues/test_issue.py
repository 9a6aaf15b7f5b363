"""`pipeline issue`: what is frozen, once or again, and held against the final draft."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from pipeline.drawing.package_bytes import packed
from pipeline.issues import folder as issue_folder
from pipeline.model.month import Month
from pipeline.model.week import Week
from pipeline.papers.paper import Paper
from tests.support.issued import ISSUED, STAMP, month_of, record
from tests.support.published import command, snapshot, table
from tests.support.typed_cells import unpacked
from tests.support.word_files import docx, paper_docx
from tests.support.workspaces import JULY, ROOT, check, declarations, form, put

# What prints the number and the day.
DATED = {*(f"月通报.{s}" for s in ("md", "html", "docx", "eml")), "送阅件.html", "manifest.json"}


# --- What is frozen --------------------------------------------------------------------------------------------------


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


def test_forms_of_later_months_of_weeks_rubbish_and_scans_are_not_frozen(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
    assert "没有存进去的文件：inbox/链接.xlsx。\n" in capsys.readouterr().out


# --- Once, or again --------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("day", "asks", "is_told"),
    [("2023-07-31", True, False), ("2023-08-01", True, True), ("2023-08-01", False, False)],
)
def test_a_day_after_what_the_paper_asks_for_is_told(
    issued: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    day: str,
    *,
    asks: bool,
    is_told: bool,
) -> None:
    if not asks:
        monkeypatch.setattr("pipeline.screens.issue.find_problems", lambda _: ())
    assert command(issued, "issue", "--date", day, "--number", "9") == 0
    said = capsys.readouterr().out
    assert ("要求各单位7月31日前办的事，印发日期8月1日已过这一天" in said) == is_told
    assert ("下一步：发出" in said) != is_told  # what was told comes first


def test_a_number_of_the_next_year_prints_its_year(issued: Path) -> None:
    assert command(issued, "issue", "--date", "2024/1/3", "--number", "1") == 0
    assert "〔2024〕1号" in (issued / ISSUED / "2/月通报.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--number", "〔2024〕7号"), "文号〔2024〕7号和印发日期2023年7月31日不是同一年"),
        (("--number", "〔2023〕8号", "--date", "2024-01-03"), "和印发日期2024年1月3日不是同一年"),
        (("--date", "2024-01-03"), "文号〔2023〕7号和印发日期2024年1月3日不是同一年"),
        (("--date", "2022-07-31"), "印发日期2022年7月31日在2023年7月以前"),
    ],
    ids=str,
)
def test_a_number_of_another_year_than_the_day_is_asked_about(
    issued: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    before = snapshot(issued)
    assert command(issued, "issue", *arguments) == 2
    assert told in capsys.readouterr().err
    assert snapshot(issued) == before


def test_a_number_of_another_year_than_the_month_needs_a_day(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def issue(*arguments: str) -> int:
        return command(june, "issue", "--month", "2023-12", *arguments)

    december = Month(2023, 12)
    put(june, "12月.xlsx", form("rescue", december), "2023-12-26T10:00:00+08:00")
    assert issue("--number", "〔2024〕1号") == 2
    assert "加--date写明印发日期" in capsys.readouterr().err
    assert issue("--number", "〔2024〕1号", "--date", "2024-01-03") == 0
    assert record(june, 1, "2023-12")["year"] == 2024


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
    said = capsys.readouterr().out
    assert "请注意：outbox/2023-06里手改过、新放或缺少的文件：月通报.md。" in said
    assert "下一步：先处理好上面“请注意”" in said
    assert (june / "outbox/2023-06/月通报.md").read_text("utf-8") == "改过"
    assert "改过" not in (june / "outbox/2023-06/issued/2/月通报.md").read_text("utf-8")
    put(june, "7月.xlsx", form("rescue", JULY))
    assert command(june, "issue", "--month", "2023-07") == 0
    said = capsys.readouterr().out
    assert "请注意：outbox/2023-07还没有发布过" in said
    assert "下一步：先处理好上面“请注意”" in said


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
    assert not re.search("Invalid|Error|Usage", capsys.readouterr().err)


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


def test_a_sample_says_so_and_is_never_held_against_real_forms(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record(issued)["sample"] is True
    assert "不得印发" in (issued / ISSUED / "1/月通报.md").read_text("utf-8")
    put(issued, "消防.xlsx", form("rescue", JULY))
    release = check(issued, JULY)
    assert (release.issue, release.restated) == (None, ())
    assert command(issued, "monthly", "--month", "2023-07") == 0
    assert command(issued, "issue", "--month", "2023-07") == 0
    assert (record(issued, 2)["n"], record(issued, 2)["sample"]) == (2, False)
    assert "7月有1次是用样例试的，真实报表这是第1次印发" in capsys.readouterr().out
    assert command(issued, "issue", "--month", "2023-07", "--number", "8") == 0
    assert "7月有1次是用样例试的，真实报表这是第2次印发" in capsys.readouterr().out


# --- The final draft -------------------------------------------------------------------------------------------------


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
    assert f"第2次印发，已存档：{ISSUED}/2/（共{len(record(issued, 2)['files'])}个文件）\n" in said
    assert "定稿已存为定稿.docx，其中有3处数与系统的不一致（已记入issue.json）：\n" in said
    assert all(f"  {line}\n" in said for line in found)
    assert "多得不像改动" not in said
    assert (
        f"下一步：先处理好上面“请注意”“请核对”的事项，再发出{ISSUED}/2/里的定稿.docx和附件2" in said
    )
    assert command(issued, "issue", "--file", str(file)) == 2


def test_a_draft_that_differs_everywhere_is_cut_short_and_taken_for_another_version(
    issued: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], paper: Paper
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(paper_docx(paper, lambda t: re.sub(r"(\d\d)(?=[个家次项]|$)", r"9\1", t)))
    capsys.readouterr()
    assert command(issued, "issue", "--file", str(file)) == 0
    count, said = len(record(issued, 2)["differences"]), capsys.readouterr().out
    assert count > 60
    assert f"其中有{count}处数与系统的不一致" in said
    assert f"\n  还有{count - 60}处，见issue.json。\n" in said
    assert len(re.findall("(?m)^  .*系统", said)) <= 60
    assert re.search(r"请注意：定稿里有\d+处数与系统的不同，多得不像改动", said)


def test_a_draft_that_says_the_same_has_no_differences(
    issued: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], paper: Paper
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(paper_docx(paper, lambda t: t))
    capsys.readouterr()
    assert command(issued, "issue", "--file", str(file)) == 0
    assert "全部一致" in capsys.readouterr().out
    assert record(issued, 2)["differences"] == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("6月进展情况的通报", 2),
        ("关于排查整治行动12月进展情况的通报", 2),
        ("7月份进展情况的通报", 0),
        ("关于排查整治行动7月进展情况的通报", 0),
    ],
)
def test_a_draft_with_the_title_of_another_month_is_not_issued(
    issued: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    paper: Paper,
    title: str,
    code: int,
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(paper_docx(paper, lambda t: t.replace("7月进展情况的通报", title)))
    capsys.readouterr()
    assert command(issued, "issue", "--file", str(file)) == code
    assert (issued / ISSUED / "2").exists() is not bool(code)
    said = capsys.readouterr()
    if code:
        month = "12月" if "12" in title else "6月"
        assert f"标题是{month}的，要印发的是2023年7月，没有印发" in said.out + said.err


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
    assert len(table(root, "2023-07", "totals.csv")) == len(declarations().form.indicators)
