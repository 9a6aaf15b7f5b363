"""Weeks beside months, neither of which knows of the other."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model.month import Month
from pipeline.model.outcomes import Published
from pipeline.model.week import Week
from pipeline.screens.uncounted import uncounted_lines
from tests.support.cells import typed
from tests.support.published import command, files, snapshot
from tests.support.weeks import MONDAY, TUESDAY, WEEK_BEFORE, fire
from tests.support.workspaces import (
    JULY,
    JUNE,
    W27,
    W28,
    check,
    check_week,
    declarations,
    form,
    publish,
    publish_weekly,
    put,
    workspace,
)

DECLARED = declarations()
CAMPAIGN = DECLARED.campaign


@cache
def _months() -> dict[str, tuple[bytes, str]]:
    """Two months as offices have them: late, returned, stale, put right, of unknown period."""
    right = {
        f"{unit}-{month}.xlsx": (form(unit, month), f"2023-0{month.month}-26T10:00:00+08:00")
        for month in (JUNE, JULY)
        for unit in ("rescue", "police", "economy", "office")
    }
    return right | {
        "late.xlsx": (form("grid", JULY), "2023-07-30T10:00:00+08:00"),
        "returned.xlsx": (form("traffic", JULY, {"road_self_fixed": 9999}), MONDAY),
        "stale.xlsx": (fire(JUNE, self_found=90), MONDAY),
        "nameless.xlsx": (form("ecology", JULY, {"hazwaste_period": None}), MONDAY),
        "fell.xlsx": (form("safety", JULY, {"hazchem_self_found": 0}), MONDAY),
        "safety.xlsx": (form("safety", JUNE), "2023-06-26T10:00:00+08:00"),
    }


@cache
def _weeks() -> dict[str, tuple[bytes, str]]:
    """Two weeks of the same kind, with figures that would disturb any month."""
    right = {
        f"{unit}-{week}.xlsx": (form(unit, week), f"{CAMPAIGN.due(week)}T10:00:00+08:00")
        for week in (W27, W28)
        for unit in ("rescue", "police", "economy", "office")
    }
    return right | {
        "w-late.xlsx": (form("grid", W28), TUESDAY),
        "w-returned.xlsx": (form("traffic", W28, {"road_self_fixed": 9999}), MONDAY),
        "w-stale.xlsx": (fire(W27, self_found=999), MONDAY),
        "w-nameless.xlsx": (form("ecology", W28, {"hazwaste_period": None}), MONDAY),
        "w-saturday.xlsx": (typed(form("planning", W28), {"gas_period": "2023年7月10日至15日",
                            "construction_period": "2023年7月10日至15日"}), MONDAY),
        "w-high.xlsx": (form("safety", W27, {"hazchem_self_found": 9000}), WEEK_BEFORE),
        "w-august.xlsx": (form("safety", Week.parse("2023-W33")), "2023-08-21T10:00:00+08:00"),
        "w-outside.xlsx": (typed(fire(W28), {"fire_period": "2022-W28"}), MONDAY),
        "w-名称_7月.xlsx": (form("enforcement", W28), MONDAY),
    }  # fmt: skip


def _published(done: Published, root: Path) -> dict[str, bytes]:
    """Everything that was published, but for the list of files in the manifest."""
    folder = root / "outbox" / str(done.release.period)
    outputs = {name: data for name, (data, _) in snapshot(folder).items()}
    run = json.loads(outputs.pop("manifest.json"))
    run.pop("files")
    return outputs | {"run": json.dumps(run, ensure_ascii=False).encode()}


def _with(folder: Path, contents: Mapping[str, tuple[bytes, str]]) -> Path:
    return workspace(folder, contents)


@pytest.fixture(scope="module")
def july_alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = _with(tmp_path_factory.mktemp("m") / "w", _months())
    return _published(publish(root, None), root)


@pytest.fixture(scope="module")
def week_alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = _with(tmp_path_factory.mktemp("m") / "w", _weeks())
    return _published(publish_weekly(root, W28), root)


SLOW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_weekly_files_lie_there_no_byte_of_the_month_changes(
    july_alone: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    @SLOW
    @given(st.sets(st.sampled_from(sorted(_weeks())), min_size=1) | st.just(set(_weeks())))
    def holds(names: set[str]) -> None:
        root = _with(
            tmp_path_factory.mktemp("m") / "w", _months() | {n: _weeks()[n] for n in names}
        )
        assert _published(publish(root, None), root) == july_alone
        states = files(root, "2023-07")
        assert {states[f"inbox/{n}"]["status"] for n in names} == {"other_period"}

    holds()


def test_whatever_monthly_files_lie_there_no_byte_of_the_week_changes(
    week_alone: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    @SLOW
    @given(st.sets(st.sampled_from(sorted(_months())), min_size=1) | st.just(set(_months())))
    def holds(names: set[str]) -> None:
        root = _with(
            tmp_path_factory.mktemp("m") / "w", _weeks() | {n: _months()[n] for n in names}
        )
        assert _published(publish_weekly(root, W28), root) == week_alone
        states = files(root, "2023-W28")
        assert {states[f"inbox/{n}"]["status"] for n in names} == {"other_period"}

    holds()


def test_the_default_is_the_newest_of_the_kind(tmp_path: Path) -> None:
    august = (fire(Week.parse("2023-W33")), "2023-08-21T10:00:00+08:00")
    root = workspace(tmp_path / "w", {"a.xlsx": fire(JUNE), "b.xlsx": fire(W28), "c.xlsx": august})
    assert check(root, None).period == JUNE
    assert check_week(root, None).period == Week.parse("2023-W33")


@pytest.mark.parametrize(
    ("there", "asked", "other"),
    [(W28, "monthly", "pipeline weekly"), (JULY, "weekly", "pipeline monthly")],
)
def test_forms_of_the_other_kind_alone_are_nothing_to_publish(
    there: Month | Week, asked: str, other: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "a.xlsx", fire(there))
    assert command(root, asked) == 2
    assert other in capsys.readouterr().err
    assert not (root / "outbox").exists()


def test_a_fuller_week_that_was_not_published_is_named(tmp_path: Path) -> None:
    fuller = {f"{u}.xlsx": (form(u, W27), WEEK_BEFORE) for u in ("rescue", "police")}
    root = workspace(tmp_path / "w", {**fuller, "new.xlsx": (fire(W28), MONDAY)})
    assert "pipeline weekly --week 2023-W27" in "".join(publish_weekly(root, None).remarks)
    publish_weekly(root, W27)
    assert publish_weekly(root, None).remarks == []


def test_the_screen_tells_of_the_files_of_the_other_kind(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", _months() | _weeks())
    july = uncounted_lines(publish(root, JULY).release)
    assert july[1] == "没有计入7月的其他文件："
    assert "  各周的报表：" in "\n".join(july)
    assert "  其他月份的报表：2023年6月5个。" in july
    assert "  认不出报告期的：2个，由 pipeline weekly 退回。" in july
    week = uncounted_lines(publish_weekly(root, W28).release)
    assert week[1] == f"没有计入{W28.short}的其他文件："
    assert "  其他周的报表：" in "\n".join(week)
    assert "  认不出报告期的：1个，由 pipeline monthly 退回。" in week
