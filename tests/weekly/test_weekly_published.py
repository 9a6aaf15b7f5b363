"""What is published of a week, and its note of one page."""

import dataclasses
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.bulletin.problems import Problem
from pipeline.bulletin.weekly_note import weekly_note
from pipeline.model.released import Release
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from tests.support import chromium
from tests.support.named_cells import cell_named
from tests.support.published import PAPERS, command, manifest, snapshot
from tests.support.releases import make_release
from tests.support.weeks import MONDAY, fire
from tests.support.workspaces import (
    HEADINGS,
    ROOT,
    W28,
    declarations,
    drawn,
    filled_in,
    publish_weekly,
    right_values,
    workspace,
)

DECLARED = declarations()


def test_a_week_is_published_like_a_month_into_a_folder_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(W28), MONDAY)})
    assert command(root, "weekly", "--week", "2023年7月12日") == 0
    folder = root / "outbox/2023-W28"
    said = capsys.readouterr().out
    assert "outbox/2023-W28/（附件2.xlsx、周调度.docx、周调度.html、周调度.md" in said
    assert "月通报" not in said
    assert {p.name for p in folder.iterdir()} == {
        *(f"周调度.{s}" for s in PAPERS),
        *("附件2.xlsx", "figures.csv", "totals.csv", "manifest.json", "回执.txt"),
    }
    run = manifest(root, "2023-W28")
    assert run["period"] == "2023-W28"
    assert all(o["path"].startswith("outbox/2023-W28/") for o in run["outputs"])
    book = load_workbook(folder / "附件2.xlsx")
    assert cell_named(book, "annex_date").value == "时间：2023年7月16日"
    before = snapshot(root / "outbox")
    assert command(root, "weekly") == 0
    assert snapshot(root / "outbox") == before
    assert command(root, "weekly", "--strict") == 3


def test_a_sample_week_says_so_on_everything(tmp_path: Path) -> None:
    book = drawn(DECLARED, "rescue", W28, sample=True)
    data = filled_in(book, right_values("rescue", W28), HEADINGS)
    root = workspace(tmp_path / "w", {"a.xlsx": (data, MONDAY)})
    publish_weekly(root, None)
    for name in ("周调度.md", "周调度.html", "回执.txt"):
        assert DECLARED.form.sample_note in (root / "outbox/2023-W28" / name).read_text("utf-8")


def _note(release: Release) -> str:
    paper = weekly_note(release, load_pages(ROOT / "templates"))
    return "\n".join(b.text for b in paper.blocks)


def _rows(release: Release) -> list[tuple[str, ...]]:
    paper = weekly_note(release, load_pages(ROOT / "templates"))
    (block,) = [b.table for b in paper.blocks if b.table]
    return [r.cells for r in block.rows]


def test_of_very_many_sectors_the_note_shows_the_first_and_says_where_all_are() -> None:
    release = next(iter(_worst_cases().values()))
    plan = release.declared.bulletin
    few = dataclasses.replace(plan, limits=dataclasses.replace(plan.limits, rows=2))
    declared = dataclasses.replace(release.declared, bulletin=few)
    rows = _rows(dataclasses.replace(release, declared=declared))
    assert len(rows) == 4
    assert (rows[2][0], rows[2][-1], rows[3][0]) == ("其余10个", "见附件2", "合计")


def test_the_note_names_who_is_behind_and_by_when_to_file() -> None:
    release = make_release(
        "2023-W28", missing=["gas"], returned=["fire"], late=["road"], corrected=["power", "office"]
    )
    text = _note(release)
    for words in ("有效报送10个，其中按时8个", "未报送1个（燃气）", "退回未补正1个（消防）", "迟报1个（道路交通）",
                  "退回后补正1个（电力）", "区安委会办公室的报表退回后补正",
                  "请区规划建设局（燃气）、区消防救援大队于7月18日前",
                  "于7月24日前报送下周（7月17日至23日）", "2023年7月10日至16日"):  # fmt: skip
        assert words in text


