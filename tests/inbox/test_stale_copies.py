"""Last month's book under a new name, and what a wrong month leaves behind."""

from pathlib import Path

import pytest

from tests.support.cells import at
from tests.support.versions import (
    codes,
    decided,
    file,
    filled,
    fire,
    july,
    received,
    standing,
    statuses,
    value,
)
from tests.support.workspaces import AUGUST, JULY, JUNE, blank, check, form, put, workspace

# --- Last month's book under a new name ------------------------------------------------------------------------------


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


# --- What a wrong month leaves behind --------------------------------------------------------------------------------


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
