"""The closing report: what counts up to the final cut-off, what it shows, and when it cannot be written."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.bulletin.closing_report import closing_report
from pipeline.bulletin.closing_tables import discipline_table, left_table, series_table
from pipeline.declarations import load_declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.rendering.templates import load_pages
from pipeline.settling.deadlines import Deadlines
from tests.readback.run import faults
from tests.support.campaigns import DECEMBER, campaign, filled
from tests.support.named_cells import cell_named
from tests.support.places import ROOT
from tests.support.published import PAPERS, command, manifest, snapshot, table
from tests.support.releases import make_release
from tests.support.workspaces import (
    JULY,
    declarations,
    form,
    publish,
    put,
    sample_workspace,
    workspace,
)

NOVEMBER = Month(2023, 11)
FOLDER = "总结"
UNITS = declarations().roster.units
FILES = {*(f"总结报告.{s}" for s in PAPERS), "附件2.xlsx"}
FILES |= {"figures.csv", "totals.csv", "manifest.json"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole campaign: one unit came late in November and December, one is missing in July and one in December."""
    late = {
        (DECEMBER, "traffic"): "2023-12-30T09:00:00+08:00",
        (NOVEMBER, "ecology"): "2023-11-30T09:00:00+08:00",
    }
    lacking = {(DECEMBER, "grid"), (JULY, "economy")}
    root = campaign(tmp_path_factory.mktemp("closed") / "w", late, lacking)
    assert command(root, "final") == 0
    return root


