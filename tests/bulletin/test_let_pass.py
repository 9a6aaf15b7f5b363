"""Figures that break a rule and count all the same: every paper in which one stands says why."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.closing_report import closing_report
from pipeline.bulletin.closing_tables import left_table, series_table
from pipeline.bulletin.weekly_note import weekly_note
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from pipeline.settling.deadlines import Deadlines
from pipeline.words.let_pass import let_pass_told, remark_let_pass
from tests.support.annex2_books import BY_SECTOR, OFFICIAL, STATUS, load
from tests.support.bulletin_texts import line, markdown, rows
from tests.support.ledger_forms import hazards, ledger_form
from tests.support.places import ROOT
from tests.support.releases import make_release
from tests.support.versions import decided
from tests.support.workspaces import (
    JUNE,
    W28,
    check,
    check_week,
    declarations,
    form,
    put,
    workspace,
)

MORE_FIXED = {"fire_self_found": 1, "fire_self_fixed": 9}
FIRE = "区消防救援大队"
TOLD = "1-2“企业自查：整改多于发现”（特殊情况）"
BY_DECISION = "按区安委办决定照收"
CELL = "消防有按区安委办决定照收的数"


def let_pass(folder: Path, changes: Mapping[str, object], *targets: str) -> Release:
    """July with the fire brigade's form alone, after the office let some faults of it pass."""
    root = workspace(folder / "w")
    put(root, "消防.xlsx", form("rescue", Month(2023, 7), changes))
    return decided(root, *(("2023-07", FIRE, "消防", "豁免", t) for t in targets))


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return let_pass(tmp_path_factory.mktemp("july"), MORE_FIXED, "H1")


def test_the_bulletin_says_beside_its_sums_what_was_let_pass_and_why(july: Release) -> None:
    text = markdown(july)
    assert f"{BY_DECISION}的数：消防{TOLD}。由这些数得出的合计" in text
    assert text.index("已整改9个") < text.index(BY_DECISION) < text.index("（二）分行业领域")


def test_so_do_its_tables_of_sectors_totals_and_who_reported(july: Release) -> None:
    text = markdown(july)
    notes = [s for s in text.splitlines() if s.startswith("注：")]
    assert [CELL in s for s in notes if "抽查企业" in s or "企业数" in s] == [True, True]
    (row,) = [r for r in rows(text) if r[:2] == ["消防", FIRE]]
    assert row[-1] == f"{BY_DECISION}：{TOLD}"


def test_so_do_annex_2_and_the_sheets_behind_it(july: Release) -> None:
    book = load(fill_annex2(july, ROOT / "templates"))
    seen = {
        name: [str(c.value) for row in book[name] for c in row if BY_DECISION in str(c.value)]
        for name in (OFFICIAL, BY_SECTOR, STATUS)
    }
    assert f"{CELL}，原因见“报送情况”" in seen[OFFICIAL][0]
    assert f"有的数{BY_DECISION}，原因见“报送情况”" in seen[BY_SECTOR][0]
    assert [f"{BY_DECISION}：{TOLD}" in text for text in seen[STATUS]] == [True]


def test_the_weekly_note_and_the_closing_report_say_so_too(tmp_path: Path, july: Release) -> None:
    root = workspace(tmp_path / "w")
    put(root, "消防.xlsx", form("rescue", W28, MORE_FIXED), "2023-07-14T10:00:00+08:00")
    put(root, "7月.xlsx", form("rescue", Month(2023, 7)))
    decided(root, ("2023年7月10日至16日", FIRE, "", "豁免", "H1"))
    pages = load_pages(ROOT / "templates")
    note = write_pages(weekly_note(check_week(root, W28), pages), pages)["周调度.md"].decode()
    assert note.count(f"消防{TOLD}") == 1
    assert CELL in note
    report = closing_report(july, Deadlines(july.period, {}, july.declared), pages)
    closing = write_pages(report, pages)["总结报告.md"].decode()
    assert f"消防{TOLD}" in closing
    assert CELL in left_table(july).note


