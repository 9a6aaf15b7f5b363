"""Which file counts: newer and older, two clerks, late and corrected, through whole workspaces."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.cells import typed, with_part
from tests.support.versions import (
    codes,
    file,
    filled,
    fire,
    july,
    received,
    standing,
    statuses,
    value,
    wrong,
)
from tests.support.workspaces import JULY, check, put, workspace


def saved_at(data: bytes, moment: str) -> bytes:
    """The same form, last saved at another moment."""
    return with_part(
        data, "docProps/core.xml", lambda x: x.replace(b"1980-01-01T00:00:00Z", moment.encode())
    )


# --- Newer and older -------------------------------------------------------------------------------------------------


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


# --- Two sheets, two clerks ------------------------------------------------------------------------------------------


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


# --- On time, late, put right ----------------------------------------------------------------------------------------


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
