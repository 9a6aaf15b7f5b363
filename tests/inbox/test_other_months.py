"""Files of other months, what an earlier month is compared with, samples and blank forms."""

from pathlib import Path

import pytest

from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.outbox.manifest import coverage
from tests.support.cells import at, typed
from tests.support.versions import (
    codes,
    file,
    filled,
    fire,
    july,
    received,
    samples,
    standing,
    statuses,
    wrong,
)
from tests.support.workspaces import AUGUST, JULY, JUNE, blank, check, declarations, put, workspace

DECLARED = declarations()


# --- Other months ----------------------------------------------------------------------------------------------------


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


# --- Against earlier months ------------------------------------------------------------------------------------------


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


# --- Samples, blanks, coverage ---------------------------------------------------------------------------------------


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
    assert told.returned == ["gas"]
    assert told.missing == [s for s in DECLARED.roster.sectors if s not in ("road", "fire", "gas")]
    assert (told.expected, told.accepted, told.on_time, told.late) == (12, 2, 1, 1)
    assert release.state.sheets["office"].state == "accepted"
    assert file(release, "4.xlsx").sectors == ()
    assert set(release.figures) == {"road", "fire", "office"}