def test_a_later_month_names_the_month_that_has_such_figures(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root, "6月.xlsx", form("rescue", JUNE, MORE_FIXED), "2023-06-26T10:00:00+08:00")
    put(root, "7月.xlsx", form("rescue", Month(2023, 7)), "2023-07-26T10:00:00+08:00")
    release = decided(root, ("2023-06", FIRE, "", "豁免", "H1"))
    text = markdown(release)
    assert line(text, BY_DECISION).endswith(f"；6月有{BY_DECISION}的数")
    assert series_table(release).note.endswith(f"；6月有{BY_DECISION}的数")


def test_faults_of_one_kind_are_told_together_and_those_of_no_figure_not(tmp_path: Path) -> None:
    """V1 is about the workbook's day: its figures keep every rule."""
    low = {"fire_self_found": 1, "fire_self_fixed": 1}
    root = workspace(tmp_path / "w")
    put(root, "6月.xlsx", form("rescue", JUNE), "2023-06-26T10:00:00+08:00")
    july = Month(2023, 7)
    put(root, "7月.xlsx", form("rescue", july), "2023-07-25T10:00:00+08:00")
    put(root, "又.xlsx", form("rescue", july, low), "2023-08-02T10:00:00+08:00")
    release = decided(root, *(("2023-07", FIRE, "", "豁免", t) for t in ("V1", "H10")))
    assert release.let_pass == {(july, "fire"): "1-1、1-2“累计数变小”（特殊情况）"}


def test_the_reason_is_told_without_names_of_the_ledgers(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    rows = hazards("rescue", Month(2023, 7))
    firm = rows[0].values["enterprise"]
    put(root, "消防.xlsx", ledger_form("rescue", changes=MORE_FIXED))
    heads = "报告期,单位,行业领域,决定,对象,理由,决定人,决定日期"
    row = f"2023-07,{FIRE},,豁免,H1,{firm}移交的另计，电话139-0000-0001,王主任,2023-07-29"
    put(root, "decisions.csv", f"{heads}\r\n{row}\r\n".encode())
    release = check(root, Month(2023, 7))
    assert release.let_pass == {
        (release.period, "fire"): "1-2“企业自查：整改多于发现”（某企业移交的另计，电话（号码略））"
    }
    assert firm not in markdown(release)
    assert "王主任" not in markdown(release)


def test_it_is_said_of_the_sheet_alone_that_breaks_the_rule(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    wrong = {"gas_self_found": 1, "gas_self_fixed": 9}
    put(root, "a.xlsx", form("planning", Month(2023, 7), wrong))
    unit = declarations().roster.units["planning"]
    release = decided(root, ("2023-07", unit.name, "", "豁免", "H1"))
    assert len(release.state.accepted(unit.sectors)) == 2
    assert [sheet for _, sheet in release.let_pass] == ["gas"]


def test_nothing_is_said_where_nothing_was_let_pass(tmp_path: Path) -> None:
    release = let_pass(tmp_path, {})
    assert BY_DECISION not in markdown(release)
    book = load(fill_annex2(release, ROOT / "templates"))
    assert not [c for s in book for row in s for c in row if BY_DECISION in str(c.value)]


def test_of_very_much_the_first_are_told_and_how_many_more() -> None:
    made = make_release("2023-07")
    limits = replace(made.declared.bulletin.limits, lines=2)
    declared = replace(made.declared, bulletin=replace(made.declared.bulletin, limits=limits))
    told = {(made.period, s): "1-2“多”（因）" for s in ("gas", "fire", "road", "power")}
    text = markdown(replace(made, declared=declared, let_pass=told))
    assert "的数：道路交通1-2“多”（因）；消防1-2“多”（因）；另有2张表，见附件2“报送情况”。" in text
    two = {key: told[key] for key in list(told)[:2]}
    assert "另有" not in let_pass_told(replace(made, declared=declared, let_pass=two))


def test_of_sheets_that_stand_in_one_row_each_is_named() -> None:
    """Without their names 1-2、1-2 would say nothing of which is meant."""
    release = make_release()
    told = {"hazchem": TOLD, "industry": "1-4“又”（特殊情况）", "gas": TOLD}
    passed = replace(release, let_pass={(release.period, s): text for s, text in told.items()})
    one, several = remark_let_pass(["gas"], passed), remark_let_pass([*told, "fire"], passed)
    assert one == f"{BY_DECISION}：{TOLD}"
    assert several == f"{BY_DECISION}：危险化学品、燃气{TOLD}；冶金等工贸1-4“又”（特殊情况）"
    assert remark_let_pass(["fire"], passed) == ""
