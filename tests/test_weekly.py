"""The weekly tally: weeks beside months, neither of which knows of the other."""

import dataclasses
import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from pipeline.bulletin.problems import Problem
from pipeline.bulletin.weekly_note import weekly_note
from pipeline.declarations import load_declarations
from pipeline.declarations.rule_kinds import QUOTED_MANY
from pipeline.drawing.filling_notes import words_of
from pipeline.inbox.file_names import check_name
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.model.outcomes import Published
from pipeline.model.released import Release
from pipeline.model.week import Week
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from pipeline.screens.uncounted import uncounted_lines
from pipeline.words.periods import is_like_a_week, parse_period, parse_week, weeks_near
from tests.cells import read, typed
from tests.faulty.making import HANDMADE, handmade
from tests.published import command, files, manifest, snapshot, table
from tests.releases import make_release
from tests.workspaces import (
    HEADINGS,
    JULY,
    JUNE,
    ROOT,
    W27,
    W28,
    W29,
    blank,
    check,
    check_week,
    declarations,
    drawn,
    filled_in,
    form,
    publish,
    publish_weekly,
    put,
    right_values,
    workspace,
)

DECLARED = declarations()
CAMPAIGN = DECLARED.campaign
WEEKS = CAMPAIGN.periods_like(W28)
MONDAY, TUESDAY = "2023-07-17T10:00:00+08:00", "2023-07-18T10:00:00+08:00"
WEEK_BEFORE = "2023-07-10T10:00:00+08:00"
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


def fire(period: Month | Week, remarks: str = "", **values: object) -> bytes:
    changes = {f"fire_{name}": value for name, value in values.items()}
    return form("rescue", period, changes, headings={"remarks": remarks} if remarks else None)


def told(root: Path, period: str, name: str) -> list[tuple[str, str]]:
    """(rule, message) of everything but notices that is told of a file."""
    found = files(root, period)[f"inbox/{name}"]["findings"]
    return [(f["rule"], f["message"]) for f in found if f["severity"] != "notice"]


# --- Weeks ------------------------------------------------------------------------------------------------------


@given(DAYS)
def test_a_week_is_read_back_from_its_name_from_its_days_and_from_any_of_them(day: date) -> None:
    week = Week.of(day)
    assert (week.first.weekday(), week.last - week.first) == (0, timedelta(days=6))
    assert week.first <= day <= week.last
    assert Week.parse(str(week)) == parse_period(str(week)) == parse_period(week.chinese) == week
    assert (
        parse_week(day.isoformat()) == parse_week(f"{day.year}年{day.month}月{day.day}日") == week
    )


@given(DAYS, st.integers(-60, 60))
def test_weeks_follow_each_other_without_a_gap(day: date, count: int) -> None:
    week = Week.of(day)
    later = week.shift(count)
    assert later.first - week.first == timedelta(weeks=count)
    assert (week < later, week == later, week > later) == (count > 0, count == 0, count < 0)
    assert len(week.until(later)) == max(count + 1, 0)


def test_a_day_that_a_period_does_not_have_is_its_last() -> None:
    days = [Month(2023, 2).day(31), JULY.day(28), W28.day(7), W28.day(28)]
    assert days == [date(2023, 2, 28), date(2023, 7, 28), W28.last, W28.last]


def test_between_a_month_and_a_week_there_is_no_order() -> None:
    assert JULY != W28
    with pytest.raises(TypeError):
        assert JULY < W28


@pytest.mark.parametrize(
    ("week", "chinese"),
    [("2023-W28", "2023年7月10日至16日"), ("2023-W31", "2023年7月31日至8月6日"),
     ("2023-W52", "2023年12月25日至31日"), ("2025-W01", "2024年12月30日至2025年1月5日")],
)  # fmt: skip
def test_a_week_is_printed_as_dates(week: str, chinese: str) -> None:
    assert Week.parse(week).chinese == chinese


