"""Which file counts: newer and older, late and corrected, decided on and set aside, through whole workspaces."""

import csv
import io
import itertools
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.changes import changes
from pipeline.checking.checks import check_sheets
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.model.released import Release
from pipeline.model.states import FileState, PeriodState
from pipeline.outbox.manifest import coverage
from pipeline.receiving.withdrawing import set_aside
from pipeline.settling.deadlines import Deadlines
from pipeline.settling.filing import file_states, judge_all
from pipeline.settling.settle import Settled, settle
from tests.cells import arrival, at, read, typed, with_part
from tests.workspaces import (
    AUGUST,
    JULY,
    JUNE,
    blank,
    check,
    declarations,
    drawn,
    filled_in,
    form,
    put,
    right_values,
    workspace,
)

DECLARED = declarations()
QUICK = settings(max_examples=25, deadline=None, derandomize=True)
Files = Mapping[str, tuple[bytes, str]]
WRONG = {"fire_self_found": 1, "fire_self_fixed": 2}  # breaks H1


@cache
def filled(unit: str, month: Month = JULY, only: tuple[str, ...] | None = None) -> bytes:
    return form(unit, month, only=only)


def fire(month: Month = JULY, **changes: object) -> bytes:
    """The fire brigade's form with some values or headings changed."""
    return typed(filled("rescue", month), {f"fire_{k}": v for k, v in changes.items()})


def wrong(month: Month = JULY) -> bytes:
    return typed(filled("rescue", month), WRONG)


def saved_at(data: bytes, moment: str) -> bytes:
    """The same form, last saved at another moment."""
    return with_part(
        data, "docProps/core.xml", lambda x: x.replace(b"1980-01-01T00:00:00Z", moment.encode())
    )


def july(day: int, hour: int = 10) -> str:
    return f"2023-07-{day:02d}T{hour:02d}:00:00+08:00"


def received(folder: Path, files: Files, month: Month = JULY) -> Release:
    return check(workspace(folder / "w", files), month)


def file(release: Release, name: str) -> FileState:
    return next(f for f in release.files if f.path == f"inbox/{name}")


def statuses(release: Release) -> dict[str, str]:
    """File name -> status, of the forms."""
    return {
        f.path.removeprefix("inbox/"): f.status for f in release.files if f.path.endswith(".xlsx")
    }


def codes(state: FileState, severity: str = "error") -> list[str]:
    return [f.rule for f in state.findings if f.severity == severity]


def standing(release: Release, sheet: str = "fire") -> tuple[str, str]:
    """(state, word) of a sheet."""
    return release.state.sheets[sheet].state, release.state.sheets[sheet].word


def value(release: Release, sheet: str, indicator: str) -> float | None:
    figure = release.figures.get(sheet, {}).get(indicator)
    return None if figure is None else float(figure)


# --- Newer and older --------------------------------------------------------------------------------------------


def test_the_newer_of_two_valid_files_counts(tmp_path: Path) -> None:
    files = {"b.xlsx": (fire(self_found=200), july(20)), "a.xlsx": (fire(self_found=201), july(21))}
    release = received(tmp_path, files)
    assert statuses(release) == {"a.xlsx": "accepted", "b.xlsx": "superseded"}
    assert value(release, "fire", "self_found") == 201
    assert standing(release) == ("accepted", "按时")


def test_a_newer_file_with_an_error_does_not_replace_an_older_valid_one(tmp_path: Path) -> None:
    files = {"1.xlsx": (fire(self_found=200), july(20)), "2.xlsx": (wrong(), july(21))}
    release = received(tmp_path, files)
    assert statuses(release) == {"1.xlsx": "accepted", "2.xlsx": "returned"}
    assert codes(file(release, "2.xlsx")) == ["H1"]
    assert value(release, "fire", "self_found") == 200


def test_an_older_file_with_an_error_is_superseded_by_a_valid_one_and_keeps_its_findings(
    tmp_path: Path,
) -> None:
    release = received(tmp_path, {"1.xlsx": (wrong(), july(20)), "2.xlsx": (fire(), july(21))})
    assert statuses(release) == {"1.xlsx": "superseded", "2.xlsx": "accepted"}
    assert codes(file(release, "1.xlsx")) == ["H1"]
    assert standing(release) == ("accepted", "按时")


def test_only_files_with_errors_leave_the_sector_returned(tmp_path: Path) -> None:
    release = received(tmp_path, {"1.xlsx": (wrong(), july(20))})
    assert (statuses(release), standing(release)) == (
        {"1.xlsx": "returned"},
        ("returned", "退回未补正"),
    )
    assert file(release, "1.xlsx").sectors == ("fire",)
    assert value(release, "fire", "self_found") is None


def test_of_two_files_received_at_once_the_one_saved_later_counts(tmp_path: Path) -> None:
    older, newer = (
        saved_at(fire(self_found=n), f"2023-07-{n - 180}T01:00:00Z") for n in (200, 201)
    )
    release = received(tmp_path, {"a.xlsx": (newer, july(22)), "b.xlsx": (older, july(22))})
    assert statuses(release) == {"a.xlsx": "accepted", "b.xlsx": "superseded"}


@pytest.mark.parametrize("day", [20, 30])
@pytest.mark.parametrize("count", [2, 3])
def test_where_nothing_tells_them_apart_and_they_differ_all_are_returned(
    tmp_path: Path, day: int, count: int
) -> None:
    """In time or late, and also if two of three agree."""
    files = {
        f"{n}.xlsx": (fire(self_found=200 + n % 2, phone=str(n)), july(day)) for n in range(count)
    }
    release = received(tmp_path, files)
    assert statuses(release) == dict.fromkeys(files, "returned")
    for name in files:
        assert codes(file(release, name)) == ["V2"]
        told = next(f.message for f in file(release, name).findings if f.rule == "V2")
        assert all(other in told for other in files if other != name)
    assert standing(release)[0] == "returned"


def test_after_a_tie_an_older_file_still_counts_and_a_newer_one_settles_it(tmp_path: Path) -> None:
    tie = {"b.xlsx": (fire(self_found=201), july(21)), "c.xlsx": (fire(self_found=202), july(21))}
    release = received(tmp_path, {"a.xlsx": (fire(self_found=200), july(20)), **tie})
    assert statuses(release) == {"a.xlsx": "accepted", "b.xlsx": "returned", "c.xlsx": "returned"}
    put(tmp_path / "w", "d.xlsx", fire(self_found=203), july(22))
    after = check(tmp_path / "w", JULY)
    assert statuses(after) == {
        "d.xlsx": "accepted",
        **dict.fromkeys(("a.xlsx", "b.xlsx", "c.xlsx"), "superseded"),
    }