def test_the_note_compares_only_sectors_that_are_in_both_weeks() -> None:
    release = make_release("2023-W28", missing=["gas"], missing_before=["fire"])
    found = ("self_found", "dept_found")
    changes = [release.totals[i].change for i in found]
    assert all(c is not None for c in changes)
    assert f"两周都报送的10个领域新增发现{sum(c for c in changes if c is not None)}个" in _note(
        release
    )
    rows = {cells[0]: cells for cells in _rows(release)}
    assert rows["燃气"][1:] == ("未报", "未报", "未报", "未报", "—", "—", "未报送")
    assert rows["消防"][-3:] == ("—", "—", "按时")
    columns = range(5, 7)
    for at in columns:
        parts = [
            int(cells[at]) for name, cells in rows.items() if name != "合计" and cells[at] != "—"
        ]
        assert int(rows["合计"][at]) == sum(parts)
    assert rows["合计"][-1] == "11/12"


def test_what_stands_still_is_told_of_the_week_and_not_of_a_month() -> None:
    found = {("fire", i): 9.0 for i in ("self_found", "dept_found")}
    fixed = {("fire", i): 0.0 for i in ("self_fixed", "dept_fixed")}
    others = [s for s in DECLARED.roster.sheets if s != "fire"]
    text = _note(make_release("2023-W28", missing=others, values=found | fixed))
    assert "消防领域未整改18个，7月10日至7月16日没有新增整改" in text
    assert "本月" not in text


def test_a_first_week_says_that_there_is_nothing_to_compare() -> None:
    first = make_release("2023-W21")
    assert "没有上周可比" in _note(first)
    assert {cells[5:7] for cells in _rows(first)} == {("—", "—")}
    alone = make_release("2023-W28", missing_before=list(DECLARED.roster.sheets))
    assert "没有上周（7月3日至9日）和本周都报送的领域" in _note(alone)
    assert {cells[5:7] for cells in _rows(alone)} == {("—", "—")}


def test_a_week_without_a_valid_form_and_the_last_week_are_told_as_they_are() -> None:
    nobody = _note(make_release("2023-W28", missing=list(DECLARED.roster.sheets)))
    assert "没有可以汇总的数" in nobody
    assert "未报送12个" in nobody
    last = _note(make_release("2023-W52"))
    assert "最后一周" in last
    assert "下周" not in last


def _worst_cases() -> dict[str, Release]:
    sheets = list(DECLARED.roster.sheets)
    return {
        "missing": make_release("2023-W28", missing=sheets),
        "behind": make_release("2023-W31", late=sheets[:3], corrected=sheets[3:6], returned=sheets[6:9],
                               missing=sheets[9:12], values=_lagging(sheets[:6])),
        "sample": make_release("2023-W44", returned=sheets[:4], missing=sheets[4:8], late=sheets[8:],
                               sample=True, values=_lagging(sheets[8:])),
    }  # fmt: skip


def _lagging(sheets: list[str]) -> dict[tuple[str, str], float]:
    """Half of them put nothing right, and nobody checks anything."""
    values = {(s, i): 900.0 for s in sheets for i in ("self_found", "dept_found")}
    values |= {
        (s, i): 899.0 * (n % 2) for n, s in enumerate(sheets) for i in ("self_fixed", "dept_fixed")
    }
    return values


@pytest.mark.browser
@pytest.mark.parametrize("case", ["missing", "behind", "sample"])
def test_the_note_prints_on_one_page(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem(
        "整改进度滞后",
        ("冶金等工贸发现重大事故隐患1800个，已整改1798个，整改率99.9%，低于总体" * 2,) * 12,
        closing="",
        demand="",
    )
    monkeypatch.setattr("pipeline.bulletin.weekly_note.find_problems", lambda _: [problem] * 5)
    pages = load_pages(ROOT / "templates")
    paper = weekly_note(_worst_cases()[case], pages)
    note = write_pages(paper, pages)["周调度.html"].decode()
    assert len(chromium.words_of(chromium.print_pdf(tmp_path, note))) == 1