@pytest.fixture(scope="module")
def published(closed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with every month published besides."""
    root = tmp_path_factory.mktemp("published") / "w"
    shutil.copytree(closed, root)
    for month in declarations().campaign.months[:-1]:
        publish(root, month)
    return root


@pytest.fixture
def december(tmp_path: Path) -> Path:
    """December alone, complete."""
    root = workspace(tmp_path / "w")
    for unit in UNITS:
        put(root, f"{unit}.xlsx", filled(unit, DECEMBER), "2023-12-26T10:00:00+08:00")
    return root


def text(root: Path) -> str:
    return (root / "outbox" / FOLDER / "总结报告.md").read_text("utf-8")


def rows(root: Path, caption: str) -> dict[str, list[str]]:
    """A table of the report by the first cell of each row."""
    lines = text(root).partition(f"**{caption}**")[2].strip().split("\n\n")[0].split("\n")
    cells = [[c.strip(" *") for c in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells}


def test_it_lies_in_a_folder_of_its_own_and_the_manifest_names_it(closed: Path) -> None:
    found = {p.name for p in (closed / "outbox" / FOLDER).iterdir()}
    assert found == FILES
    run = manifest(closed, FOLDER)
    assert run["period"] == "2023-12"
    assert {o["path"] for o in run["outputs"]} == {
        f"outbox/{FOLDER}/{name}" for name in FILES - {"manifest.json"}
    }
    assert run["coverage"]["missing"] == ["power"]


def test_the_report_reads_as_before(
    closed: Path, reads_as_before: Callable[[str, str], None]
) -> None:
    reads_as_before("总结/总结报告.md", text(closed))


def test_every_number_of_it_reads_back(published: Path) -> None:
    assert faults(published, FOLDER, "总结报告") == []


def test_a_second_run_writes_the_same_bytes(closed: Path) -> None:
    before = snapshot(closed / "outbox")
    assert command(closed, "final") == 0
    assert snapshot(closed / "outbox") == before


def test_annex_2_carries_the_final_cut_off_and_that_of_december_its_own(december: Path) -> None:
    assert command(december, "final") == 0
    publish(december, DECEMBER)
    dates = []
    for folder in (FOLDER, "2023-12"):
        book = load_workbook(december / "outbox" / folder / "附件2.xlsx")
        dates.append(cell_named(book, "annex_date").value)
    assert dates == ["时间：2023年12月31日", "时间：2023年12月28日"]


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        ("2023-12-31T23:59:59+08:00", True),
        ("2024-01-01T00:00:00+08:00", False),
    ],
)
def test_a_newer_version_counts_up_to_the_end_of_the_final_day(
    december: Path, received: str, counts: bool
) -> None:
    newer = form("police", DECEMBER, {"explosives_self_found": 99})
    put(december, "newer.xlsx", newer, received)
    assert command(december, "final") == 0
    value = {r["sector"]: r for r in table(december, FOLDER, "figures.csv")}["explosives"]
    first = next(
        r
        for r in table(december, FOLDER, "figures.csv")
        if (r["sector"], r["indicator"]) == ("explosives", "self_found")
    )
    assert (first["value"] == "99") is counts
    assert value["file"] == ("inbox/newer.xlsx" if counts else "inbox/police.xlsx")
    publish(december, DECEMBER)
    monthly = {r["sector"]: r for r in table(december, "2023-12", "figures.csv")}
    assert monthly["explosives"]["file"] == "inbox/police.xlsx"


def test_the_series_are_the_totals_of_each_month(published: Path) -> None:
    shown = rows(published, "各月进展情况（累计）")
    for month in declarations().campaign.months:
        folder = FOLDER if month == DECEMBER else str(month)
        label = "12月31日" if month == DECEMBER else f"{month.month}月28日"
        totals = {r["indicator"]: r for r in table(published, folder, "totals.csv")}
        found = sum(int(totals[i]["value"]) for i in ("self_found", "dept_found"))
        assert shown[label][0] == str(found), label
        assert shown[label][6] == totals["penalty_count"]["value"]
        assert shown[label][-1] == totals["self_found"]["coverage"]


def test_what_is_left_open_names_who_has_something_open_and_who_did_not_say(closed: Path) -> None:
    left = rows(closed, "尚未整改的重大事故隐患")
    assert "燃气" not in left  # all put right
    assert left["电力"][1:] == ["未报", "未报"]
    totals = {
        r["indicator"]: int(r["value"] or 0)
        for r in table(closed, FOLDER, "totals.csv")
        if r["value"].isdigit()
    }
    still = (
        totals["self_found"] + totals["dept_found"] - totals["self_fixed"] - totals["dept_fixed"]
    )
    assert left["合计"][1:] == [str(still), str(totals["listed_total"] - totals["listed_fixed"])]
    open_now = [int(r[1]) for name, r in left.items() if r[1].isdigit() and name != "合计"]
    assert sum(open_now) == still


def test_reporting_is_told_by_the_due_days_of_the_months(closed: Path) -> None:
    told = rows(closed, "各行业领域报送情况（全部报告期）")
    assert told["道路交通"][1:] == ["7", "6", "0", "1", "0", "0"]  # on the 30th of December
    assert told["危废处置"][1:] == ["7", "6", "0", "1", "0", "0"]
    assert told["电力"][1:] == ["7", "6", "0", "0", "0", "1"]
    assert told["商贸流通"][1:] == ["7", "6", "0", "0", "0", "1"]
    assert told["燃气"][1:] == ["7", "7", "0", "0", "0", "0"]
    for name, cells in told.items():
        if cells[1].isdigit():
            assert int(cells[1]) == sum(map(int, cells[2:])), name


def test_an_extension_of_the_last_month_counts_in_the_discipline() -> None:
    release = make_release("2023-12", late=("fire",))
    due = Deadlines(DECEMBER, (), release.declared)
    state = release.state.sheets["fire"]
    assert state.valid is not None
    row = {r.cells[0]: r.cells for r in discipline_table(release, due).rows}["消防"]
    assert row[2:] == ("7", "6", "0", "1", "0", "0")
    due._extended["fire"] = state.valid.date()
    row = {r.cells[0]: r.cells for r in discipline_table(release, due).rows}["消防"]
    assert row[2:] == ("7", "7", "0", "0", "0", "0")


def test_months_for_which_nothing_came_count_for_nobody() -> None:
    everyone = list(make_release().declared.roster.sheets)
    release = make_release("2023-12", missing=("power",), missing_before=everyone)
    table = discipline_table(release, Deadlines(DECEMBER, (), release.declared))
    told = {r.cells[0]: r.cells[2:] for r in table.rows}
    assert told["消防"] == ("1", "1", "0", "0", "0", "0")
    assert told["电力"] == ("1", "0", "0", "0", "0", "1")
    assert told["合计"][0] == str(len(everyone))


def test_who_is_missing_in_december_is_named_and_never_a_zero(closed: Path) -> None:
    said = text(closed)
    assert "电力（未报送）" in said
    assert rows(closed, "分行业领域进展情况（累计）")["电力"] == ["未报"] * 8 + ["未报送"]
    assert "临港供电中心尽快补报" in said


@pytest.mark.parametrize("last", ["2023-07", "2023-11"])
def test_without_a_form_of_december_nothing_is_written_and_it_is_said_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], last: str
) -> None:
    root = workspace(tmp_path / "w")
    put(root, "a.xlsx", filled("rescue", Month.parse(last)), f"{last}-26T10:00:00+08:00")
    assert command(root, "final") == 2
    said = capsys.readouterr().err
    assert "2023年12月" in said
    assert "2023年12月31日" in said
    assert Month.parse(last).chinese in said
    assert not (root / "outbox" / FOLDER).exists()


def test_months_of_the_sample_are_not_told_as_received_beside_a_real_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sample_workspace(tmp_path / "s")
    put(root, "a.xlsx", filled("rescue", Month.parse("2023-11")), "2023-11-26T10:00:00+08:00")
    assert command(root, "final") == 2
    assert "收到的是2023年11月的报表" in capsys.readouterr().err


def test_the_sample_and_an_empty_inbox_are_no_campaign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sample_workspace(tmp_path / "s"), "final") == 2
    assert command(workspace(tmp_path / "w"), "final") == 2
    assert "收件夹（inbox）里还没有月报表。" in capsys.readouterr().err


def test_strict_tells_by_the_exit_status_that_somebody_is_missing(
    closed: Path, december: Path
) -> None:
    assert command(closed, "final", "--strict") == 3
    assert command(december, "final", "--strict") == 0


def test_the_next_step_says_how_to_chase_and_speaks_of_no_bulletin(
    closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(closed, tmp_path / "w"))
    put(root, "补充_事故情况.txt", "无事故。".encode())
    assert command(root, "final") == 0
    said = capsys.readouterr().out
    assert (
        "总结（截至2023年12月31日）：应报12个行业领域，有效11个。\n未计入总结：电力（未报送）。\n"
        in said
    )
    assert (
        "由 pipeline chase --month 2023-12 生成），收到后放进inbox再运行 pipeline final。来不及"
        in said
    )
    assert "月通报" not in said


def test_where_all_are_in_and_where_nothing_is_the_next_step_is_another(
    december: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(december, tmp_path / "all"))
    assert command(root, "final") == 0
    said = capsys.readouterr().out
    assert "有效12个。\n" in said
    assert "未计入" not in said
    assert said.endswith("下一步：各领域已报齐，请核对总结报告后上报。\n")
    nothing = workspace(tmp_path / "nothing")
    wrong = form("rescue", DECEMBER, {"fire_self_fixed": 9999})
    put(nothing, "a.xlsx", wrong, "2023-12-26T10:00:00+08:00")
    assert command(nothing, "final") == 0
    said = capsys.readouterr().out
    assert "有效0个。\n" in said
    assert "、消防（退回未补正）、" in said
    assert "；并填好本办公室的“综合”表，收到后放进inbox再运行 pipeline final。" in said
    assert "来不及" not in said


def test_where_every_form_of_december_is_returned_there_are_no_figures(
    tmp_path: Path,
) -> None:
    root = workspace(tmp_path / "w")
    wrong = form("rescue", DECEMBER, {"fire_self_fixed": 9999})
    put(root, "a.xlsx", wrong, "2023-12-26T10:00:00+08:00")
    assert command(root, "final") == 0
    said = text(root)
    assert "没有可以汇总的数" in said
    assert "消防（退回未补正）" in said
    assert all(not r["value"] for r in table(root, FOLDER, "totals.csv"))
    assert faults(root, FOLDER, "总结报告") == []


def _blocks(release, kind: str) -> list[str]:
    due = Deadlines(release.period, (), release.declared)
    root = ROOT
    paper = closing_report(release, due, load_pages(root / "templates"))
    return [b.table.id if b.table else b.text for b in paper.blocks if b.kind == kind]


def test_where_nothing_is_left_open_no_table_and_no_demand_says_so() -> None:
    sheets = declarations().roster.sectors
    parts = {"self_found": 9.0, "self_fixed": 9.0, "dept_found": 4.0, "dept_fixed": 4.0}
    parts |= {"listed_total": 2.0, "listed_fixed": 2.0}
    done = {(s, i): v for s in sheets for i, v in parts.items()}
    release = make_release("2023-12", values=done)
    assert "left" not in _blocks(release, "table")
    demands = release.declared.closing.open_demands
    said = "\n".join(_blocks(release, "p"))
    assert not any(d in said for d in demands)
    assert all(d in said for d in release.declared.closing.lasting)
    unknown = make_release("2023-12", values=done, missing=("power",))
    assert [r.cells[0] for r in left_table(unknown).rows] == ["电力", "合计"]
    assert "left" in _blocks(unknown, "table")
    rest = make_release("2023-12", values={**done, ("gas", "listed_fixed"): 1.0})
    assert [r.cells[0] for r in left_table(rest).rows] == ["燃气", "合计"]
    assert all(d in "\n".join(_blocks(rest, "p")) for d in demands)


def test_of_very_many_sheets_the_tables_show_the_first_and_say_where_all_are() -> None:
    done = make_release("2023-12")
    plan = replace(done.declared.bulletin, limits=replace(done.declared.bulletin.limits, rows=2))
    many = replace(done, declared=replace(done.declared, bulletin=plan))
    due = Deadlines(DECEMBER, (), many.declared)
    for cut, most, where in (
        (left_table(many), len(left_table(done).rows) - 1, "附件2"),
        (discipline_table(many, due), len(many.declared.roster.sheets), "考核参考.xlsx"),
    ):
        cells = [r.cells for r in cut.rows]
        assert len(cells) == 4
        assert (cells[2][0], cells[2][-1]) == (f"其余{most - 2}个", f"见{where}")
        assert cells[3][0] == "合计"


def test_other_months_and_columns_need_no_change_in_python() -> None:
    known = declarations()
    series = replace(known.closing.series, columns=known.closing.series.columns[:1])
    plan = replace(known.closing, series=series)
    campaign = replace(known.campaign, last_month=JULY)
    other = replace(known, closing=plan, campaign=campaign)
    release = make_release("2023-07", declarations=other)
    assert [len(r.cells) for r in series_table(release).rows] == [3, 3]


@pytest.mark.parametrize("day", ["2023-12-27", "2023-11-30"])
def test_a_final_cut_off_before_the_last_due_day_is_refused(tmp_path: Path, day: str) -> None:
    root = workspace(tmp_path / "w")
    file = root / "schemas/campaign.toml"
    changed = file.read_text("utf-8").replace("final_cutoff = 2023-12-31", f"final_cutoff = {day}")
    file.write_text(changed, "utf-8")
    with pytest.raises(DeclarationError, match=r"campaign\.final_cutoff"):
        load_declarations(root)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('value = "open"', 'value = "opne"', "columns[4].value"),
        ('bars = ["found", "fixed"]', 'bars = ["fix_rate"]', "series_chart.bars"),
        ('addressees = "区党工委、管委会"\n', "", "report.addressees"),
        ("[report]\n", "[report]\nmore = 1\n", "report.more"),
        ('title = ["{issuer}', 'title = ["{month}', "report.title"),
    ],
)
def test_a_fault_in_the_plan_is_named(tmp_path: Path, old: str, new: str, key: str) -> None:
    root = workspace(tmp_path / "w")
    file = root / "schemas/closing.toml"
    whole = file.read_text("utf-8")
    assert old in whole
    file.write_text(whole.replace(old, new, 1), "utf-8")
    with pytest.raises(DeclarationError) as refused:
        load_declarations(root)
    assert "schemas/closing.toml" in str(refused.value)
    assert key in str(refused.value)