@pytest.mark.parametrize(
    "text",
    ["2023-W28", "2023W28", "2023-w28", "2023年第28周", "2023年28周", "2023第28周", " 2023 年第 28 周",
     "2023年7月10日至16日", "2023年7月10日至7月16日", "2023年7月10日至2023年7月16日", "2023年7月10日到16日",
     "2023.7.10-7.16", "2023.7.10-16", "2023.7.10-2023.7.16", "2023-07-10~2023-07-16", "2023-07-10-07-16",
     "2023/7/10—7/16", "２０２３年７月１０日～１６日", "2023年7月10日--16日", "2023年07月10日–16日"],
)  # fmt: skip
def test_a_week_may_be_written_in_these_ways(text: str) -> None:
    assert parse_period(text) == W28
    assert read(typed(form("rescue", W28), {"fire_period": text})).period == W28


@pytest.mark.parametrize(
    ("text", "named"),
    [("2023年7月10日至15日", [W28]), ("2023年7月11日至16日", [W28]), ("2023.7.12-7.18", [W28, W29]),
     ("2023年7月10日至7月23日", [W28, W29]), ("2023-W53", []), ("2023-W00", []), ("第28周", []),
     ("7月10日至16日", []), ("7.10-7.16", []), ("2023年7月第2周", []), ("本周", []), ("2023-W281", [])],
)  # fmt: skip
def test_what_is_not_monday_to_sunday_of_one_week_is_returned_with_the_week_named(
    text: str, named: list[Week]
) -> None:
    assert parse_period(text) is None
    assert is_like_a_week(text)
    assert weeks_near(text) == named
    submission = read(typed(form("rescue", JULY), {"fire_period": text}), received=MONDAY)
    (fault,) = [f for f in submission.findings if f.severity == "error"]
    assert (fault.rule, fault.sheet, fault.cell) == ("H11i", "消防", "C6")
    assert fault.expected == "”或“".join(w.chinese for w in named or [W28])
    told = f"“报告期”写的是“{text}”，应写成星期一至星期日的一周，如“{fault.expected}”。"
    assert fault.message.startswith(told)
    assert (submission.period, submission.kind) == (None, "周")


@pytest.mark.parametrize(
    "text",
    ["2023年5月22日至7月28日", "2023年7月1日至31日", "2023年7月17日至10日", "2023年6-7月", "2023年7月12日", "七月", ""],
)  # fmt: skip
def test_what_speaks_of_no_week_is_not_taken_for_one(text: str) -> None:
    assert parse_period(text) is None
    assert not is_like_a_week(text)
    assert read(typed(form("rescue", JULY), {"fire_period": text})).kind == "月"


@pytest.mark.parametrize("text", [None, "七月", "2023年7月12日"])
def test_a_form_that_was_made_for_a_week_stays_one_though_its_period_is_lost(
    text: str | None,
) -> None:
    submission = read(typed(form("rescue", W28), {"fire_period": text}), received=MONDAY)
    assert submission.kind == "周"
    assert [f.expected for f in submission.findings if f.rule == "H11i"] == [W28.chinese]


@pytest.mark.parametrize(("received", "at"), [("2023-01-09", 0), ("2024-03-01", -1)])
def test_the_week_that_is_named_as_an_example_is_one_of_the_campaigns(
    received: str, at: int
) -> None:
    data = typed(form("rescue", W28), {"fire_period": None})
    submission = read(data, received=f"{received}T10:00:00+08:00")
    (expected,) = [f.expected for f in submission.findings if f.rule == "H11i"]
    assert expected == CAMPAIGN.periods_like(W28)[at].chinese


def test_a_month_on_a_form_that_was_made_for_a_week_is_a_month() -> None:
    submission = read(typed(form("rescue", W28), {"fire_period": "2023年7月"}))
    assert (submission.period, submission.kind) == (JULY, "月")


