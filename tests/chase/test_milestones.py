"""Milestones: how they stand on a day, and what papers, texts and 考核参考 make of them."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.chasing import Chasing, chase_units
from pipeline.milestones.progress import tasks_on, to_remind, told_in
from pipeline.model.milestones import Key, Noted, NotedEntry, Task
from pipeline.model.month import Month
from tests.readback.run import faults
from tests.support.edited_schemas import refusal
from tests.support.milestone_books import (
    DAY,
    FILE,
    PAIRS,
    PLAN,
    ROW,
    SHEET,
    at,
    book,
    noted,
    states,
    table_of,
)
from tests.support.published import command
from tests.support.workspaces import AUGUST, JULY, JUNE, W28, declarations, form, put

DECLARED = declarations()


# --- How they stand, and when a paper tells of them ------------------------------------------------------------------


def _noted(days: Mapping[Key, date | None]) -> Noted:
    entries = {k: NotedEntry(9, d, not_needed=d is None) for k, d in days.items()}
    return Noted(f"inbox/{FILE}", entries)


def _told(found: Noted, month: Month) -> list[str]:
    return list(dict.fromkeys(t.milestone.id for t in told_in(DECLARED, found, month)))


def test_states_follow_from_the_day_on_which_they_are_asked_for() -> None:
    key = ("plan", "grid")  # due on 25 May
    found = _noted({key: date(2023, 5, 29), ("plan", "police"): None})
    assert states(found, "2023-05-25")[key] == "coming"
    assert states(found, "2023-05-26")[key] == "missing"
    assert states(found, "2023-05-28")[key] == "missing"
    assert states(found, "2023-05-29")[key] == "late"
    assert states(_noted({key: date(2023, 5, 25)}), "2023-05-25")[key] == "done"
    assert {states(found, d)["plan", "police"] for d in ("2023-05-25", "2023-07-01")} == {
        "not_needed"
    }
    assert tasks_on(DECLARED, Noted(), date(2023, 6, 28)) == ()


def test_a_milestone_is_told_once_it_was_due_and_then_while_something_is_missing() -> None:
    nothing = _noted({})
    may = ["launch", "plan", "liaison", "group_plan", "checklist"]
    assert _told(nothing, JUNE) == may
    assert _told(nothing, JULY) == [*may, "self_check_stage"]
    done = {k: date(2023, 5, 24) for k in PAIRS if k[0] in may}
    assert _told(_noted(done), JUNE) == may
    assert _told(_noted(done), JULY) == [
        "self_check_stage"
    ]  # of this stage, and due before August's paper
    assert _told(_noted(done), AUGUST) == ["self_check_stage"]
    late = done | {("checklist", "grid"): date(2023, 7, 6)}
    assert _told(_noted(late), JUNE) == may
    assert table_of(_noted(late), JUNE).rows[-1].cells[2:] == ("9", "8", "—", "临港供电中心")
    assert "checklist" not in _told(_noted(late), JULY)
    assert told_in(DECLARED, nothing, W28) == ()


def test_a_milestone_of_the_next_stage_is_not_told_ahead() -> None:
    """It is due before the next paper, but that one is of its own stage."""
    coming = replace(PLAN.milestones["plan"], id="x", name="新节点", due=date(2023, 8, 10))
    plan = replace(PLAN, milestones={**PLAN.milestones, "x": coming})
    declared = replace(DECLARED, milestones=plan)
    told = [{t.milestone.id for t in told_in(declared, _noted({}), m)} for m in (JULY, AUGUST)]
    assert ["x" in ids for ids in told] == [False, True]


def test_what_is_not_needed_of_somebody_is_not_counted() -> None:
    days = {("plan", "grid"): None, ("plan", "police"): date(2023, 5, 24)}
    (row,) = [r for r in table_of(_noted(days), JUNE).rows if r.cells[0].endswith("整治工作方案")]
    assert row.cells[2:4] == ("8", "1")
    assert "临港供电中心" not in row.cells[5]


def test_what_is_done_after_the_due_day_is_not_yet_done_in_that_months_paper() -> None:
    days = {("self_check_stage", u): date(2023, 7, 29) for u in ("safety", "rescue")}
    july, august = (table_of(_noted(days), m) for m in (JULY, AUGUST))
    (before,), (after,) = (
        [r for r in t.rows if r.cells[0].startswith("自查")] for t in (july, august)
    )
    assert before.cells[2:] == ("9", "0", "—", "未到期")
    assert after.cells[3] == "2"
    assert "区消防救援大队" not in after.cells[5]


def test_the_closing_report_tells_of_all_as_of_its_own_day() -> None:
    closing = replace(DECLARED, campaign=DECLARED.campaign.closing())
    found = _noted({("summary", "safety"): date(2023, 12, 31)})
    tasks = told_in(closing, found, DECLARED.campaign.last_month)
    assert {(t.milestone.id, t.filer.id) for t in tasks} == set(PAIRS)
    assert next(t for t in tasks if t.state == "done").filer.id == "safety"
    assert {t.state for t in tasks if t.milestone.id == "checklist"} == {"missing"}


def test_the_papers_tables_agree_with_the_second_reader(root: Path) -> None:
    days: dict[Key, date | None] = {k: date(2023, 5, 25) for k in PAIRS if k[0] != "checklist"}
    days |= {("checklist", "safety"): date(2023, 6, 1), ("checklist", "grid"): None}
    put(root, FILE, book(days))
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert faults(root, "2023-06") == []
    put(root, FILE, book(days | {("checklist", "police"): date(2023, 5, 30)}))
    assert any("节点任务表" in f for f in faults(root, "2023-06"))


def test_the_closing_report_agrees_with_the_second_reader(root: Path) -> None:
    put(root, FILE, book({k: date(2023, 12, 30) for k in PAIRS if k[0] != "launch"}))
    month = DECLARED.campaign.last_month
    put(root, "消防.xlsx", form("rescue", month), "2023-12-30T10:00:00+08:00")
    assert command(root, "final") == 0
    said = (root / "outbox/总结/总结报告.md").read_text("utf-8")
    assert said.count("| 专项行动总结 | 12月31日 | 9 | 9 | — | — |") == 1
    assert [f for f in faults(root, "总结", "总结报告") if "节点" in f] == []
    put(root, FILE, book())
    assert [f for f in faults(root, "总结", "总结报告") if "节点" in f]


# --- Chasing and 考核参考 --------------------------------------------------------------------------------------------


def chase(root: Path, on: str) -> Chasing:
    return chase_units(root, None, date.fromisoformat(on), lambda _: None)


def text(root: Path, on: str) -> str:
    return (root / f"outbox/催报/{on}/催报文字.txt").read_text("utf-8-sig")


def test_what_is_due_soon_or_overdue_is_asked_for() -> None:
    found = _noted({("plan", "safety"): date(2023, 5, 24)})

    def asked(on: str) -> set[str]:
        tasks = to_remind(tasks_on(DECLARED, found, date.fromisoformat(on)), PLAN)
        return {t.milestone.id for t in tasks if t.filer.id == "grid"}

    assert asked("2023-05-21") == set()
    assert asked("2023-05-22") == {"plan", "liaison"}
    assert asked("2023-05-28") == {"plan", "liaison", "checklist"}
    tasks = to_remind(tasks_on(DECLARED, found, date(2023, 5, 26)), PLAN)
    assert "safety" not in {t.filer.id for t in tasks if t.milestone.id == "plan"}


def test_a_unit_is_reminded_in_its_own_text_and_others_by_the_office(root: Path) -> None:
    days = {k: date(2023, 5, 25) for k in PAIRS if k != ("plan", "grid")}
    del days["group_plan", "group6"]
    put(root, FILE, book(days))
    for unit in DECLARED.roster.units:
        put(root, f"{unit}.xlsx", form(unit, JUNE), "2023-06-20T10:00:00+08:00")
    found = chase(root, "2023-06-26").round
    assert [(c.unit.id, [t.milestone.id for t in c.tasks]) for c in found.chased] == [
        ("grid", ["plan"])
    ]
    said = text(root, "2023-06-26")
    assert "节点任务：专项排查整治工作方案应于5月25日前报送，已逾期32天。请尽快补办。" in said
    assert (
        "〔节点任务〕专业领导小组办公室（六）：专业领导小组工作方案应于5月30日前备案，已逾期27天"
        in said
    )
    page = (root / "outbox/催报/2023-06-26/催报一览.html").read_text("utf-8")
    assert "节点：专项排查整治工作方案" in page


def test_without_a_workbook_nobody_is_reminded_and_the_office_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, "chase", "--on", "2023-06-26") == 0
    out = capsys.readouterr().out
    assert f"还没有{FILE}" in out
    assert "没有联络员电话的单位：区安全生产监管办公室、" in out
    assert "节点" not in text(root, "2023-06-26")
    assert not (root / "outbox/催报/2023-06-26/节点任务一览.xlsx").exists()


def test_a_unit_with_a_liaison_is_not_among_those_without(root: Path) -> None:
    put(root, "联络员.csv", "单位,职务,电话\r\n区交警大队,联络员,0539-1234567\r\n".encode())
    silent = {u.unit.id for u in chase(root, "2023-06-26").round.units if u.is_silent}
    assert silent == set(DECLARED.roster.units) - {"traffic", "office"}


def test_the_checklist_has_a_row_for_everybody_and_a_column_for_every_milestone(root: Path) -> None:
    put(root, FILE, book({("plan", "grid"): date(2023, 5, 29), ("liaison", "grid"): None}))
    chase(root, "2023-06-26")
    data = (root / "outbox/催报/2023-06-26/节点任务一览.xlsx").read_bytes()
    heads, *rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(3, values_only=True))
    assert [str(h).split("\n")[0] for h in heads[1:]] == [m.name for m in PLAN.milestones.values()]
    (grid,) = [r for r in rows if r[0] == "临港供电中心"]
    assert grid[1:6] == ("—", "逾期报送\n5月29日", "不需完成", "—", "未备案\n已逾期26天")
    assert len(rows) == len({f for _, f in PAIRS})


def test_assessment_counts_late_and_missing_ones_with_their_evidence(root: Path) -> None:
    days = {k: date(2023, 5, 25) for k in PAIRS if k[0] != "checklist"}
    days |= {("plan", "grid"): date(2023, 5, 29), ("checklist", "rescue"): date(2023, 5, 30)}
    put(root, FILE, book(days))
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    chase(root, "2023-06-29")
    data = (root / "outbox/催报/2023-06-29/考核参考.xlsx").read_bytes()
    opened = load_workbook(io.BytesIO(data))
    for title in ("2023年第二季度", "全部报告期"):
        heads, *rows = list(opened[title].iter_rows(3, values_only=True))
        columns = [heads.index(h) for h in ("节点逾期", "节点未办")]
        counts = {str(r[0]): tuple(r[c] for c in columns) for r in rows}
        assert (counts["临港供电中心"], counts["区消防救援大队"]) == ((1, 1), (0, 0))
        assert counts["合计（牵头单位）"] == (1, 8)
    lines = [r for r in opened["依据"].iter_rows(values_only=True) if r[1] == "节点任务"]
    late = next(r for r in lines if r[3] == "逾期报送")
    assert (late[0], late[6], late[7]) == ("临港供电中心", "5月29日", "4")
    assert re.fullmatch(rf"inbox/{FILE}的“{SHEET}”表第{at('plan', 'grid')}行", str(late[8]))


# --- Declarations, the command, an issue -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('who = ["office"]', 'who = ["nobody"]', "没有“nobody”这个单位"),
        ('who = ["office"]', "who = []", "没有写单位"),
        ('who = ["office"]', 'who = ["lead", "grid"]', "写了两次"),
        ("due = 2023-05-30", "due = 2024-05-30", "不在行动期间"),
        ('id = "plan"', 'id = "launch"', "写了两次"),
        ('name = "联络人名单"', 'name = "专项排查整治工作方案"', "分不清"),
        ("group1 = {", "grid = {", "重名"),
        ('（一）" }', '（一）", unit = "xx" }', "没有“xx”这个单位"),
        ('file = "节点台账.xlsx"', 'file = "台账/节点.xlsx"', "不带文件夹"),
        ("remind_days = 3", "remind_days = 300", "0至31"),
        ('status = "状态"', 'status = "单位"', "不能相同"),
        ('not_needed = "不需完成"', 'not_needed = "不需,完成"', "半角逗号"),
        ('verb = "报送"', 'verb = "报送"\ncolour = "red"', "没有这一项"),
    ],
)
def test_a_wrong_declaration_names_file_and_key(root: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(root, "milestones", old, new)


def test_a_workspace_may_have_no_milestones(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "schemas/milestones.toml").unlink()
    put(root, FILE, book())
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert command(root, "chase", "--on", "2023-06-26") == 0
    assert "节点台账" not in capsys.readouterr().out.replace(f"inbox/{FILE}", "")
    assert command(root, "milestones") == 2


def test_a_filer_may_belong_to_a_unit(root: Path) -> None:
    path = root / "schemas/milestones.toml"
    content = path.read_text("utf-8")
    path.write_text(content.replace('（六）" }', '（六）", unit = "rescue" }'), "utf-8")
    put(root, FILE, book({k: date(2023, 5, 25) for k in PAIRS if k != ("group_plan", "group6")}))
    found = chase(root, "2023-06-02").round
    tasks = {c.unit.id: [t.filer.id for t in c.tasks] for c in found.chased if c.tasks}
    assert tasks == {"rescue": ["group6"]}
    assert found.others == ()


def test_the_command_writes_a_blank_one_and_never_over_a_filled_one(root: Path) -> None:
    assert command(root, "milestones") == 0
    path = root / "outbox/台账/空白" / FILE
    assert path.read_bytes() == book()
    filled = book({PAIRS[0]: date(2023, 5, 24)})
    path.write_bytes(filled)
    assert command(root, "milestones") == 0
    assert path.read_bytes() == book()
    assert filled in [p.read_bytes() for p in (root / "outbox").rglob(FILE)]


def test_an_issue_keeps_it(root: Path) -> None:
    put(root, FILE, book())
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert command(root, "issue", "--month", "2023-06") == 0
    assert (root / "outbox/2023-06/issued/1/inbox" / FILE).read_bytes() == book()


def test_real_and_invented_days_never_meet(sample_root: Path) -> None:
    put(sample_root, FILE, book({("checklist", "economy"): date(2023, 5, 30)}))
    assert command(sample_root, "monthly", "--month", "2023-06") == 0
    path = sample_root / "outbox/2023-06/月通报.md"
    assert (
        "区经济发展局" in path.read_text("utf-8").split("专项检查表（细化后） |")[1].split("\n")[0]
    )
    put(sample_root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    assert command(sample_root, "monthly", "--month", "2023-06") == 0
    row = path.read_text("utf-8").split("专项检查表（细化后） |")[1].split("\n")[0]
    assert "区经济发展局" not in row
    assert "| 9 | 1 |" in row


def test_hostile_texts_of_the_workbook_do_nothing_on_the_screen(tmp_path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(ROW, 1, "=1+1")
        sheet.cell(ROW + 1, 3, "\u202e<script>[x](y)")
        sheet.cell(ROW + 1, DAY, "x")

    found = noted(tmp_path, book({}, edit))
    assert found.remarks
    assert all(r.isprintable() for r in found.remarks)


def test_a_task_knows_whether_it_is_open() -> None:
    tasks: list[Task] = list(
        tasks_on(DECLARED, _noted({PAIRS[0]: date(2023, 5, 24)}), date(2023, 6, 1))
    )
    assert {t.state for t in tasks if t.is_open} == {"missing", "coming"}
    assert {t.state for t in tasks if t.is_done} == {"done"}
