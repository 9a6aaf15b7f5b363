"""考核参考: how the units kept to the rules of reporting, counted and proved."""

import io
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from pipeline.chase.tallying import most_frequent
from pipeline.chasing import chase_units
from pipeline.issues.corrections import corrections
from pipeline.issues.first_issues import FirstIssue, first_issues
from pipeline.model.assessment import COUNTS, Tally
from pipeline.model.candidate import Candidate
from pipeline.model.issued import Damage, Issue, Issues, Stamp
from pipeline.model.month import Month
from pipeline.model.rollup import Record
from tests.support.cells import read
from tests.support.published import command, manifest
from tests.support.workspaces import JULY, JUNE, declarations, form, publish, put

ROSTER = declarations().roster
NAMES = {u.name: u.id for u in ROSTER.units.values()}
TOTAL = "合计（牵头单位）"
LATER = "2023-08-05"


def chase(root: Path, on: str = LATER, month: Month | None = None) -> dict[str, list[list[object]]]:
    """The rows of each sheet of 考核参考.xlsx, from its headings on."""
    chase_units(root, month, date.fromisoformat(on), lambda _: None)
    book = load_workbook(io.BytesIO((folder(root, on) / "考核参考.xlsx").read_bytes()))
    rows = {s.title: [list(r) for r in s.iter_rows(values_only=True)] for s in book}
    starts = {t: next(n for n, r in enumerate(all_) if r[0] == "单位") for t, all_ in rows.items()}
    return {title: all_[starts[title] :] for title, all_ in rows.items()}


def folder(root: Path, on: str = LATER) -> Path:
    return root / "outbox/催报" / on


def tallies(rows: list[list[object]]) -> dict[str, Tally]:
    """Unit's id (or the sum's name) -> its counts."""
    end = 1 + counted(rows)
    return {NAMES.get(str(r[0]), str(r[0])): Tally(*map(int, map(str, r[1:end]))) for r in rows[1:]}


def counted(rows: list[list[object]]) -> int:
    """How many counts there are: those of milestones only where the office notes them."""
    return sum(head in COUNTS.values() for head in rows[0])


def campaign(root: Path, on: str = LATER) -> dict[str, Tally]:
    return tallies(chase(root, on)["全部报告期"])


def issue(month: Month, n: int, day: date | None, hashes: Collection[str] = ()) -> Issue:
    files = {str(i): sha256 for i, sha256 in enumerate(hashes)}
    return Issue(month, Stamp(n, day, None, month.year), n, False, {}, (), None, files)


def test_the_sample_is_counted_as_its_bulletins_say(sample_root: Path) -> None:
    book = chase(sample_root)
    assert list(book) == ["2023年第二季度", "2023年第三季度", "全部报告期", "依据"]
    for name, month in {"2023年第二季度": JUNE, "2023年第三季度": JULY}.items():
        publish(sample_root, month)
        total, coverage = (
            tallies(book[name])[TOTAL],
            manifest(sample_root, str(month))["coverage"],
        )
        assert total.expected == coverage["expected"]
        assert total.on_time == coverage["on_time"]
        assert total.put_right + total.late == coverage["late"]
        assert total.returned_open == len(coverage["returned"])
        assert total.missing == len(coverage["missing"])


def test_the_five_states_add_up_and_the_sections_add_up(sample_root: Path) -> None:
    book = chase(sample_root)
    second, third, all_ = (tallies(rows) for rows in list(book.values())[:3])
    for unit, sum_ in all_.items():
        added = (
            second[unit] + third[unit]
        )  # but for hazards, of which those left at the end are counted
        assert replace(added, overdue_hazards=third[unit].overdue_hazards) == sum_
        states = (sum_.on_time, sum_.put_right, sum_.late, sum_.returned_open, sum_.missing)
        assert sum(states) == sum_.expected
    lead = [t for u, t in all_.items() if u in NAMES.values() and not ROSTER.units[u].is_office]
    assert sum(lead, Tally()) == all_[TOTAL]


def test_all_months_that_were_due_count_whichever_is_chased(sample_root: Path) -> None:
    assert chase(sample_root, LATER, JUNE) == chase(sample_root, LATER)


