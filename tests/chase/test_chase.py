"""Chasing: who owes what on a day, of which month, and under which phone."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.chase.round import Chased, Round
from pipeline.model.month import Month
from pipeline.settling.campaign_days import running_month, window
from tests.support.chased import RETURNED, UNITS, chase, chasing, folder, text, told
from tests.support.published import command
from tests.support.workspaces import AUGUST, JULY, JUNE, check, declarations, form, put

DECISIONS = "period,unit,sector,decision,target,reason,decided_by,decided_on"


def owed(found: Round) -> dict[str, list[tuple[str, int]]]:
    """Unit -> (sheet, days) of the month, of all who are chased."""
    return {c.unit.id: [(s.sheet, s.days) for s in c.now.open] for c in found.chased}


def of(found: Round, unit: str) -> Chased:
    return next(c for c in found.chased if c.unit.id == unit)


def listed(root: Path, on: str) -> list[list[str]]:
    """The rows of the wall list, without its headings."""
    page = (folder(root, on) / "催报一览.html").read_text("utf-8")
    rows = re.findall("<tr>(.*?)</tr>", page, re.DOTALL)
    return [re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows[1:]]


def decide(root: Path, *rows: str) -> None:
    put(root, "decisions.csv", "\r\n".join([DECISIONS, *rows]).encode())


# --- Who is chased ---------------------------------------------------------------------------------------------------


def test_when_nothing_has_arrived_everybody_is_due(root: Path) -> None:
    found = chase(root, "2023-08-20")
    assert found.month == AUGUST
    assert owed(found) == {u.id: [(s, 8) for s in u.sectors] for u in UNITS.values()}
    assert not found.done
    assert not found.sample


def test_an_inbox_that_is_not_there_is_an_empty_one(root: Path) -> None:
    (root / "inbox").rmdir()
    assert len(chase(root, "2023-06-01").chased) == len(UNITS)


def test_who_is_done_is_named_nowhere_but_in_one_line(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JULY))
    found = chase(root, "2023-07-27")
    assert [u.id for u in found.done] == ["rescue"]
    name = UNITS["rescue"].name
    assert name not in told(root, "2023-07-27")
    assert [line for line in text(root, "2023-07-27").splitlines() if name in line] == [
        f"已报齐，不催：{name}。"
    ]
    assert not [row for row in listed(root, "2023-07-27") if name in row]


def test_when_all_are_in_there_is_no_text_and_the_month_stays(root: Path) -> None:
    for unit in UNITS:
        put(root, f"{unit}.xlsx", form(unit, JUNE), "2023-06-20T10:00:00+08:00")
    found = chase(root, "2023-06-30")
    assert found.month == JUNE
    assert len(found.done) == len(UNITS)
    assert not told(root, "2023-06-30")
    assert listed(root, "2023-06-30") == []


def test_of_a_unit_with_two_sectors_only_what_is_open_is_asked_for(root: Path) -> None:
    put(root, "建筑.xlsx", form("planning", JULY, only=("construction",)))
    found = chase(root, "2023-07-27")
    assert owed(found)["planning"] == [("gas", 1)]
    (row,) = [r for r in listed(root, "2023-07-27") if "区规划建设局" in r]
    assert row[2:6] == ["燃气", "待报", "7月28日", "还有1天"]


@pytest.mark.parametrize(
    ("day", "days", "state", "words"),
    [
        ("2023-07-27", 1, "待报", "还有1天"),
        ("2023-07-28", 0, "待报", "今天截止"),
        ("2023-07-29", -1, "逾期未报", "已逾期1天"),
        ("2023-08-31", -34, "逾期未报", "已逾期34天"),
    ],
)
def test_days_are_counted_from_the_due_day(
    root: Path, day: str, days: int, state: str, words: str
) -> None:
    found = chase(root, day, JULY)
    assert owed(found)["grid"] == [("power", days)]
    (row,) = [r for r in listed(root, day) if "临港供电中心" in r]
    assert (row[3], row[5]) == (state, words)


def test_a_decision_moves_the_due_day_of_the_sheets_that_it_names(root: Path) -> None:
    decide(root, "2023-07,区规划建设局,燃气,延期,2023-08-03,停电,负责同志,2023-07-27")
    found = chase(root, "2023-07-30", JULY)
    assert owed(found)["planning"] == [("construction", -2), ("gas", 4)]
    rows = [r for r in listed(root, "2023-07-30") if "8月3日（延期）" in r]
    assert [r[:1] for r in rows] == [["燃气"]]
    assert "延期" in told(root, "2023-07-30")["区规划建设局"]


def test_a_returned_workbook_is_to_be_mended_until_a_valid_one_comes(root: Path) -> None:
    put(root, "经发局.xlsx", RETURNED)
    before = of(chase(root, "2023-07-27"), "economy")
    assert [s.state for s in before.now.open] == ["returned"]
    (book,) = before.now.to_mend()
    assert (book.path, [f.finding.rule for f in book.faults]) == ("inbox/经发局.xlsx", ["H2"])
    put(root, "经发局（改）.xlsx", form("economy", JULY), "2023-07-28T10:00:00+08:00")
    after = chase(root, "2023-07-28")
    assert "economy" in [u.id for u in after.done]


def test_a_form_with_the_month_before_on_it_is_returned_not_missing(root: Path) -> None:
    june = form("economy", JUNE)
    put(root, "六月.xlsx", june, "2023-06-20T10:00:00+08:00")
    again = form("economy", JUNE, {"commerce_self_found": 47})
    put(root, "七月.xlsx", again, "2023-07-26T10:00:00+08:00")
    one = of(chase(root, "2023-07-27"), "economy")
    assert [s.state for s in one.now.open] == ["returned"]
    assert [b.path for b in one.now.to_mend()] == ["inbox/七月.xlsx"]
    assert not one.arrears


def test_a_workbook_with_nothing_in_it_is_named_to_its_unit(root: Path) -> None:
    put(root, "空.xlsx", form("economy", JULY, only=()))
    one = of(chase(root, "2023-07-27"), "economy")
    assert [s.state for s in one.now.open] == ["missing"]
    assert [b.path for b in one.now.to_mend()] == ["inbox/空.xlsx"]


def test_what_came_after_the_day_is_not_looked_at(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JULY), "2023-07-28T00:00:00+08:00")
    early, late = chasing(root, "2023-07-27"), chasing(root, "2023-07-28")
    assert owed(early.round)["rescue"] == [("fire", 1)]
    assert (early.later, late.later) == (1, 0)
    assert [u.id for u in late.round.done] == ["rescue"]


def test_of_very_many_units_the_first_are_listed_and_it_is_said_where_all_are(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = root / "schemas" / "bulletin.toml"
    told = (
        limits.read_text("utf-8")
        .replace("rows = 60", "rows = 2")
        .replace("names = 20", "names = 1")
    )
    limits.write_text(told, "utf-8")
    for unit in ("rescue", "police"):
        put(root, f"{unit}.xlsx", form(unit, JULY), "2023-07-26T10:00:00+08:00")
    assert command(root, "chase", "--on", "2023-07-29") == 0
    page = (folder(root, "2023-07-29") / "催报一览.html").read_text("utf-8")
    assert re.search("共8个单位（按行业领域计：[^（]*）", page)
    assert "表里列前2个，其余6个见催报文字.txt。" in page
    assert "区消防救援大队等2个（名单见催报文字.txt）" in page
    assert page.count('class="text unit"') == 2
    assert "要催的8个单位各一段" in text(root, "2023-07-29")
    assert "还有6行，见催报文字.txt。" in capsys.readouterr().out
    counted = (folder(root, "2023-07-29") / "考核参考.html").read_text("utf-8")
    assert counted.count("<td>见考核参考.xlsx</td>") == 2
    assert "这里列前2条，还有9条" in counted


def test_earlier_months_in_which_something_is_open_are_told_too(root: Path) -> None:
    for unit in UNITS:
        if unit != "grid":
            put(root, f"{unit}.xlsx", form(unit, JULY), "2023-07-26T10:00:00+08:00")
    found = chase(root, "2023-08-05")
    assert [c.unit.id for c in found.chased if c.arrears] == ["grid"]
    (july,) = of(found, "grid").arrears
    assert (july.month, [s.days for s in july.open]) == (JULY, [-8])
    (row,) = [r for r in listed(root, "2023-08-05") if r[0].startswith("往期")]
    assert row == ["往期：7月", "未报齐", "—", "已逾期8天"]
    assert "另外，7月电力领域报表未报送，已逾期8天。" in told(root, "2023-08-05")["临港供电中心"]


def test_where_a_campaign_has_two_of_a_month_each_is_told_with_its_year(root: Path) -> None:
    """13 months: 7月 alone might be either."""
    path = root / "schemas/campaign.toml"
    longer = path.read_text("utf-8").replace('"2023-12"', '"2024-07"', 1)
    path.write_text(
        longer.replace("final_cutoff = 2023-12-31", "final_cutoff = 2024-07-31"), "utf-8"
    )
    for unit in UNITS:
        if unit != "grid":
            put(root, f"{unit}.xlsx", form(unit, JULY), "2023-07-26T10:00:00+08:00")
    chase(root, "2023-08-05")
    (row,) = [r for r in listed(root, "2023-08-05") if r[0].startswith("往期")]
    assert row[0] == "往期：2023年7月"
    assert "另外，2023年7月电力领域报表未报送" in told(root, "2023-08-05")["临港供电中心"]
    assert "2023年第三季度（2023年7月）" in (
        folder(root, "2023-08-05") / "考核参考.html"
    ).read_text("utf-8")


def test_the_office_reminds_itself_of_earlier_months_as_itself(root: Path) -> None:
    for unit in UNITS:
        put(root, f"7月{unit}.xlsx", form(unit, JULY), "2023-07-26T10:00:00+08:00")
        if unit != "office":
            put(root, f"6月{unit}.xlsx", form(unit, JUNE), "2023-06-26T10:00:00+08:00")
    chase(root, "2023-07-30")
    said = text(root, "2023-07-30").replace("\r\n", "\n")
    assert "本办公室提醒：\n6月综合表未报送，已逾期32天。请尽快补报。\n" in said
    assert "你单位" not in said


def test_what_is_to_be_mended_of_earlier_months_is_told_from_the_oldest_on(root: Path) -> None:
    for month in (JUNE, JULY):
        wrong = form("economy", month, {"commerce_dept_fixed": 5000})
        put(root, f"{month}.xlsx", wrong, f"{month}-20T10:00:00+08:00")
    chase(root, "2023-08-05")
    rows = [r for r in listed(root, "2023-08-05") if r[0].startswith("往期")]
    assert {(r[0], r[3]) for r in rows} == {("往期：6月、7月", "已逾期38天")}
    (head,) = [x for x in text(root, "2023-08-05").splitlines() if "区经济发展局　" in x]
    assert [f"outbox/{m}/returned/" in head for m in (JUNE, JULY)] == [True, True]
    sent = told(root, "2023-08-05")["区经济发展局"]  # the unit is told what it gets, too
    assert [f"退回件“退回_区经济发展局_{m.chinese}.xlsx”随附" in sent for m in (JUNE, JULY)] == [
        True
    ] * 2


def test_of_several_returned_workbooks_the_newest_is_to_be_mended(root: Path) -> None:
    put(root, "b.xlsx", RETURNED, "2023-07-20T10:00:00+08:00")
    again = form("economy", JULY, {"commerce_dept_fixed": 4000})
    put(root, "a.xlsx", again, "2023-07-21T10:00:00+08:00")
    books = of(chase(root, "2023-07-27"), "economy").now.to_mend()
    assert [b.path for b in books] == ["inbox/a.xlsx"]


def test_questions_are_not_counted_among_the_faults(root: Path) -> None:
    wrong = {"commerce_dept_fixed": 5000, "commerce_reward_wan": 60}
    put(root, "a.xlsx", form("economy", JULY, wrong))
    (book,) = of(chase(root, "2023-07-27"), "economy").now.to_mend()
    assert [f.finding.severity for f in book.faults] == ["error"]


def test_only_what_is_overdue_is_marked(root: Path) -> None:
    for day, marked in (("2023-07-28", False), ("2023-07-29", True)):
        chase(root, day)
        page = (folder(root, day) / "催报一览.html").read_text("utf-8")
        assert ('class="one late"' in page) == marked


def test_a_month_still_to_come_can_be_chased_too(root: Path) -> None:
    found = chase(root, "2023-07-10", AUGUST)
    assert owed(found)["grid"] == [("power", 49)]
    assert not [c for c in found.chased if c.arrears]


def test_files_that_could_not_be_read_are_counted_in_their_month(root: Path) -> None:
    put(root, "坏.xlsx", b"PK\x03\x04", "2023-06-27T10:00:00+08:00")
    put(root, "坏2.xlsx", b"\x00" * 20, "2023-07-27T10:00:00+08:00")
    assert chase(root, "2023-07-27").unread == 1


def test_states_are_those_of_the_months_own_run(sample_root: Path) -> None:
    months = {m: check(sample_root, m).state.sheets for m in (JUNE, JULY)}
    for month, states in months.items():
        found = chase(sample_root, "2023-08-05", month)
        open_ = {s.sheet: s.word for c in found.chased for s in c.now.open}
        assert open_ == {k: s.word for k, s in states.items() if s.state != "accepted"}


# --- Which month -----------------------------------------------------------------------------------------------------


def test_the_month_is_the_days_own_and_at_the_ends_the_nearest() -> None:
    campaign = declarations().campaign
    day, last = window(campaign)
    assert (day, last) == (date(2023, 5, 22), date(2024, 1, 31))
    while day <= last:
        month = running_month(day, campaign)
        own = Month(day.year, day.month)
        assert month == own if own in campaign.months else month in (JUNE, Month(2023, 12))
        day += timedelta(days=1)


# --- Samples and phones ----------------------------------------------------------------------------------------------


def test_invented_phones_stand_beside_samples_alone(sample_root: Path) -> None:
    chase(sample_root, "2023-07-27")
    assert {row[-2] for row in listed(sample_root, "2023-07-27")} >= {"0539-0000005"}
    put(sample_root, "消防.xlsx", form("rescue", JULY))
    found = chase(sample_root, "2023-07-27")
    assert not found.sample
    assert "0539-" not in text(sample_root, "2023-07-27")
    rows = listed(sample_root, "2023-07-27")
    assert {row[-2] for row in rows} == {"未登记", "—"}


def test_a_sample_says_so_on_everything_also_before_its_first_form_came(sample_root: Path) -> None:
    note = declarations().form.sample_note
    chase(sample_root, "2023-06-01")
    for name in ("催报文字.txt", "催报一览.html", "考核参考.html"):
        assert note in (folder(sample_root, "2023-06-01") / name).read_text("utf-8"), name
    assert all(note in said for said in told(sample_root, "2023-06-01").values())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_offices_own_list_of_liaisons_comes_before_the_roster(
    root: Path, encoding: str
) -> None:
    lines = "单位,职务,电话\r\n供电中心,安监部负责人,0539-1234567转8\r\n区消防救援大队,办公室,\r\n"
    put(root, "联络员.csv", lines.encode(encoding))
    chase(root, "2023-07-27")
    by_unit = {row[1]: row[6:8] for row in listed(root, "2023-07-27")}
    assert by_unit["临港供电中心"] == ["安监部负责人", "0539-1234567转8"]
    assert by_unit["区消防救援大队"] == ["办公室", "未登记"]
    assert by_unit["区公安分局"] == ["安全生产联络员", "未登记"]
    assert "安监部负责人 0539-1234567转8" in text(root, "2023-07-27")
    assert command(root, "check") == 2  # it is no form: nothing is in the inbox
    assert not (root / "inbox/receipts.csv").exists()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("某单位,职务,0539-1234567", 2),
        ("供电中心,,0539-1234567", 2),
        ("供电中心,职务,张某", 2),
        ("供电中心,职务,0539-1234567\r\n临港供电中心,职务,0539-1234567", 3),
    ],
)
def test_a_wrong_line_of_that_list_is_named(
    root: Path, line: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "联络员.csv", f"单位,职务,电话\r\n{line}\r\n".encode())
    assert command(root, "chase", "--on", "2023-07-27") == 1
    assert f"inbox/联络员.csv 第{number}行" in capsys.readouterr().err
    assert not (root / "outbox").exists()
