"""What the office's decisions change about which file counts: more time, withdrawn, waived."""

from pathlib import Path

import pytest

from tests.support.cells import typed
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
    wrong,
)
from tests.support.workspaces import AUGUST, JULY, JUNE, check, workspace


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