def test_days_late_workbooks_returned_and_put_right_are_counted(sample_root: Path) -> None:
    july = tallies(chase(sample_root)["2023年第三季度"])
    assert (july["ecology"].late, july["ecology"].late_days) == (1, 2)
    assert (july["enforcement"].refused, july["enforcement"].mended) == (1, 1)
    assert (july["enforcement"].put_right, july["enforcement"].late_days) == (2, 0)
    assert (july["economy"].refused, july["economy"].mended) == (1, 0)
    assert july["grid"].missing == 1


def test_a_workbook_with_last_months_period_on_it_is_one_workbook(root: Path) -> None:
    put(root, "6月.xlsx", form("rescue", JUNE), "2023-06-26T10:00:00+08:00")
    stale = form("rescue", JUNE, {"fire_self_found": 77})
    put(root, "忘了改.xlsx", stale, "2023-07-25T10:00:00+08:00")
    put(root, "7月.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    book = chase(root)
    second, third, all_ = (tallies(rows)["rescue"] for rows in list(book.values())[:3])
    assert (second.refused, third.refused, all_.refused) == (0, 1, 1)
    (line,) = [r for r in book["依据"] if str(r[8]).endswith("忘了改.xlsx")]
    assert line[1] == "2023年7月"


@pytest.mark.parametrize(
    ("day", "expected"), [("2023-06-28", 0), ("2023-06-29", 1), ("2023-07-28", 1), (LATER, 2)]
)
def test_a_month_counts_from_the_day_after_it_was_due(root: Path, day: str, expected: int) -> None:
    for month in (JUNE, JULY):
        put(root, f"{month}.xlsx", form("rescue", month), f"{month}-20T10:00:00+08:00")
    book = chase(root, day)
    assert ("全部报告期" in book) is bool(expected)
    found = tallies(book["全部报告期"])["rescue"].expected if expected else 0
    assert found == expected


def test_an_extended_sheet_counts_from_the_day_after_its_own_due_day(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    row = "2023-06,grid,,extend,2023-07-03,甲,乙,2023-06-28"
    put(root, "decisions.csv", f"{heads}\r\n{row}\r\n".encode())
    assert campaign(root, "2023-07-03")["grid"].expected == 0
    assert campaign(root, "2023-07-04")["grid"].missing == 1


def test_of_a_unit_only_the_sheets_count_that_are_due(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    row = "2023-06,planning,gas,extend,2023-06-30,甲,乙,2023-06-28"
    put(root, "decisions.csv", f"{heads}\r\n{row}\r\n".encode())
    assert campaign(root, "2023-06-30")["planning"].expected == 1
    assert campaign(root, "2023-07-01")["planning"].expected == 2


def test_a_version_that_was_right_and_replaced_was_not_returned(root: Path) -> None:
    put(root, "a.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    put(root, "b.xlsx", form("rescue", JUNE, NEW), "2023-06-21T10:00:00+08:00")
    assert campaign(root, "2023-07-01")["rescue"].refused == 0


def test_a_month_for_which_nothing_came_in_is_nobodys_fault(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JULY), "2023-07-20T10:00:00+08:00")
    book = chase(root)
    assert list(book) == ["2023年第三季度", "全部报告期", "依据"]
    assert tallies(book["全部报告期"])["grid"].missing == 1


def test_without_a_month_that_was_due_there_are_only_headings(root: Path) -> None:
    assert chase(root, "2023-06-10") == {"依据": [chase(root, "2023-06-10")["依据"][0]]}
    assert "<table" not in (folder(root, "2023-06-10") / "考核参考.html").read_text("utf-8")


def test_the_most_frequent_fault_is_that_of_most_workbooks(root: Path) -> None:
    h2, blank = {"commerce_dept_fixed": 5000}, {"commerce_self_found": None}
    for number, wrong in enumerate([h2, h2, {**h2, **blank}], 1):
        data = form("economy", JULY, {**wrong, "commerce_assist_visits": 100 + number})
        put(root, f"{number}.xlsx", data, f"2023-07-2{number}T10:00:00+08:00")
    rows = chase(root)["全部报告期"]
    (row,) = [r for r in rows if NAMES.get(str(r[0])) == "economy"]
    assert row[1 + counted(rows)] == f"{declarations().rule('H2').short}（3本）"


def test_a_fault_that_one_workbook_has_many_times_counts_once(root: Path) -> None:
    words = {"commerce_self_found": "约3", "commerce_self_fixed": "约2"}
    put(root, "a.xlsx", form("economy", JULY, {"commerce_dept_fixed": 5000, **words}))
    put(root, "b.xlsx", form("economy", JULY, {"commerce_dept_fixed": 4000}))
    rows = chase(root)["全部报告期"]
    (row,) = [r for r in rows if NAMES.get(str(r[0])) == "economy"]
    assert row[1 + counted(rows)] == f"{declarations().rule('H2').short}（2本）"


def test_of_many_faults_of_a_workbook_the_first_three_are_named(root: Path) -> None:
    told = {"dept_fixed": 5000, "self_found": "约3", "assist_visits": None, "penalty_count": -1}
    wrong = {f"commerce_{name}": value for name, value in told.items()}
    put(root, "a.xlsx", form("economy", JULY, wrong))
    (line,) = [row for row in chase(root)["依据"] if row[3] == "退回"]
    assert line[-1] == "填的不是数、漏填、负数等"


@pytest.mark.parametrize(("faults", "more"), [(2, ""), (3, "等")])
def test_of_faults_that_are_equally_frequent_two_are_named(faults: int, more: str) -> None:
    rules = declarations().rules[:faults]
    told = tuple(SimpleNamespace(finding=SimpleNamespace(rule=r.code)) for r in rules)
    standing = SimpleNamespace(refused=(SimpleNamespace(faults=told),))
    names = "、".join(r.short or r.code for r in rules[:2])
    assert most_frequent([standing], declarations()) == f"{names}{more}（1本）"


def test_a_zero_report_is_counted(root: Path) -> None:
    sector = {f"fire_{i.id}": 0 for i in declarations().form.at_level("sector")}
    put(root, "a.xlsx", form("rescue", JUNE, sector), "2023-06-20T10:00:00+08:00")
    put(root, "b.xlsx", form("grid", JUNE), "2023-06-20T10:00:00+08:00")
    found = campaign(root, "2023-07-01")
    assert (found["rescue"].zero, found["grid"].zero) == (1, 0)


def test_every_count_has_its_evidence_with_file_and_time(sample_root: Path) -> None:
    book = chase(sample_root)
    heads, *rows = book["依据"]
    lines = [dict(zip(map(str, heads), map(str, row), strict=True)) for row in rows]
    counted = {u: t for u, t in tallies(book["全部报告期"]).items() if u in NAMES.values()}
    for unit, tally in counted.items():
        mine = [x for x in lines if NAMES[x["单位"]] == unit and x["报告期"] != "节点任务"]
        told = [x["情况"] for x in mine]
        for name in ("on_time", "put_right", "late", "returned_open", "missing"):
            assert told.count(COUNTS[name]) == getattr(tally, name)
        assert sum(word.startswith("退回（") or word == "退回" for word in told) == tally.refused
        hazards = [x for x in mine if x["情况"] == "台账逾期未整改"]
        assert len(hazards) == tally.overdue_hazards
        assert all((sample_root / x["文件"]).is_file() and int(x["逾期天数"]) > 0 for x in hazards)
        for line in (x for x in mine if x not in hazards):
            filed = line["情况"] not in ("未报送", "退回未补正")
            assert ((sample_root / line["文件"]).is_file(), "月" in line["首次收到"]) == (
                filed,
                line["情况"] != "未报送",
            )


def test_the_page_shows_the_same_counts_and_leaves_out_what_came_in_time(
    sample_root: Path,
) -> None:
    book = chase(sample_root)
    page = (folder(sample_root) / "考核参考.html").read_text("utf-8")
    rows = [
        re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall("<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    ]
    *tables, evidence = list(book.values())
    wanted = [["" if c is None else str(c) for c in row] for table in tables for row in table]
    assert rows[: len(wanted)] == wanted
    late = [
        [str(c or "") for c in row] for row in evidence if row[3] != "按时" and row[3][0] != "已"
    ]
    assert rows[len(wanted) :] == late


def test_of_much_evidence_the_page_has_the_first_and_says_how_much_more(sample_root: Path) -> None:
    book = chase(sample_root)["依据"]
    held = [row for row in book[1:] if row[3] != "按时" and str(row[3])[0] != "已"]
    plan = sample_root / "schemas/bulletin.toml"
    told = re.sub(r"(?m)^rows = .*$", "rows = 2", plan.read_text("utf-8"))
    assert told != plan.read_text("utf-8")
    plan.write_text(told, "utf-8")
    chase(sample_root)
    page = (folder(sample_root) / "考核参考.html").read_text("utf-8")
    assert f"这里列前2条，还有{len(held) - 2}条" in page


# --- Corrected after issue ----------------------------------------------------------------------------------------


def candidate(data: bytes, path: str, received: str) -> Candidate:
    return Candidate(read(data, path, received), ())


NEW, SAME = {"fire_self_found": 900}, dict[str, object]()
NONE = frozenset[str]()


@pytest.mark.parametrize(
    ("changes", "received", "issued", "count"),
    [
        (NEW, "2023-07-02", FirstIssue(NONE, date(2023, 6, 30)), 1),
        (NEW, "2023-06-30", FirstIssue(NONE, date(2023, 6, 30)), 0),
        (SAME, "2023-07-02", FirstIssue(NONE, date(2023, 6, 30)), 0),
        (NEW, "2023-07-02", FirstIssue(NONE, None), 0),
        (NEW, "2023-07-02", FirstIssue(frozenset(["inbox/a.xlsx"]), None), 1),
        (NEW, "2023-07-02", FirstIssue(frozenset(["inbox/a.xlsx", "inbox/b.xlsx"]), None), 0),
        (NEW, "2023-07-02", None, 0),
    ],
)
def test_figures_that_changed_after_the_issue_are_corrections(
    changes: dict[str, object], received: str, issued: FirstIssue | None, count: int
) -> None:
    old = candidate(form("rescue", JUNE), "inbox/a.xlsx", "2023-06-20T10:00:00+08:00")
    new = candidate(form("rescue", JUNE, changes), "inbox/b.xlsx", f"{received}T10:00:00+08:00")
    found = corrections({JUNE: [old, new]}, {JUNE: issued} if issued else {})
    assert [(c.unit, c.sheet, c.file) for c in found] == [
        ("rescue", "fire", "inbox/b.xlsx")
    ] * count


def test_a_sector_that_a_newer_annex_2_takes_back_after_the_issue_is_a_correction() -> None:
    record = Record("", "", "", "", "", False, "", "", False, "", {}, ())
    old, new = (
        replace(c, submission=replace(c.submission, record=record))
        for c in (
            candidate(form("planning", JUNE), "inbox/a.xlsx", "2023-06-20T10:00:00+08:00"),
            candidate(
                form("planning", JUNE, only=("construction",)),
                "inbox/b.xlsx",
                "2023-07-02T10:00:00+08:00",
            ),
        )
    )
    issued = {JUNE: FirstIssue(NONE, date(2023, 6, 30))}
    found = corrections({JUNE: [old, new]}, issued)
    assert [(c.sheet, c.file, c.received_at.day) for c in found] == [("gas", "inbox/b.xlsx", 2)]
    assert corrections({JUNE: [old]}, issued) == []


def test_a_first_form_after_the_issue_came_late_and_corrects_nothing() -> None:
    late = candidate(form("rescue", JUNE), "inbox/a.xlsx", "2023-07-02T10:00:00+08:00")
    assert corrections({JUNE: [late]}, {JUNE: FirstIssue(NONE, date(2023, 6, 30))}) == []


def test_a_correction_counts_once_its_month_was_issued(root: Path) -> None:
    put(root, "a.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    again = form("rescue", JUNE, NEW, headings={"remarks": "更正：漏报"})
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert command(root, "issue", "--month", "2023-06", "--date", "2023-06-30") == 0
    put(root, "b.xlsx", again, "2023-07-02T10:00:00+08:00")
    book = chase(root, "2023-07-03")
    assert tallies(book["全部报告期"])["rescue"].restated == 1
    put(root, "c.xlsx", form("rescue", JULY, NEW), "2023-07-20T10:00:00+08:00")
    quarters = list(chase(root).values())[:2]
    assert [tallies(rows)["rescue"].restated for rows in quarters] == [1, 0]
    assert [row[8] for row in book["依据"] if row[3] == "通报后更正"] == ["inbox/b.xlsx"]


def test_what_changed_before_the_issue_is_no_correction(root: Path) -> None:
    put(root, "a.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    again = form("rescue", JUNE, NEW, headings={"remarks": "更正：漏报"})
    put(root, "b.xlsx", again, "2023-07-02T10:00:00+08:00")
    assert campaign(root, "2023-07-03")["rescue"].restated == 0
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert command(root, "issue", "--month", "2023-06", "--date", "2023-07-03") == 0
    assert campaign(root, "2023-07-04")["rescue"].restated == 0


def test_a_record_that_cannot_be_read_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "a.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    record = root / "outbox/2023-06/issued/1/issue.json"
    record.parent.mkdir(parents=True)
    record.write_text("{", "utf-8")
    assert command(root, "chase", "--on", "2023-07-03") == 0
    assert "2023年6月的印发存档不完整" in capsys.readouterr().out


def test_the_first_issue_of_a_month_counts_unless_an_earlier_one_is_damaged() -> None:
    day = date(2023, 7, 15)
    issues = (issue(JUNE, 10, day), issue(JUNE, 2, None, ["a"]), issue(JULY, 2, day))
    first = {JUNE: FirstIssue(frozenset(["a"]), None)}
    assert first_issues(Issues(issues, (Damage(JULY, 1, "x"),))) == first
    assert first_issues(Issues(issues)) == first | {JULY: FirstIssue(NONE, day)}
    assert first_issues(Issues(issues, (Damage(JUNE, 0, "x"), Damage(JULY, 3, "x")))) == {
        JULY: FirstIssue(NONE, day)
    }


# --- The score ----------------------------------------------------------------------------------------------------


def test_there_is_no_score_without_weights(sample_root: Path) -> None:
    assert "得分" not in chase(sample_root)["全部报告期"][0]
    page = (folder(sample_root) / "考核参考.html").read_text("utf-8")
    assert "得分" not in page
    assert "没有规定分值，不计分、不排名。" in page


def test_weights_give_a_score_and_show_how_it_was_reached(sample_root: Path) -> None:
    weights = "[assessment.weights]\non_time = 1\nmissing = -2\nlate_days = -0.1\n"
    (sample_root / "schemas/assessment.toml").write_text(weights, "utf-8")
    heads, *rows = chase(sample_root)["全部报告期"]
    at = heads.index("得分")
    scores = {NAMES[str(r[0])]: r[at : at + 2] for r in rows if str(r[0]) in NAMES}
    assert scores["grid"] == [-1, "按时1×1＋未报送1×（-2）"]
    assert [Decimal(str(scores["ecology"][0])), scores["ecology"][1]] == [
        Decimal("0.8"),
        "按时1×1＋迟报天数2×（-0.1）",
    ]
    assert scores["office"][0] == "—"
    page = (folder(sample_root) / "考核参考.html").read_text("utf-8")
    assert ">0.8<" in page
    assert ("分值见schemas/assessment.toml。" in page, "没有规定分值" in page) == (True, False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[assessment]\nweight = 1\n", "assessment.weight"),
        ("[assessment.weights]\nlate = '很多'\n", "assessment.weights.late"),
        ("[assessment.weights]\nlate = inf\n", "assessment.weights.late"),
        ("[assessment.weights]\nlates = 1\n", "assessment.weights.lates"),
        ("[score]\nlate = 1\n", "score"),
        ("late = ", ""),
    ],
)
def test_weights_that_are_none_are_refused_by_every_command(
    root: Path, text: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "schemas/assessment.toml").write_text(text, "utf-8")
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert command(root, "check") == 1
    assert f"schemas/assessment.toml：{key}" in capsys.readouterr().err


def test_a_workspace_without_that_file_has_no_weights(root: Path) -> None:
    (root / "schemas/assessment.toml").unlink()
    assert command(root, "chase", "--on", LATER) == 0