def test_a_week_outside_of_the_campaign_is_returned_with_its_first_and_last_week() -> None:
    submission = read(typed(form("rescue", W28), {"fire_period": "2024-W01"}))
    assert [(f.rule, f.expected) for f in submission.findings if f.severity == "error"] == [
        ("H11d", f"{WEEKS[0].chinese}至{WEEKS[-1].chinese}")
    ]


@pytest.mark.parametrize("sheet", ["construction", "gas"])
def test_a_book_for_a_month_and_a_week_is_returned_with_the_first_of_them(
    sheet: str, tmp_path: Path
) -> None:
    root = workspace(tmp_path / "w", {
        "june.xlsx": (form("planning", JUNE), "2023-06-26T10:00:00+08:00"),
        "w27.xlsx": (form("planning", W27), WEEK_BEFORE),
        "both.xlsx": (typed(form("planning", W28), {f"{sheet}_period": "2023年7月"}), MONDAY),
    })  # fmt: skip
    run, period = (publish, "2023-07") if sheet == "construction" else (publish_weekly, "2023-W28")
    run(root, parse_period(period))
    errors = [r for r, _ in told(root, period, "both.xlsx") if not r.startswith("W")]
    assert errors == ["H11e"]


def test_a_week_on_a_form_typed_by_hand_is_read() -> None:
    for text, week in (("2023年7月10日至7月16日", W28), ("2023年7月10日至7月15日", None)):
        submission = read(handmade({**HANDMADE, "时间": text}))
        assert (submission.period, submission.kind) == (week, "周")
    month = read(handmade({**HANDMADE, "时间": "2023年5月22日至7月28日"}))
    assert (month.period, month.kind) == (None, "月")


@pytest.mark.parametrize(
    ("name", "said"),
    [("消防2023年7月10日至16日", ""), ("消防第28周", ""), ("消防2023-W28", ""), ("消防7月10日-16日", ""),
     ("消防7月", ""), ("消防2023年7月", ""), ("消防7月第2周", ""), ("消防6月第2周", "6月"),
     ("消防2023年5月22日至7月16日累计", ""),
     ("消防第27周", "2023年7月3日至9日"), ("消防2023.7.3-7.9", "2023年7月3日至9日"), ("消防6月", "6月")],
)  # fmt: skip
def test_a_file_name_that_tells_another_week_is_told(name: str, said: str) -> None:
    found = check_name(f"inbox/{name}.xlsx", "rescue", W28, DECLARED)
    assert [f.value for f in found if f.rule == "N9"] == ([said] if said else [])


def test_a_month_whose_file_name_tells_a_week_is_told() -> None:
    (found,) = check_name("inbox/消防第28周.xlsx", "rescue", JULY, DECLARED)
    assert (found.rule, found.value) == ("N9", W28.chinese)


# --- The campaign's weeks ---------------------------------------------------------------------------------------