def test_a_late_file_after_a_tie_is_a_correction_and_no_stale_copy(tmp_path: Path) -> None:
    tie = {"b.xlsx": (fire(self_found=201), july(21)), "c.xlsx": (fire(self_found=202), july(21))}
    release = received(tmp_path, {**tie, "d.xlsx": (fire(self_found=203), july(30))})
    assert statuses(release)["d.xlsx"] == "accepted"
    assert standing(release) == ("accepted", "退回后补正")


def test_equal_figures_in_two_files_are_no_tie(tmp_path: Path) -> None:
    files = {"a.xlsx": (fire(phone="1"), july(20)), "b.xlsx": (fire(phone="2"), july(20))}
    release = received(tmp_path, files)
    assert statuses(release) == {"a.xlsx": "accepted", "b.xlsx": "superseded"}


def test_the_same_bytes_twice_are_one_file(tmp_path: Path) -> None:
    files = {"a.xlsx": (fire(), july(30)), "副本/b.xlsx": (fire(), july(20))}
    release = received(tmp_path, files)
    assert statuses(release) == {"a.xlsx": "accepted", "副本/b.xlsx": "duplicate"}
    assert standing(release) == (
        "accepted",
        "按时",
    )  # of two copies the earlier time is the receipt's


# --- Two sheets, two clerks -------------------------------------------------------------------------------------


def test_two_half_filled_files_of_one_unit_combine(tmp_path: Path) -> None:
    halves = {
        s: (filled("planning", only=(s,)), july(day))
        for s, day in (("gas", 20), ("construction", 21))
    }
    release = received(tmp_path, {f"{s}.xlsx": half for s, half in halves.items()})
    assert statuses(release) == {"construction.xlsx": "accepted", "gas.xlsx": "accepted"}
    for sheet in ("construction", "gas"):
        assert standing(release, sheet) == ("accepted", "按时")
        assert file(release, f"{sheet}.xlsx").sectors == (sheet,)


def test_what_a_unit_fills_once_comes_from_the_newest_file_with_its_first_sheet(
    tmp_path: Path,
) -> None:
    both = typed(filled("planning"), {"construction_inspectors": 11})
    first = typed(filled("planning", only=("construction",)), {"construction_inspectors": 12})
    second = filled("planning", only=("gas",))
    files = {"a.xlsx": (first, july(21)), "b.xlsx": (both, july(20)), "c.xlsx": (second, july(22))}
    release = received(tmp_path, files)
    assert statuses(release) == {"a.xlsx": "accepted", "b.xlsx": "superseded", "c.xlsx": "accepted"}
    rows = release.state.values
    (own,) = rows[rows.indicator.eq("inspectors") & rows.unit.eq("planning")].to_dict("records")
    assert (own["value"], own["file"], own["level"], own["sector"]) == (
        12,
        "inbox/a.xlsx",
        "unit",
        "",
    )


def test_a_newer_file_with_one_sheet_replaces_that_sheet_alone(tmp_path: Path) -> None:
    both = typed(filled("planning"), {"gas_self_found": 60, "construction_self_found": 140})
    gas = typed(filled("planning", only=("gas",)), {"gas_self_found": 61})
    release = received(tmp_path, {"1.xlsx": (both, july(20)), "2.xlsx": (gas, july(21))})
    assert {n: file(release, n).sectors for n in ("1.xlsx", "2.xlsx")} == {
        "1.xlsx": ("construction",),
        "2.xlsx": ("gas",),
    }
    assert [value(release, s, "self_found") for s in ("construction", "gas")] == [140, 61]


def test_an_error_on_one_sheet_keeps_out_the_whole_workbook(tmp_path: Path) -> None:
    half_wrong = typed(filled("planning"), {"gas_self_found": 1, "gas_self_fixed": 2})
    release = received(tmp_path, {"1.xlsx": (half_wrong, july(20))})
    assert statuses(release) == {"1.xlsx": "returned"}
    assert [standing(release, s)[0] for s in ("construction", "gas")] == ["returned", "returned"]


def test_an_error_in_one_clerks_file_does_not_touch_the_others(tmp_path: Path) -> None:
    gas = typed(filled("planning", only=("gas",)), {"gas_self_found": 1, "gas_self_fixed": 2})
    files = {
        "1.xlsx": (gas, july(20)),
        "2.xlsx": (filled("planning", only=("construction",)), july(20)),
    }
    release = received(tmp_path, files)
    assert statuses(release) == {"1.xlsx": "returned", "2.xlsx": "accepted"}
    assert [standing(release, s)[0] for s in ("construction", "gas")] == ["accepted", "returned"]


# --- On time, late, put right -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "word", "on_time"),
    [
        ({"fire": "2023-07-28T23:59:59+08:00"}, "按时", True),
        ({"fire": "2023-07-28T15:59:59+00:00"}, "按时", True),
        ({"fire": "2023-07-29T00:00:00+08:00"}, "迟报", False),
        ({"wrong": july(27), "fire": july(28)}, "按时", True),
        ({"wrong": july(27), "fire": july(29)}, "退回后补正", False),
        ({"wrong": july(29), "fire": july(30)}, "迟报", False),
    ],
)
def test_on_time_is_the_first_valid_file_by_the_end_of_the_due_day(
    tmp_path: Path, times: dict[str, str], word: str, on_time: bool
) -> None:
    contents = {"fire": fire(), "wrong": wrong()}
    release = received(
        tmp_path, {f"{k}.xlsx": (contents[k], moment) for k, moment in times.items()}
    )
    state = release.state.sheets["fire"]
    assert (state.state, state.word, state.on_time) == ("accepted", word, on_time)
    assert (state.arrived, state.valid) == (
        datetime.fromisoformat(next(iter(times.values()))),
        datetime.fromisoformat(times["fire"]),
    )
    assert file(release, "fire.xlsx").on_time is on_time


def test_a_newer_version_does_not_make_a_sector_late(tmp_path: Path) -> None:
    files = {
        "1.xlsx": (fire(), july(20)),
        "2.xlsx": (fire(remarks="更正：1-1", self_found=300), july(30)),
    }
    release = received(tmp_path, files)
    assert (statuses(release)["2.xlsx"], standing(release)) == ("accepted", ("accepted", "按时"))
    assert value(release, "fire", "self_found") == 300


