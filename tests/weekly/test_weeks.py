"""Weeks: how they are named and read, which ones a campaign has, their blank forms."""

import dataclasses
import io
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.drawing.filling_notes import words_of
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.model.week import Week
from pipeline.words.file_names import check_name
from pipeline.words.periods import is_like_a_week, parse_period, parse_week, weeks_near
from tests.faulty.making import HANDMADE, handmade
from tests.support.cells import read, typed
from tests.support.named_cells import cell_named
from tests.support.published import command
from tests.support.weeks import MONDAY, WEEK_BEFORE, told
from tests.support.workspaces import (
    JULY,
    JUNE,
    W27,
    W28,
    W29,
    blank,
    declarations,
    form,
    publish,
    publish_weekly,
    workspace,
)

DECLARED = declarations()
CAMPAIGN = DECLARED.campaign
WEEKS = CAMPAIGN.periods_like(W28)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


# --- Weeks -----------------------------------------------------------------------------------------------------------


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


# --- The campaign's weeks --------------------------------------------------------------------------------------------


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


# --- Blank forms -----------------------------------------------------------------------------------------------------


def test_the_ten_blank_forms_of_a_week_are_its_own(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    assert command(root, "forms", "--week", "2023-07-12") == 0
    books = sorted((root / "outbox/2023-W28/forms").iterdir())
    assert len(books) == len(DECLARED.roster.units) == 10
    for path in books:
        book = load_workbook(path)
        periods = [n for n in book.defined_names if n.endswith("_period")]
        assert {cell_named(book, n).value for n in periods} == {"2023年7月10日至16日"}
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


@pytest.mark.parametrize(
    "week", [WEEKS[0], WEEKS[3], W28, Week.parse("2023-W44"), WEEKS[-1]], ids=str
)
def test_the_drop_down_offers_the_weeks_around_which_all_are_read_back(week: Week) -> None:
    book = load_workbook(io.BytesIO(blank("rescue", week)))
    sheet, ref = book["消防"], cell_named(book, "fire_period").coordinate
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