def test_the_weeks_are_those_that_the_campaign_touches() -> None:
    assert (WEEKS[0].first, WEEKS[-1].last) == (date(2023, 5, 22), date(2023, 12, 31))
    assert [CAMPAIGN.has(w) for w in (WEEKS[0].shift(-1), WEEKS[0], WEEKS[-1], WEEKS[-1].shift(1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_weeks_figures_run_from_the_day_after_the_last_one_to_its_sunday_and_are_due_on_monday() -> (
    None
):
    assert CAMPAIGN.since(WEEKS[0]) == CAMPAIGN.cumulative_from
    for week, after in pairwise(WEEKS):
        assert CAMPAIGN.cutoff(week) == week.last
        assert CAMPAIGN.due(week) - week.last == timedelta(days=1)
        assert CAMPAIGN.resubmit_by(week) - CAMPAIGN.due(week) == timedelta(days=1)
        assert CAMPAIGN.since(after) - CAMPAIGN.cutoff(week) == timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "week"),
    [("2023-07-14", W28), ("2023-07-16", W28), ("2023-07-17", W28), ("2023-07-18", W28), ("2023-07-19", W29)],
)  # fmt: skip
def test_what_comes_until_the_last_day_for_resubmitting_is_meant_for_the_week_before(
    day: str, week: Week
) -> None:
    assert CAMPAIGN.came_in(date.fromisoformat(day), "周") == week


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_clock_that_is_wrong_by_millennia_stops_nothing(day: date) -> None:
    for kind in ("月", "周"):
        assert not CAMPAIGN.has(CAMPAIGN.came_in(day, kind))
        assert CAMPAIGN.came_in(day, kind).short


def test_rules_and_stages_apply_to_a_week_by_its_last_day() -> None:
    until_july, from_august = DECLARED.rule("W-S1a"), DECLARED.rule("W6a")
    into_august = Week.parse("2023-W31")
    for week, holds in ((into_august.shift(-1), True), (into_august, False)):
        assert until_july.holds_in(week) == holds
        assert from_august.holds_in(week) != holds
    stages = [
        CAMPAIGN.stage(CAMPAIGN.cutoff(w)).start for w in (into_august.shift(-1), into_august)
    ]
    assert stages == [date(2023, 6, 1), date(2023, 8, 1)]


@pytest.mark.parametrize(
    ("file", "key", "old", "new"),
    [("campaign", "weeks", "[weekly]", "[weeks]"),
     ("campaign", "weekly.due_days", "due_days = 1", "due_days = 4"),
     ("campaign", "weekly.due_days", "due_days = 1", "due_days = -1"),
     ("campaign", "weekly.resubmit_days", "resubmit_days = 1 ", "resubmit_days = 4 "),
     ("campaign", "weekly.day", "[weekly]", "[weekly]\nday = 1"),
     ("campaign", "weekly", "= 2023-05-22 ", "= 2024-05-22 "),
     ("bulletin", "week_table", "[weekly_table]", "[week_table]"),
     ("bulletin", "weekly_table.growth", 'value = "fixed" },\n]', 'value = "fix_rate" },\n]'),
     ("bulletin", "weekly_table.columns[4].value", 'value = "open" },\n]\ngrowth', 'value = "lost" },\n]\ngrowth')],
)  # fmt: skip
def test_what_is_wrong_with_the_weeks_declarations_names_file_and_key(
    tmp_path: Path, file: str, key: str, old: str, new: str
) -> None:
    root = workspace(tmp_path / "w")
    path = root / f"schemas/{file}.toml"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DeclarationError, match=rf"schemas/{file}\.toml：{re.escape(key)}"):
        load_declarations(root)


# --- Blank forms ------------------------------------------------------------------------------------------------