@pytest.mark.parametrize(
    ("moment", "note", "doubtful"),
    [
        (july(26), "", False), (july(27, 23), "", False), (july(28, 1), "", True), (july(29, 20), "", True),
        (july(28, 1), "电话核对", False), ("2023-07-30T00:00:00+08:00", "", False),
    ],
)  # fmt: skip
def test_a_time_near_the_deadline_is_to_be_checked_until_noted(
    tmp_path: Path, moment: str, note: str, doubtful: bool
) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(), moment)})
    check(root, JULY)
    receipts = root / "inbox" / "receipts.csv"
    receipts.write_text(
        receipts.read_text("utf-8-sig").replace("+08:00,", f"+08:00,{note}"), "utf-8-sig"
    )
    assert check(root, JULY).state.sheets["fire"].by_file_time is doubtful


def test_a_receipt_put_right_by_hand_counts(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(), july(30))})
    assert standing(check(root, JULY)) == ("accepted", "迟报")
    receipts = root / "inbox" / "receipts.csv"
    receipts.write_text(
        receipts.read_text("utf-8-sig").replace("2023-07-30", "2023-07-27"), "utf-8-sig"
    )
    (root / "inbox" / "a.xlsx").rename(root / "inbox" / "改名.xlsx")
    assert standing(check(root, JULY)) == ("accepted", "按时")


# --- Decisions --------------------------------------------------------------------------------------------------