def test_the_ten_blank_forms_of_a_week_are_its_own(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    assert command(root, "forms", "--week", "2023-07-12") == 0
    books = sorted((root / "outbox/2023-W28/forms").iterdir())
    assert len(books) == len(DECLARED.roster.units) == 10
    for path in books:
        book = load_workbook(path)
        periods = [n for n in book.defined_names if n.endswith("_period")]
        assert {_cell(book, n).value for n in periods} == {"2023年7月10日至16日"}
        text = "\n".join(
            str(c.value) for s in book for row in s.iter_rows() for c in row if c.value
        )
        assert "{" not in text
        assert "不是本周数" in text
        assert "次周星期一前（含当日）" in text
        assert not re.search("[本上每]月", text)


def test_the_notes_tell_the_week_in_which_a_form_is_due() -> None:
    weekly = dataclasses.replace(CAMPAIGN.weekly, due_days=0)
    same_day = dataclasses.replace(CAMPAIGN, weekly=weekly)
    words = words_of(
        dataclasses.replace(DECLARED, campaign=same_day), DECLARED.roster.units["rescue"], W28
    )
    assert words["due"] == "每周的表于当周星期日"


def _cell(book: Workbook, name: str) -> Cell:
    ((sheet, ref),) = book.defined_names[name].destinations
    return book[sheet][ref.replace("$", "")]


@pytest.mark.parametrize(
    "week", [WEEKS[0], WEEKS[3], W28, Week.parse("2023-W44"), WEEKS[-1]], ids=str
)
def test_the_drop_down_offers_the_weeks_around_which_all_are_read_back(week: Week) -> None:
    book = load_workbook(io.BytesIO(blank("rescue", week)))
    sheet, ref = book["消防"], _cell(book, "fire_period").coordinate
    (options,) = [
        v.formula1 for v in sheet.data_validations.dataValidation if ref in str(v.sqref).split()
    ]
    weeks = [parse_period(text) for text in options.strip('"').split(",")]
    assert len(options) <= 257  # Excel takes 255 between the quotes
    at = WEEKS.index(week)
    assert weeks == list(WEEKS[max(at - 6, 0) : at + 7])


def test_a_form_is_for_one_period(root: Path) -> None:
    assert command(root, "forms") == 2
    assert command(root, "forms", "--week", "2023-W28", "--month", "2023-07") == 2
    assert command(root, "forms", "--week", "2024-W01") == 2
    assert not (root / "outbox").exists()


# --- Neither knows of the other ---------------------------------------------------------------------------------


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
    ("there", "asked", "other"), [(W28, "monthly", "make weekly"), (JULY, "weekly", "make monthly")]
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
    assert "make weekly WEEK=2023-W27" in "".join(publish_weekly(root, None).remarks)
    publish_weekly(root, W27)
    assert publish_weekly(root, None).remarks == []


def test_the_screen_tells_of_the_files_of_the_other_kind(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", _months() | _weeks())
    july = uncounted_lines(publish(root, JULY).release)
    assert july[1] == "没有计入7月的其他文件："
    assert "  各周的报表：" in "\n".join(july)
    assert "  其他月份的报表：2023年6月5个。" in july
    assert "  认不出报告期的：2个，由 make weekly 退回。" in july
    week = uncounted_lines(publish_weekly(root, W28).release)
    assert week[1] == f"没有计入{W28.short}的其他文件："
    assert "  其他周的报表：" in "\n".join(week)
    assert "  认不出报告期的：1个，由 make monthly 退回。" in week


# --- A week's own past ------------------------------------------------------------------------------------------


def test_cumulative_values_are_held_against_the_week_before_and_no_month(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {
        "june.xlsx": (fire(JUNE, self_found=90), "2023-06-26T10:00:00+08:00"),
        "w27.xlsx": (fire(W27, self_found=80, self_fixed=50), WEEK_BEFORE),
        "w28.xlsx": (fire(W28, self_found=79, self_fixed=50), MONDAY),
    })  # fmt: skip
    assert check_week(root, W27).state.sheets["fire"].state == "accepted"
    publish_weekly(root, W28)
    (fault,) = [t for t in told(root, "2023-W28", "w28.xlsx") if t[0] == "H10"]
    assert "2023年7月3日至9日已报的80" in fault[1]
    assert "当周数" in fault[1]


def test_no_rule_speaks_of_months_to_a_week(tmp_path: Path) -> None:
    """Whatever is told about earlier periods says 周, also where several findings are told as one."""
    low = {i.id: 0 for i in DECLARED.form.at_level("sector") if not i.is_stock}
    jump = {"self_found": 900, "dept_found": 900, "assist_visits": 900, "exposed_ent": 900}
    grown = {n: fire(w, **{k: v // 9 + n for k, v in jump.items()})
             for n, w in enumerate((W27.shift(-2), W27.shift(-1), W27))}  # fmt: skip
    for name, last in (("low", fire(W28, **low)), ("jump", fire(W28, **jump)),
                       ("still", fire(W28, **{k: v // 9 + 2 for k, v in jump.items()}))):  # fmt: skip
        contents = {
            f"{n}.xlsx": (data, f"2023-07-0{n + 1}T10:00:00+08:00") for n, data in grown.items()
        }
        root = workspace(tmp_path / name, {**contents, "last.xlsx": (last, MONDAY)})
        publish_weekly(root, W28)
        found = told(root, "2023-W28", "last.xlsx")
        assert {"low": "W-C2", "jump": "W-C1", "still": "W-C3b"}[name] in {
            rule for rule, _ in found
        }
        past = [message for rule, message in found if rule in ("W-C1", "W-C2", "W-C3b", "H10")]
        assert all(
            "周" in message and "当月" not in message and "每月" not in message for message in past
        )
    assert "kind" in QUOTED_MANY


def test_a_missed_week_makes_a_step_longer(tmp_path: Path) -> None:
    files_ = {
        f"{n}.xlsx": (
            fire(week, self_found=found, self_fixed=10),
            f"{CAMPAIGN.due(week)}T10:00:00+08:00",
        )
        for n, (week, found) in enumerate(
            [(W27.shift(-2), 100), (W27.shift(-1), 130), (W27, 160), (W29, 330)]
        )
    }
    root = workspace(tmp_path / "w", files_)
    publish_weekly(root, W29)
    # 170 in two weeks are 85 a week: below three times the usual 30
    assert "W-C1" not in {
        rule for rule, message in told(root, "2023-W29", "3.xlsx") if "1-1" in message
    }


def test_totals_are_compared_over_the_sectors_that_are_in_both_weeks(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {
        "a.xlsx": (fire(W27, self_found=90), WEEK_BEFORE),
        "b.xlsx": (form("police", W27), WEEK_BEFORE),
        "c.xlsx": (fire(W28, self_found=105), MONDAY),
        "d.xlsx": (form("ecology", W28), MONDAY),
    })  # fmt: skip
    publish_weekly(root, None)
    found = {r["indicator"]: r for r in table(root, "2023-W28", "totals.csv")}["self_found"]
    assert (found["period"], found["previous"], found["change"], found["coverage"]) == (
        "2023-W28", "90", "15", "2/12",
    )  # fmt: skip
    assert {r["period"] for r in table(root, "2023-W28", "figures.csv")} == {"2023-W28"}
    publish_weekly(root, W27)
    first = {r["indicator"]: r for r in table(root, "2023-W27", "totals.csv")}["self_found"]
    assert (first["previous"], first["change"]) == ("", "")


# --- Receiving --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "word"),
    [("2023-07-17T23:59:59+08:00", "按时"), ("2023-07-18T00:00:00+08:00", "迟报")],
)
def test_a_week_is_due_by_the_end_of_the_monday_after(
    tmp_path: Path, received: str, word: str
) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(W28), received)})
    assert check_week(root, None).state.sheets["fire"].word == word


@pytest.mark.parametrize("period", ["2023-W28", "2023年第28周", "2023年7月10日至16日"])
def test_decisions_are_about_a_week_too(tmp_path: Path, period: str) -> None:
    root = workspace(tmp_path / "w", {
        "late.xlsx": (fire(W28), TUESDAY),
        "faulty.xlsx": (form("traffic", W28, {"road_self_fixed": 9999}), MONDAY),
        "withdrawn.xlsx": (form("police", W28), MONDAY),
    })  # fmt: skip
    rows = [
        f"{period},消防大队,,延期,2023-07-18,停电,主任,2023-07-17",
        f"{period},区交警大队,,豁免,H1:self_fixed,已核,主任,2023-07-17",
        f"{period},区公安分局,,撤回,inbox/withdrawn.xlsx,误报,主任,2023-07-17",
    ]
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    (root / "inbox/decisions.csv").write_text("\n".join([heads, *rows]), "utf-8")
    sheets = check_week(root, W28).state.sheets
    assert [sheets[s].word for s in ("fire", "road", "explosives")] == ["按时", "按时", "未报送"]


def test_a_decision_about_another_period_than_the_campaigns_names_its_line(root: Path) -> None:
    put(root, "a.xlsx", fire(W28))
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    line = "2024-W01,消防大队,,延期,2023-07-18,停电,主任,2023-07-17"
    (root / "inbox/decisions.csv").write_text(f"{heads}\n{line}\n", "utf-8")
    assert command(root, "weekly") == 1


def test_last_weeks_book_under_a_new_name_is_told_which_week_it_was_meant_for(
    tmp_path: Path,
) -> None:
    root = workspace(tmp_path / "w", {
        "w27.xlsx": (fire(W27), WEEK_BEFORE),
        "again.xlsx": (fire(W27, self_found=90), MONDAY),
        "other.xlsx": (form("police", W28), MONDAY),
    })  # fmt: skip
    release = publish_weekly(root, W28).release
    assert release.state.sheets["fire"].word == "退回未补正"
    (fault,) = [t for t in told(root, "2023-W28", "again.xlsx") if t[0] == "V1"]
    assert "7月3日至9日" in fault[1]
    assert "7月10日至16日" in fault[1]
    returned = {p.name for p in (root / "outbox/2023-W28/returned").iterdir()}
    assert returned == {f"退回_区消防救援大队_2023年7月10日至16日.{s}" for s in ("txt", "xlsx")}


def test_a_week_that_cannot_be_read_is_returned_with_the_week_in_which_it_came(
    tmp_path: Path,
) -> None:
    data = typed(form("rescue", W28), {"fire_period": "2023年7月10日至15日"})
    root = workspace(
        tmp_path / "w", {"a.xlsx": (data, MONDAY), "b.xlsx": (form("police", W28), MONDAY)}
    )
    release = publish_weekly(root, None).release
    assert release.state.sheets["fire"].word == "退回未补正"
    assert (
        root / "outbox/2023-W28/returned/退回_区消防救援大队_2023年7月10日至16日.xlsx"
    ).is_file()


def test_a_correction_of_an_earlier_week_replaces_it(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {
        "w27.xlsx": (fire(W27), WEEK_BEFORE),
        "again.xlsx": (fire(W27, "更正：多报了", self_found=90), MONDAY),
    })  # fmt: skip
    assert check_week(root, W27).state.sheets["fire"].file == "inbox/again.xlsx"


def test_the_letter_to_the_sender_speaks_of_the_week(tmp_path: Path) -> None:
    data = form("traffic", W28, {"road_self_fixed": 9999})
    root = workspace(tmp_path / "w", {"a.xlsx": (data, MONDAY)})
    publish_weekly(root, None)
    letter = (root / "outbox/2023-W28/returned/退回_区交警大队_2023年7月10日至16日.txt").read_text(
        "utf-8-sig"
    )
    assert "2023年7月10日至16日的报表" in letter
    assert "于7月18日前" in letter


# --- What is published ------------------------------------------------------------------------------------------


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
        *("附件2.xlsx", "周调度.md", "周调度.html", "周调度.docx", "周调度.eml"),
        *("figures.csv", "totals.csv", "manifest.json", "回执.txt"),
    }
    run = manifest(root, "2023-W28")
    assert run["period"] == "2023-W28"
    assert all(o["path"].startswith("outbox/2023-W28/") for o in run["outputs"])
    book = load_workbook(folder / "附件2.xlsx")
    assert _cell(book, "annex_date").value == "时间：2023年7月16日"
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


def _cannot_print() -> bool:
    tools = all(shutil.which(tool) for tool in ("chromium", "pdfinfo", "fc-list"))
    return not tools or not subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout


@pytest.mark.browser
@pytest.mark.skipif(_cannot_print(), reason="no Chromium, or no Chinese font")
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
    (tmp_path / "note.html").write_bytes(write_pages(paper, pages)["周调度.html"])
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    folders = (f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'note.pdf'}")
    page = (tmp_path / "note.html").as_uri()
    subprocess.run(
        ["chromium", *options, *folders, page], check=True, timeout=120, capture_output=True
    )
    told = subprocess.run(
        ["pdfinfo", tmp_path / "note.pdf"], check=True, capture_output=True
    ).stdout
    assert re.search(rb"Pages: +1\n", told)