def decided(root: Path, *decisions: tuple[str, ...]) -> Release:
    """The month with decisions: (period, unit, sector, decision, target)."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("报告期", "单位", "行业领域", "决定", "对象", "理由", "决定人", "决定日期"))
    rows.writerows((*d, "特殊情况", "王主任", "2023/7/29") for d in decisions)
    (root / "inbox" / "decisions.csv").write_text(out.getvalue(), "utf-8-sig")
    return check(root, JULY)


@pytest.mark.parametrize(
    ("unit", "sector", "until", "word"),
    [
        ("rescue", "", "2023-07-30", "按时"),
        ("rescue", "消防", "2023/7/30", "按时"),
        ("rescue", "", "2023-07-29", "迟报"),
        ("traffic", "", "2023-07-30", "迟报"),
    ],
)
def test_an_extension_moves_the_due_day_of_those_named(
    tmp_path: Path, unit: str, sector: str, until: str, word: str
) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(), july(30))})
    release = decided(root, ("2023-07", unit, sector, "extend", until))
    assert standing(release) == ("accepted", word)
    assert file(release, "a.xlsx").on_time is (word == "按时")


def test_an_extension_of_another_month_changes_nothing(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(), july(30))})
    assert standing(decided(root, ("2023-06", "rescue", "", "延期", "2023-07-31"))) == (
        "accepted",
        "迟报",
    )


@pytest.mark.parametrize("by", ["path", "sha256"])
def test_a_withdrawn_file_counts_no_more(tmp_path: Path, by: str) -> None:
    files = {"1.xlsx": (fire(self_found=200), july(20)), "2.xlsx": (fire(self_found=201), july(21))}
    newer = file(received(tmp_path, files), "2.xlsx")
    target = newer.path if by == "path" else str(newer.sha256)
    release = decided(tmp_path / "w", ("2023-07", "rescue", "", "withdraw", target))
    assert statuses(release) == {"1.xlsx": "accepted", "2.xlsx": "withdrawn"}
    assert value(release, "fire", "self_found") == 200


def test_a_file_withdrawn_by_the_name_of_its_copy_counts_no_more(tmp_path: Path) -> None:
    files = {"a.xlsx": fire(), "b.xlsx": fire(), "c.xlsx": filled("traffic")}
    root = workspace(tmp_path / "w", {name: (data, july(20)) for name, data in files.items()})
    release = decided(root, ("2023-07", "rescue", "", "撤回", "inbox/b.xlsx"))
    assert statuses(release) == {"a.xlsx": "withdrawn", "b.xlsx": "duplicate", "c.xlsx": "accepted"}
    assert standing(release) == ("missing", "未报送")


@pytest.mark.parametrize(
    ("period", "sector", "target", "valid"),
    [
        ("2023-07", "", "H1", True),
        ("2023-07", "消防", "H1:self_fixed", True),
        ("2023-07", "", "H1:self_found", False),
        ("2023-07", "", "H2", False),
        ("2023-06", "", "H1", False),
    ],
)
def test_a_waived_error_becomes_a_warning_that_names_who_decided(
    tmp_path: Path, period: str, sector: str, target: str, valid: bool
) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (wrong(), july(20))})
    release = decided(root, (period, "rescue", sector, "waive", target))
    assert statuses(release) == {"a.xlsx": "accepted" if valid else "returned"}
    (finding,) = [f for f in file(release, "a.xlsx").findings if f.rule == "H1"]
    assert (finding.severity, "王主任" in finding.message) == (
        ("warning", True) if valid else ("error", False)
    )


def test_a_waiver_concerns_its_sector_alone(tmp_path: Path) -> None:
    broken = {
        f"{s}_{i}": n
        for s in ("construction", "gas")
        for i, n in (("self_found", 1), ("self_fixed", 2))
    }
    root = workspace(tmp_path / "w", {"a.xlsx": (typed(filled("planning"), broken), july(20))})
    release = decided(root, ("2023-07", "planning", "gas", "waive", "H1"))
    assert [(f.sector, f.severity) for f in file(release, "a.xlsx").findings if f.rule == "H1"] == [
        ("construction", "error"),
        ("gas", "warning"),
    ]
    assert statuses(release) == {"a.xlsx": "returned"}


def test_a_fall_that_the_office_agreed_to_counts_and_is_what_the_next_month_is_compared_with(
    tmp_path: Path,
) -> None:
    months = {
        "6.xlsx": (fire(JUNE, self_found=100), "2023-06-26T10:00:00+08:00"),
        "7.xlsx": (fire(JULY, self_found=90, self_fixed=80), july(26)),
        "8.xlsx": (fire(AUGUST, self_found=95, self_fixed=80), "2023-08-26T10:00:00+08:00"),
    }
    root = workspace(tmp_path / "w", months)
    assert codes(file(check(root, JULY), "7.xlsx")) == ["H10"]
    assert codes(file(check(root, AUGUST), "8.xlsx")) == [
        "H10"
    ]  # against June, since July does not count
    release = decided(root, ("2023-07", "rescue", "fire", "豁免", "H10:self_found"))
    assert (statuses(release)["7.xlsx"], value(release, "fire", "self_found")) == ("accepted", 90)
    assert statuses(check(root, AUGUST))["8.xlsx"] == "accepted"


# --- Last month's book under a new name -------------------------------------------------------------------------


@pytest.fixture
def after_june(tmp_path: Path) -> Path:
    """June is accepted."""
    return workspace(
        tmp_path / "w", {"6月.xlsx": (fire(JUNE, self_found=100), "2023-06-26T10:00:00+08:00")}
    )


def test_a_stale_copy_is_returned_while_the_next_month_is_reported_and_changes_nothing(
    after_june: Path,
) -> None:
    put(after_june, "7月.xlsx", fire(JUNE, self_found=150), july(27))
    july_, june = check(after_june, JULY), check(after_june, JUNE)
    assert (file(july_, "7月.xlsx").status, codes(file(july_, "7月.xlsx"))) == ("returned", ["V1"])
    (found,) = [f for f in file(july_, "7月.xlsx").findings if f.rule == "V1"]
    assert (found.sheet, found.cell) == ("消防", "C6")  # 报告期, which is to be put right
    assert all(part in found.message for part in ("报告期是6月", "如报7月", "更正6月", "“更正”"))
    assert standing(july_) == ("returned", "退回未补正")
    assert file(june, "7月.xlsx").status == "returned"
    assert (file(june, "6月.xlsx").status, value(june, "fire", "self_found")) == ("accepted", 100)


@pytest.mark.parametrize("period", ["", "七月", "2022年7月"])
def test_a_form_with_no_month_counts_as_returned_in_the_month_in_which_it_came(
    tmp_path: Path, period: str
) -> None:
    root = workspace(tmp_path / "w", {"1.xlsx": (fire(period=period), july(27))})
    put(root, "2.xlsx", filled("police", AUGUST), "2023-08-20T10:00:00+08:00")
    july_, august = check(root, JULY), check(root, AUGUST)
    assert file(july_, "1.xlsx").status == file(august, "1.xlsx").status == "returned"
    assert (standing(july_), standing(august)) == (
        ("returned", "退回未补正"),
        ("missing", "未报送"),
    )


def test_a_stale_copy_that_was_then_sent_as_a_correction_is_of_its_own_month_alone(
    after_june: Path,
) -> None:
    put(after_june, "忘写更正.xlsx", fire(JUNE, self_found=150), july(20))
    put(after_june, "更正.xlsx", fire(JUNE, self_found=150, remarks="更正"), july(21))
    assert file(check(after_june, JUNE), "忘写更正.xlsx").status == "superseded"
    july_ = check(after_june, JULY)
    assert set(statuses(july_).values()) == {"other_period"}
    assert standing(july_) == ("missing", "未报送")
    put(after_june, "7月.xlsx", fire(JULY, self_found=200), july(27))
    july_ = check(after_june, JULY)
    assert file(july_, "忘写更正.xlsx").status == "other_period"
    assert standing(july_) == ("accepted", "按时")


def test_a_correction_before_a_stale_copy_does_not_put_it_right(after_june: Path) -> None:
    put(after_june, "更正.xlsx", fire(JUNE, self_found=150, remarks="更正"), july(20))
    put(after_june, "旧表.xlsx", fire(JUNE, self_found=151), july(21))
    july_ = check(after_june, JULY)
    assert file(july_, "旧表.xlsx").status == "returned"
    assert standing(july_) == ("returned", "退回未补正")


def test_an_empty_form_is_superseded_by_a_filled_one(tmp_path: Path) -> None:
    files = {"空.xlsx": (blank("rescue", JULY), july(20)), "好.xlsx": (filled("rescue"), july(21))}
    release = received(tmp_path, files)
    assert statuses(release) == {"空.xlsx": "superseded", "好.xlsx": "accepted"}


@pytest.mark.parametrize("remarks", ["更正", "更正：1-1应为150", " 更正6月"])
def test_a_correction_says_so_and_replaces(after_june: Path, remarks: str) -> None:
    put(after_june, "7月.xlsx", fire(JUNE, self_found=150, remarks=remarks), july(27))
    june = check(after_june, JUNE)
    assert statuses(june) == {"6月.xlsx": "superseded", "7月.xlsx": "accepted"}
    assert value(june, "fire", "self_found") == 150
    assert standing(june) == ("accepted", "按时")
    assert statuses(check(after_june, JULY)) == dict.fromkeys(
        ("6月.xlsx", "7月.xlsx"), "other_period"
    )


@pytest.mark.parametrize(
    ("moment", "statuses_by_month"),
    [
        (july(27), ("returned", "returned", "other_period")),
        (july(28), ("returned", "returned", "other_period")),
        (july(30), ("returned", "returned", "other_period")),
        ("2023-08-10T10:00:00+08:00", ("returned", "other_period", "returned")),
        ("2023-06-29T10:00:00+08:00", ("returned", "returned", "other_period")),
    ],
)
def test_a_stale_copy_is_returned_in_the_month_that_was_being_reported(
    after_june: Path, moment: str, statuses_by_month: tuple[str, ...]
) -> None:
    put(after_june, "7月.xlsx", fire(JUNE, self_found=150), moment)
    for month in (JULY, AUGUST):
        put(after_june, f"公安{month}.xlsx", filled("police", month), f"{month}-20T10:00:00+08:00")
    runs = [check(after_june, month) for month in (JUNE, JULY, AUGUST)]
    assert tuple(file(run, "7月.xlsx").status for run in runs) == statuses_by_month
    told = file(runs[0], "7月.xlsx").findings[-1].message
    assert ("如报8月" if moment.startswith("2023-08") else "如报7月") in told


def test_a_remark_that_only_mentions_a_correction_is_none(after_june: Path) -> None:
    put(after_june, "7月.xlsx", fire(JUNE, self_found=150, remarks="本月无更正"), july(27))
    assert statuses(check(after_june, JUNE))["7月.xlsx"] == "returned"


def test_the_office_may_decide_that_a_stale_copy_counts(after_june: Path) -> None:
    put(after_june, "7月.xlsx", fire(JUNE, self_found=150), july(27))
    decided(after_june, ("2023-06", "rescue", "", "waive", "V1"))
    june = check(after_june, JUNE)
    assert statuses(june) == {"6月.xlsx": "superseded", "7月.xlsx": "accepted"}


def test_until_the_due_day_a_newer_file_simply_replaces(after_june: Path) -> None:
    put(after_june, "again.xlsx", fire(JUNE, self_found=150), "2023-06-28T23:00:00+08:00")
    assert statuses(check(after_june, JUNE)) == {"6月.xlsx": "superseded", "again.xlsx": "accepted"}


def test_an_extension_also_moves_the_day_from_which_a_copy_is_stale(tmp_path: Path) -> None:
    files = {"1.xlsx": (fire(self_found=200), july(20)), "2.xlsx": (fire(self_found=201), july(30))}
    release = received(tmp_path, files)
    assert statuses(release) == {"1.xlsx": "accepted", "2.xlsx": "returned"}
    extended = decided(tmp_path / "w", ("2023-07", "rescue", "", "延期", "2023-07-30"))
    assert statuses(extended) == {"1.xlsx": "superseded", "2.xlsx": "accepted"}
    assert [f.rule for f in file(extended, "2.xlsx").findings] == ["N14"]


def test_where_no_version_was_accepted_a_late_file_is_late_and_not_stale(tmp_path: Path) -> None:
    release = received(tmp_path, {"a.xlsx": (fire(JUNE), july(27))}, JUNE)
    assert (statuses(release), standing(release)) == ({"a.xlsx": "accepted"}, ("accepted", "迟报"))


def test_the_other_clerks_late_sheet_is_not_stale(tmp_path: Path) -> None:
    files = {
        "1.xlsx": (filled("planning", only=("construction",)), july(20)),
        "2.xlsx": (filled("planning", only=("gas",)), july(30)),
        "3.xlsx": (filled("planning"), july(31)),
    }
    release = received(tmp_path, files)
    assert statuses(release) == {"1.xlsx": "accepted", "2.xlsx": "accepted", "3.xlsx": "returned"}
    assert codes(file(release, "3.xlsx")) == ["V1"]
    assert [standing(release, s)[1] for s in ("construction", "gas")] == ["按时", "迟报"]


# --- Other months -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2023年5月", "2024年1月", "下个月", None])
def test_a_month_outside_the_campaign_is_returned_whatever_month_is_run(
    tmp_path: Path, period: str | None
) -> None:
    files = {"a.xlsx": (fire(period=period), july(20)), "b.xlsx": (filled("traffic"), july(20))}
    release = received(tmp_path, files)
    assert statuses(release) == {"a.xlsx": "returned", "b.xlsx": "accepted"}
    assert file(release, "a.xlsx").on_time is None


def test_files_of_other_months_are_told_and_left_alone(tmp_path: Path) -> None:
    files = {f"{m}.xlsx": (fire(m), july(20)) for m in (JUNE, JULY, AUGUST)}
    release = received(tmp_path, files)
    assert statuses(release) == {
        "2023-06.xlsx": "other_period",
        "2023-07.xlsx": "accepted",
        "2023-08.xlsx": "other_period",
    }
    assert file(release, "2023-06.xlsx").period == JUNE


def test_without_a_month_the_newest_that_arrived_is_meant(tmp_path: Path) -> None:
    root = workspace(
        tmp_path / "w", {"a.xlsx": (fire(JUNE), july(1)), "b.xlsx": (fire(AUGUST), july(2))}
    )
    put(root, "c.xlsx", fire(period="2024年1月"), july(3))
    assert check(root, None).period == AUGUST


@pytest.mark.parametrize("month", [Month(2023, 5), Month(2024, 1)])
def test_no_month_outside_the_campaign_can_be_run(tmp_path: Path, month: Month) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(), july(1))})
    with pytest.raises(UsageError):
        check(root, month)


@pytest.mark.parametrize("month", [None, JULY])
def test_an_inbox_without_forms_has_no_month(tmp_path: Path, month: Month | None) -> None:
    with pytest.raises(UsageError):
        check(workspace(tmp_path / "w", {"a.xlsx": (b"PK\x03\x04", july(1))}), month)


# --- Against earlier months -------------------------------------------------------------------------------------


def test_a_cumulative_value_is_held_against_the_newest_accepted_month_also_over_a_gap(
    tmp_path: Path,
) -> None:
    files = {
        "6.xlsx": (fire(JUNE, self_found=100), "2023-06-26T10:00:00+08:00"),
        "7.xlsx": (
            typed(fire(JULY, self_found=500), {"fire_dept_fixed": "约"}),
            july(26),
        ),  # returned: does not count
        "8.xlsx": (fire(AUGUST, self_found=99, self_fixed=70), "2023-08-26T10:00:00+08:00"),
    }
    release = received(tmp_path, files, AUGUST)
    (fallen,) = [f for f in file(release, "8.xlsx").findings if f.rule == "H10"]
    assert (fallen.indicator, fallen.cell) == (
        "self_found",
        at(filled("rescue"), "fire_self_found")[1],
    )
    assert all(part in fallen.message for part in ("99", "100", "2023年6月"))
    assert statuses(release)["8.xlsx"] == "returned"


def test_the_nearer_of_two_accepted_months_is_the_one_compared_with(tmp_path: Path) -> None:
    files = {
        f"{m}.xlsx": (fire(m, self_found=n, self_fixed=70), july(20))
        for m, n in ((JUNE, 100), (JULY, 120), (AUGUST, 110))
    }
    release = received(tmp_path, files, AUGUST)
    (fallen,) = [f for f in file(release, "2023-08.xlsx").findings if f.rule == "H10"]
    assert all(part in fallen.message for part in ("110", "120", "2023年7月"))


def test_a_blank_declared_zero_is_no_zero_where_last_month_had_something(tmp_path: Path) -> None:
    files = {
        "6.xlsx": (fire(JUNE), "2023-06-26T10:00:00+08:00"),
        "7.xlsx": (
            fire(JULY, assist_visits=None, transferred=None, blanks_are_zero="是"),
            july(26),
        ),
    }
    release = received(tmp_path, files)
    assert [
        (f.rule, f.indicator) for f in file(release, "7.xlsx").findings if f.severity == "error"
    ] == [("H12b", "assist_visits")]
    assert "6月" in file(release, "7.xlsx").findings[-1].message


def test_a_declared_zero_is_a_figure_and_nothing_else_is(tmp_path: Path) -> None:
    data = fire(
        JULY,
        transferred=None,
        penalty_wan=None,
        penalty_count=None,
        dual_penalty=None,
        blanks_are_zero="是",
    )
    release = received(tmp_path, {"a.xlsx": (data, july(20))})
    assert statuses(release) == {"a.xlsx": "accepted"}
    asked = [i.id for i in DECLARED.form.indicators.values() if DECLARED.roster.asks(i, "fire")]
    assert list(release.figures["fire"]) == asked
    assert [release.figures["fire"][i] for i in ("transferred", "penalty_wan", "dual_penalty")] == [
        0,
        0,
        0,
    ]


def test_a_unit_that_reports_for_the_first_time_is_compared_with_nothing(tmp_path: Path) -> None:
    files = {
        "6.xlsx": (filled("traffic", JUNE), july(1)),
        "7.xlsx": (fire(JULY, self_found=1, self_fixed=0), july(26)),
    }
    assert statuses(received(tmp_path, files))["7.xlsx"] == "accepted"


# --- Samples, blanks, coverage ----------------------------------------------------------------------------------


@cache
def samples() -> dict[str, bytes]:
    """Two sample files."""
    made = {u: drawn(DECLARED, u, JULY, sample=True) for u in ("rescue", "traffic")}
    return {f"样例/{u}.xlsx": filled_in(d, right_values(u, JULY), {}) for u, d in made.items()}


def test_samples_count_while_they_are_alone(tmp_path: Path) -> None:
    release = received(tmp_path, {n: (d, july(20)) for n, d in samples().items()})
    assert release.sample
    assert statuses(release) == dict.fromkeys(samples(), "accepted")


@pytest.mark.parametrize("real", ["valid", "wrong", "of another month", "blank"])
def test_one_real_form_sets_all_samples_aside(tmp_path: Path, real: str) -> None:
    data = {
        "valid": filled("grid"),
        "wrong": wrong(),
        "of another month": filled("grid", AUGUST),
        "blank": blank("grid", JULY),
    }[real]
    files = {**{n: (d, july(20)) for n, d in samples().items()}, "a.xlsx": (data, july(20))}
    release = received(tmp_path, files, AUGUST if real == "of another month" else JULY)
    assert not release.sample
    for name in samples():
        assert file(release, name).status == "ignored"
        assert [f.rule for f in file(release, name).findings] == ["F7"]
    assert release.state.accepted(DECLARED.roster.sheets) == (
        ["power"] if real in ("valid", "of another month") else []
    )


def test_a_file_that_is_no_form_leaves_the_samples_in(tmp_path: Path) -> None:
    files = {
        **{n: (d, july(20)) for n, d in samples().items()},
        "a.xlsx": (b"PK\x03\x04...", july(20)),
    }
    assert received(tmp_path, files).sample


def test_a_blank_form_is_returned_and_its_sectors_are_missing(tmp_path: Path) -> None:
    release = received(tmp_path, {"a.xlsx": (blank("planning", JULY), july(20))})
    assert (statuses(release), codes(file(release, "a.xlsx"))) == ({"a.xlsx": "returned"}, ["H12d"])
    assert [standing(release, s)[0] for s in ("construction", "gas")] == ["missing", "missing"]


def test_missing_returned_and_accepted_add_up(tmp_path: Path) -> None:
    files = {
        "1.xlsx": (fire(), july(20)),
        "2.xlsx": (filled("traffic"), july(30)),
        "3.xlsx": (typed(filled("planning", only=("gas",)), {"gas_self_found": "约9"}), july(20)),
        "4.xlsx": (filled("office"), july(20)),
    }
    release = received(tmp_path, files)
    told = coverage(release)
    assert told["returned"] == ["gas"]
    assert told["missing"] == [
        s for s in DECLARED.roster.sectors if s not in ("road", "fire", "gas")
    ]
    assert (told["expected"], told["accepted"], told["on_time"], told["late"]) == (12, 2, 1, 1)
    assert release.state.sheets["office"].state == "accepted"
    assert file(release, "4.xlsx").sectors == ()
    assert set(release.figures) == {"road", "fire", "office"}


# --- Properties, against an oracle of a few lines ---------------------------------------------------------------

POOL = ("rescue", "planning")
MOMENTS = [july(20), july(21), july(27), july(29), july(31)]


class Sent(NamedTuple):
    """A file of a unit with some sheets, told apart by 3-1; if broken, with an error."""

    unit: str
    sheets: tuple[str, ...]
    number: int
    broken: bool
    correction: bool


@cache
def variant(sent: Sent) -> Submission:
    """The file as read."""
    changes: dict[str, object] = {f"{s}_assist_visits": 5000 + sent.number for s in sent.sheets}
    changes |= {f"{s}_remarks": "更正" for s in sent.sheets if sent.correction}
    changes |= {f"{sent.sheets[0]}_self_found": 0} if sent.broken else {}
    return read(typed(filled(sent.unit, only=sent.sheets), changes), str(sent))


def _sheets(unit: str) -> list[tuple[str, ...]]:
    own = DECLARED.roster.units[unit].sectors
    return [own, own[:1], own[1:]] if len(own) > 1 else [own]


WHO = [(unit, sheets) for unit in POOL for sheets in _sheets(unit)]
VARIANTS = [
    Sent(*who, *rest)
    for who in WHO
    for rest in itertools.product(range(3), (False, True), (False, True))
]
INBOXES = st.lists(
    st.tuples(st.sampled_from(VARIANTS), st.sampled_from(MOMENTS)), min_size=1, max_size=7
)
Inbox = list[tuple[Sent, str]]


@cache
def faults() -> dict[tuple[str, str], list[Finding]]:
    """The findings of all variants, which no other file can change (see test_rules)."""
    return check_sheets([variant(sent) for sent in VARIANTS], DECLARED)


def files_of(inbox: Inbox, names: Sequence[int] | None = None) -> list[Submission]:
    """The files of an inbox, each received at its moment; the sha256 says which variant it is."""
    files = []
    for number, (sent, moment) in zip(names or itertools.count(), inbox, strict=False):
        at_ = datetime.fromisoformat(moment)
        came = replace(
            variant(sent).arrival, path=f"inbox/{number:03}.xlsx", sha256=str(sent), received_at=at_
        )
        files.append(replace(variant(sent), arrival=came))
    return files


def settled(files: list[Submission]) -> Settled:
    found = {
        (f.arrival.path, s): faults()[str(f.arrival.sha256), s] for f in files for s in f.sectors
    }
    return settle(files, found, [], DECLARED, JULY)


def figures(state: PeriodState) -> dict[tuple[str, str], float]:
    rows = state.values
    return dict(zip(zip(rows.sheet_id, rows.indicator, strict=True), rows.value, strict=True))


def visits(file_: Submission, sheet: str) -> float:
    return next(f.entries["assist_visits"].value for f in file_.submitted if f.sector == sheet)


def oracle(files: list[Submission]) -> dict[str, float]:
    """3-1 by sheet: file by file in the order of time, who is valid replaces what is there."""
    due = datetime.combine(JULY.day(28), time.max, DECLARED.campaign.offset)
    counts: dict[str, float] = {}
    for moment in sorted({f.arrival.received_at for f in files if f.arrival.received_at}):
        group = [f for f in files if f.arrival.received_at == moment]
        able = [f for f in group if f.submitted[0].entries["self_found"].value > 0]
        if moment > due:
            corrections = [f for f in able if f.submitted[0].headings["remarks"].text == "更正"]
            able = [f for f in able if f in corrections or not set(f.sectors) & set(counts)]
        tied = [
            f
            for f in able
            for g in able
            for s in {*f.sectors} & {*g.sectors}
            if visits(f, s) != visits(g, s)
        ]
        counts |= {s: visits(f, s) for f in able if f not in tied for s in f.sectors}
    return counts


@settings(QUICK, max_examples=250)
@given(INBOXES)
def test_what_counts_is_the_newest_valid_file_of_each_sheet(inbox: Inbox) -> None:
    files = files_of(inbox)
    counted = {
        s: v for (s, i), v in figures(settled(files).periods[JULY]).items() if i == "assist_visits"
    }
    assert counted == oracle(files)


@settings(QUICK, max_examples=100)
@given(INBOXES, st.randoms(use_true_random=False))
def test_neither_names_nor_order_of_files_matter(inbox: Inbox, dice: random.Random) -> None:
    renamed = files_of(inbox, dice.sample(range(100, 200), len(inbox)))
    dice.shuffle(renamed)
    one, other = settled(files_of(inbox)).periods[JULY], settled(renamed).periods[JULY]
    assert figures(other) == figures(one)
    assert {s: replace(x, file=None) for s, x in other.sheets.items()} == {
        s: replace(x, file=None) for s, x in one.sheets.items()
    }


@settings(QUICK, max_examples=100)
@given(INBOXES)
def test_every_file_has_the_status_that_follows_from_what_counts(inbox: Inbox) -> None:
    files = files_of(inbox)
    month = settled(files)
    due = Deadlines(JULY, [], DECLARED)
    known = judge_all(files, {}, month.candidates, DECLARED)
    judged = month.candidates[due.period]
    states = {f.path: f for f in file_states(known, [], files, judged, due, DECLARED)}
    assert len(states) == len(files)
    counts = {k: states[s.file] for k, s in month.periods[JULY].sheets.items() if s.file}
    for path, sheets in ((f.arrival.path, f.sectors) for f in files):
        state, own = states[path], {s for s in sheets if s in counts and counts[s].path == path}
        assert (state.status == "accepted") == bool(own)
        assert set(state.sectors) == (own or set(sheets))
        faulty = any(f.severity == "error" for f in state.findings)
        replaced = [
            s for s in sheets if s in counts and (not faulty or _came(counts[s]) > _came(state))
        ]
        if not own:
            assert (state.status == "superseded") == (len(replaced) == len(sheets))
            assert state.status in ("superseded", "returned")
        assert not (faulty and own)


@settings(QUICK, max_examples=60)
@given(INBOXES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_in_the_folder_changes_no_status(
    inbox: Inbox, dice: random.Random
) -> None:
    """Files lie in a folder in any order; what tells versions apart is when they came, not when they are read."""
    files = files_of(inbox)
    shuffled = dice.sample(files, len(files))
    assert _stand(shuffled) == _stand(files)


def _stand(files: list[Submission]) -> dict[str, tuple[str, set[str], list[str]]]:
    """Path -> status, sectors and codes of the findings."""
    month, due = settled(files), Deadlines(JULY, [], DECLARED)
    known = judge_all(files, {}, month.candidates, DECLARED)
    states = file_states(known, [], files, month.candidates[JULY], due, DECLARED)
    return {s.path: (s.status, {*s.sectors}, sorted(f.rule for f in s.findings)) for s in states}


IN_TIME = st.lists(
    st.tuples(st.sampled_from(VARIANTS), st.sampled_from(MOMENTS[:3])), min_size=1, max_size=6
)


@settings(QUICK, max_examples=100)
@given(IN_TIME, st.sampled_from(VARIANTS))
def test_an_older_file_never_changes_which_version_counts(inbox: Inbox, older: Sent) -> None:
    """It only fills what nobody has filled."""
    before = settled(files_of(inbox)).periods[JULY]
    after = settled(files_of([*inbox, (older, july(19))])).periods[JULY]
    counted = {s: x.file for s, x in before.sheets.items() if x.file}
    assert {s: after.sheets[s].file for s in counted} == counted
    assert figures(before).items() <= figures(after).items()
    assert {s for s, x in after.sheets.items() if x.file} <= {*counted, *older.sheets}


VALUES = st.dictionaries(
    st.sampled_from(sorted(DECLARED.form.indicators)), st.none() | st.integers(0, 9), max_size=8
)


def with_values(form_: SheetForm, values: Mapping[str, int | None]) -> SheetForm:
    """The sheet with some values, or blanks, in place of its own."""
    entries = {
        i: replace(
            e, value=math.nan if values[i] is None else float(values[i] or 0), state="number"
        )
        if i in values and e.state != "elsewhere"
        else e
        for i, e in form_.entries.items()
    }
    return replace(form_, entries=entries)


@settings(QUICK, max_examples=150)
@given(VALUES, VALUES)
def test_what_a_newer_version_changed_is_the_difference_of_the_two(
    old: dict[str, int | None], new: dict[str, int | None]
) -> None:
    sheet = variant(VARIANTS[0]).submitted[0]
    before, now = with_values(sheet, old), with_values(sheet, new)
    told = {
        str(f.indicator): (f.value, f.expected, f.cell, f.severity)
        for f in changes(before, now, DECLARED)
    }
    expected = {}
    for name, entry in now.entries.items():
        was = before.entries[name].value
        if entry.value != was and not (math.isnan(entry.value) and math.isnan(was)):
            shown = [_shown(name, v) for v in (entry.value, was)]
            expected[name] = (*shown, entry.cell, "notice")
    assert told == expected


def _shown(name: str, value: float) -> str:
    if math.isnan(value):
        return "空白"
    if name == "media_column":
        return "是" if value else "否"
    return f"{Decimal(repr(value)).normalize():f}"


@settings(QUICK, max_examples=60)
@given(IN_TIME)
def test_every_valid_version_tells_what_it_changed_in_the_one_that_counted_until_it_came(
    inbox: Inbox,
) -> None:
    files = files_of(inbox)
    told = {
        (c.path, f.sector): (f.value, f.expected)
        for c in settled(files).candidates[JULY]
        for f in c.findings
        if f.rule == "N14"
    }
    expected = {}
    for file_ in files:
        earlier = oracle([f for f in files if _at(f) < _at(file_)])
        valid = file_.submitted[0].entries["self_found"].value > 0
        for sheet in file_.sectors if valid else ():
            if earlier.get(sheet, visits(file_, sheet)) != visits(file_, sheet):
                values = visits(file_, sheet), earlier[sheet]
                expected[file_.arrival.path, sheet] = tuple(f"{v:.0f}" for v in values)
    assert told == expected


def _at(file_: Submission) -> datetime:
    assert file_.arrival.received_at
    return file_.arrival.received_at


def _came(state: FileState) -> datetime:
    assert state.received_at
    return state.received_at


@QUICK
@given(st.permutations(["a.xlsx", "子/b.xlsx", "中文.xlsx", "0.XLSX", "z.xlsx"]))
def test_a_workspace_gives_the_same_figures_under_any_file_names(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    contents = [
        (fire(assist_visits=400), july(20)), (fire(assist_visits=401), july(21)), (wrong(), july(22)),
        (filled("planning", only=("gas",)), july(23)), (filled("planning", only=("construction",)), july(24)),
    ]  # fmt: skip
    release = received(tmp_path_factory.mktemp("w"), dict(zip(names, contents, strict=True)))
    assert value(release, "fire", "assist_visits") == 401
    by_status = [file(release, name).status for name in names]
    assert by_status == ["superseded", "accepted", "returned", "accepted", "accepted"]


def test_withdrawn_and_sample_files_are_set_aside_before_anything_is_settled() -> None:
    real, sample = read(filled("rescue"), "a"), read(samples()["样例/traffic.xlsx"], "b")
    other = arrival(b"", "c")
    kept, others = set_aside([real, sample, other], [], DECLARED)
    assert ([s.arrival.path for s in kept], {a.path: a.fate for a in others}) == (
        ["a"],
        {"b": "ignored", "c": None},
    )


# --- What a wrong month leaves behind -----------------------------------------------------------------------------


def test_a_stale_copy_then_the_right_book_late_was_put_right_after_its_return(
    after_june: Path,
) -> None:
    put(after_june, "7月.xlsx", fire(JUNE, self_found=150), july(26))
    put(after_june, "7月好.xlsx", filled("rescue"), july(30))
    release = check(after_june, JULY)
    state = release.state.sheets["fire"]
    assert (state.word, state.arrived and state.arrived.day, state.valid and state.valid.day) == (
        "退回后补正",
        26,
        30,
    )
    assert statuses(release)["7月.xlsx"] == "superseded"


def test_duplicates_and_withdrawn_files_tell_whose_form_they_are(tmp_path: Path) -> None:
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    rows = "2023-07,traffic,,withdraw,inbox/交警.xlsx,甲,乙,2023-07-27"
    root = workspace(tmp_path / "w", {"1.xlsx": (filled("rescue"), july(20))})
    put(root, "2.xlsx", filled("rescue"), july(21))
    put(root, "交警.xlsx", filled("traffic"), july(21))
    put(root, "decisions.csv", f"{heads}\n{rows}\n".encode())
    release = check(root, JULY)
    for name, status, unit, sector in (
        ("2.xlsx", "duplicate", "rescue", "fire"),
        ("交警.xlsx", "withdrawn", "traffic", "road"),
    ):
        got = file(release, name)
        assert (got.status, got.unit, got.sectors, got.period) == (status, unit, (sector,), JULY)


def test_a_sector_for_which_only_another_units_book_came_is_returned(tmp_path: Path) -> None:
    stray = form("grid", JULY, edit=lambda book: book["_form"].__setitem__("B3", "police"))
    release = received(tmp_path, {"1.xlsx": (stray, july(20))})
    assert (file(release, "1.xlsx").status, standing(release, "power")) == (
        "returned",
        ("returned", "退回未补正"),
    )


def test_a_blank_that_cannot_be_zero_is_no_zero_in_other_rules(after_june: Path) -> None:
    changes = {"fire_self_found": None, "fire_self_fixed": 90, "fire_blanks_are_zero": "是"}
    put(after_june, "7月.xlsx", form("rescue", JULY, changes), july(20))
    assert "H12b" in codes(file(check(after_june, JULY), "7月.xlsx"))
    assert "H1" not in codes(file(check(after_june, JULY), "7月.xlsx"))


def test_a_newer_valid_file_says_what_it_changed_cell_by_cell(tmp_path: Path) -> None:
    files = {
        "1.xlsx": (fire(self_found=200, penalty_wan=35.6), july(20)),
        "2.xlsx": (fire(self_found="约"), july(21)),  # never counted, so nothing is told against it
        "3.xlsx": (fire(self_found=201, penalty_wan=35), july(22)),
    }
    release = received(tmp_path, files)
    told = [f for f in file(release, "3.xlsx").findings if f.rule == "N14"]
    assert [(f.indicator, f.expected, f.value) for f in told] == [
        ("self_found", "200", "201"),
        ("penalty_wan", "35.6", "35"),
    ]
    assert [(f.sheet, f.cell) for f in told] == [
        at(fire(), "fire_self_found"),
        at(fire(), "fire_penalty_wan"),
    ]
    assert "N14" not in [f.rule for f in file(release, "1.xlsx").findings]


def test_a_declared_zero_in_the_place_of_a_zero_is_no_change(tmp_path: Path) -> None:
    files = {
        "1.xlsx": (fire(case_crime=0), july(20)),
        "2.xlsx": (fire(case_crime=None, blanks_are_zero="是"), july(21)),
    }
    release = received(tmp_path, files)
    assert statuses(release) == {"1.xlsx": "superseded", "2.xlsx": "accepted"}
    assert "N14" not in [f.rule for f in file(release, "2.xlsx").findings]
