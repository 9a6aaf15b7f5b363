"""A ledger against the one before: what is gone, open again or found on another day, and what is nobody's to say."""

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ledger.fewer import fewer_rows
from pipeline.ledger.past import EarlierLedger, check_past, compare
from pipeline.model.ledger import LedgerRow
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from pipeline.monthly import check_period
from pipeline.receiving.receive import Received
from tests.support.ledger_rows import Row, closed_row, ledger, matching, right_row, with_ledger
from tests.support.workspaces import JULY, JUNE, declarations

DECLARED = declarations()
QUICK = settings(max_examples=40, deadline=None, derandomize=True)


def rows_of(rows: Iterable[Row], first: int = 5) -> tuple[LedgerRow, ...]:
    return ledger("fire", rows, first=first).rows


def told(before: Iterable[Row], now: Iterable[Row]) -> list[tuple[str, int | None, int]]:
    """(case, row now, row before)."""
    assert DECLARED.ledger
    found = compare(rows_of(before), rows_of(now, 20), DECLARED.ledger)
    return [(case, row.number if row else None, was.number) for case, _, row, was in found]


NAMELESS = {"hazard_id": ""}


@pytest.mark.parametrize(
    ("before", "now", "case"),
    [
        (right_row(1), None, "hazard_vanished"),
        (right_row(1, **NAMELESS), None, "hazard_vanished"),
        (right_row(1, uscc="", **NAMELESS), None, "hazard_vanished"),
        (closed_row(1), right_row(1), "hazard_reopened"),
        (closed_row(1), closed_row(1, closed_on=""), "hazard_reopened"),
        (closed_row(1, closed_on=""), right_row(1), "hazard_reopened"),
        (closed_row(1, **NAMELESS), right_row(1, **NAMELESS), "hazard_reopened"),
        (right_row(1), right_row(1, found_on="2023-06-06"), "hazard_redated"),
        (
            right_row(1, **NAMELESS),
            right_row(1, found_on="2023-06-06", **NAMELESS),
            "hazard_redated",
        ),
    ],
)
def test_what_is_not_as_it_was_is_told(before: Row, now: Row | None, case: str) -> None:
    found = told([before], [now] if now else [right_row(9)])
    assert found == [(case, 20 if now else None, 5)]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([right_row(1)], [right_row(1)]),
        ([right_row(1)], [closed_row(1)]),
        ([right_row(1)], [right_row(2), right_row(1, description="写得更清楚的描述")]),
        ([right_row(1)], [right_row(1, enterprise="样例企业一号（改名）", uscc="")]),
        ([right_row(1)], [right_row(1, hazard_id="YH-100")]),
        ([right_row(1)], [right_row(1, **NAMELESS)]),
        ([right_row(1, **NAMELESS)], [right_row(1)]),
        ([right_row(1)], [right_row(1, hazard_id="ＹＨ－００１", description="虚构 的隐患1")]),
        ([right_row(1), right_row(1)], [right_row(1)]),  # one of two that nobody can tell apart
        ([closed_row(1), right_row(1)], [right_row(1), right_row(1)]),
        ([closed_row(1), right_row(1)], [right_row(1)]),
        ([right_row(1, description="", **NAMELESS)], [right_row(2)]),  # nothing tells it
        ([closed_row(1)], [right_row(1, **NAMELESS)]),  # perhaps the same: nobody's to say
        ([closed_row(1, **NAMELESS)], [right_row(1)]),
        ([right_row(1)], [right_row(1, found_on="")]),
        # numbered anew: each id is another hazard's now, and each hazard is still there
        (
            [closed_row(1), right_row(2, found_on="2023-06-20")],
            [
                right_row(2, hazard_id="YH-001", found_on="2023-06-20"),
                closed_row(1, hazard_id="YH-002"),
            ],
        ),
        ([], [right_row(1)]),
    ],
)
def test_what_may_be_as_it_was_is_not_told(before: list[Row], now: list[Row]) -> None:
    assert told(before, now) == []


def test_a_code_that_is_gone_makes_no_other_enterprise() -> None:
    before = right_row(1, found_on="2023-06-05")
    now = right_row(1, found_on="2023-06-06", uscc="")
    assert [case for case, _, _ in told([before], [now])] == ["hazard_redated"]
    assert told([right_row(1, **NAMELESS)], [right_row(1, uscc="", **NAMELESS)]) == []


def test_where_only_one_of_them_says_a_code_the_names_tell_two_enterprises_apart() -> None:
    before = right_row(1, uscc="")
    now = right_row(1, enterprise="另一家", description="另一处")
    assert [case for case, _, _ in told([before], [now])] == ["hazard_vanished"]


def test_a_row_of_no_sure_sector_may_be_the_one_before() -> None:
    before, sheet = earlier([right_row(1)]), ledger("fire", [right_row(1)])
    for sector, codes in (("", []), ("gas", ["L9a"])):
        rows = tuple(row._replace(sector=sector) for row in sheet.rows)
        now = replace(submitted(JULY, [right_row(1)]), ledger=replace(sheet, rows=rows))
        assert [f.rule for f in check_past(now, "fire", before, DECLARED)] == codes


def test_an_id_that_is_another_hazards_now_does_not_hide_what_is_gone() -> None:
    now = [right_row(2, hazard_id="YH-001", found_on="2023-06-20")]
    assert told([right_row(1)], now) == [("hazard_vanished", None, 5)]


def test_a_date_that_cannot_be_read_is_not_taken_for_a_blank() -> None:
    assert DECLARED.ledger
    before = rows_of([closed_row(1)])
    (now,) = rows_of([right_row(1)])
    unread = now._replace(unreadable=frozenset({"closed_on"}))
    assert list(compare(before, [unread], DECLARED.ledger)) == []


@QUICK
@given(st.integers(0, 10**9))
def test_of_rows_taken_out_just_those_are_told_in_any_order(seed: int) -> None:
    dice = random.Random(seed)
    before = [
        right_row(n, **({} if dice.random() < 0.7 else NAMELESS))
        for n in range(dice.randint(1, 12))
    ]
    kept = [n for n in range(len(before)) if dice.random() < 0.7]
    dice.shuffle(kept)
    gone = sorted(set(range(len(before))) - set(kept))
    assert told(before, [before[n] for n in kept]) == [
        ("hazard_vanished", None, 5 + n) for n in gone
    ]


def counted(before: Iterable[Row], now: Iterable[Row]) -> list[tuple[list[int], list[int]]]:
    """The numbers of rows that are fewer now than they were, as they were and as they are."""
    assert DECLARED.ledger
    found = fewer_rows(rows_of(before), rows_of(now, 20), DECLARED.ledger)
    return [([r.number for r in were], [r.number for r in left]) for were, left in found]


OTHER = {"description": "另一处", "found_on": "2023-06-20", "enterprise": "另一家", "uscc": ""}


@pytest.mark.parametrize(
    ("before", "now", "fewer"),
    [
        ([right_row(1), right_row(1)], [right_row(1)], [([5, 6], [20])]),
        ([right_row(1, **NAMELESS)] * 3, [right_row(1, **NAMELESS)] * 2, [([5, 6, 7], [20, 21])]),
        ([closed_row(1), right_row(1)], [right_row(1)], [([5, 6], [20])]),
        # alike in all but the id, which one row alone may have
        ([right_row(1), right_row(1, hazard_id="YH-7")], [right_row(1)], [([5, 6], [20])]),
        # one of the two was given a number of its own, and another one that says the same went
        (
            [right_row(1), right_row(1), right_row(1, hazard_id="YH-7")],
            [right_row(1), right_row(1, hazard_id="YH-7")],
            [([5, 6, 7], [20, 21])],
        ),
        ([right_row(1), right_row(1)], [right_row(1), right_row(1, hazard_id="YH-7")], []),
        ([right_row(1), right_row(1)], [right_row(1), right_row(1, description="另写的")], []),
        ([right_row(1), right_row(1)], [right_row(9)], []),  # both vanished, which is told of each
        ([right_row(1), right_row(1, **OTHER)], [right_row(1)], []),  # just the other vanished
        ([right_row(1), right_row(2)], [right_row(1)], []),
        ([right_row(1, description="", **NAMELESS)] * 2, [right_row(2)], []),  # nothing tells them
        # an id that another hazard has now makes up for none of them
        ([right_row(1)] * 2, [right_row(1), right_row(1, **OTHER)], [([5, 6], [20])]),
    ],
)
def test_of_rows_that_nothing_tells_apart_it_is_told_that_there_are_fewer(
    before: list[Row], now: list[Row], fewer: list[object]
) -> None:
    assert counted(before, now) == fewer


@QUICK
@given(st.integers(0, 10**9))
def test_no_row_goes_in_silence_whichever_is_like_another(seed: int) -> None:
    """Rows that differ in id, in what they say, or in nothing: as many are told as went, or at least one is."""
    dice = random.Random(seed)
    kinds = [right_row(1), right_row(1, hazard_id="YH-7"), right_row(1, **NAMELESS), right_row(2)]
    before = [dice.choice(kinds) for _ in range(dice.randint(1, 6))]
    now = [row for row in before if dice.random() < 0.7]
    gone = len(before) - len(now)
    vanished = sum(case == "hazard_vanished" for case, _, _ in told(before, now))
    fewer = sum(len(were) - len(left) for were, left in counted(before, now))
    assert vanished + fewer == gone


# --- Within a run -------------------------------------------------------------------------------------------------


@lru_cache
def book() -> Submission:
    return with_ledger("rescue", JUNE, [])


def submitted(month: Month, rows: Iterable[Row]) -> Submission:
    sheets = tuple(replace(f, period=month) for f in book().sheets)
    arrival = replace(book().arrival, path=f"inbox/{month}.xlsx", sha256=str(month))
    return replace(book(), arrival=arrival, sheets=sheets, ledger=ledger("fire", rows))


def earlier(rows: Iterable[Row]) -> EarlierLedger:
    return EarlierLedger(JUNE, rows_of(rows))


def test_messages_say_what_was_where_and_what_to_do() -> None:
    before = earlier([right_row(1), closed_row(2), right_row(3)])
    now = submitted(JULY, [right_row(2), right_row(3, found_on="2023-06-01")])
    gone, again, other = check_past(now, "fire", before, DECLARED)
    assert (gone.rule, gone.sheet, gone.cell) == ("L9a", "隐患台账", None)
    assert "2023年6月台账里的“YH-001”这次没有了" in gone.message
    assert (again.rule, again.cell) == ("L9b", "Z5")
    assert "第5行“YH-002”2023年6月填了“销号日期”2023年6月21日，这次没有填" in again.message
    assert (other.rule, other.cell) == ("L9c", "H6")
    assert "2023年6月是2023年6月5日，这次是2023年6月1日" in other.message


def test_where_its_id_is_another_row_s_too_what_vanished_is_told_by_its_description() -> None:
    """That YH-001 is gone would be untrue to whoever looks for it."""
    rows = [right_row(n, hazard_id="YH-001", found_on=f"2023-06-0{n}") for n in (1, 2, 3)]
    (gone,) = check_past(submitted(JULY, rows[:2]), "fire", earlier(rows), DECLARED)
    assert "2023年6月台账里的“YH-001（虚构的隐患3）”这次没有了" in gone.message


def test_many_that_vanished_are_told_as_one_each_by_name() -> None:
    before = earlier(right_row(n) for n in range(1, 9))
    (gone,) = check_past(submitted(JULY, [right_row(9)]), "fire", before, DECLARED)
    assert "8个隐患这次没有了：“YH-001”、“YH-002”、“YH-003”、“YH-004”、“YH-005”等" in gone.message
    assert len(gone.also) == 8


def test_that_one_of_two_alike_rows_went_is_told_with_the_numbers_of_both() -> None:
    before = earlier([right_row(1), right_row(1), right_row(2)])
    (fewer,) = check_past(submitted(JULY, [right_row(2), right_row(1)]), "fire", before, DECLARED)
    assert (fewer.rule, fewer.severity, fewer.cell) == ("L9d", "notice", "A6")
    assert (
        "“YH-001”2023年6月台账里编号或内容相同的有2行（第5、6行），这次有1行（第6行）"
        in fewer.message
    )
    assert "已经删去的不用补；不是同一个隐患的，请补回" in fewer.message
    many = earlier([right_row(n) for n in (1, 1, 2, 2)])
    (both,) = check_past(submitted(JULY, [right_row(2), right_row(1)]), "fire", many, DECLARED)
    assert "“YH-001”由2行（第5、6行）变为1行（第6行）、“YH-002”由2行" in both.message


@pytest.mark.parametrize(("rows", "named"), [(5, "第5、6、7、8、9行"), (6, "第5、6、7、8、9行等")])
def test_of_many_alike_rows_the_first_five_are_named(rows: int, named: str) -> None:
    before = earlier([right_row(1)] * rows)
    (fewer,) = check_past(submitted(JULY, [right_row(1)]), "fire", before, DECLARED)
    assert f"有{rows}行（{named}），这次有1行（第5行）" in fewer.message


def test_without_an_earlier_ledger_or_one_now_nothing_is_told() -> None:
    now = submitted(JULY, [right_row(9)])
    assert check_past(now, "fire", None, DECLARED) == []
    assert check_past(replace(now, ledger=None), "fire", earlier([right_row(1)]), DECLARED) == []
    assert check_past(now, "fire", EarlierLedger(JULY, rows_of([right_row(1)])), DECLARED) == []


def findings_in_july(*submissions: Submission, folder: Path) -> dict[str, list[Finding]]:
    received = Received(DECLARED, [], submissions)
    release = check_period(folder, received, JULY, Month.kind, ()).release
    return {f.path: list(f.findings) for f in release.files}


def test_a_run_compares_with_the_newest_accepted_ledger(tmp_path: Path) -> None:
    rows = matching(submitted(JUNE, []), "fire")
    june = submitted(JUNE, rows)
    july = submitted(JULY, rows[1:])
    told = findings_in_july(july, june, folder=tmp_path)
    assert told["inbox/2023-06.xlsx"] == []
    assert [f.cell for f in told["inbox/2023-07.xlsx"] if f.rule == "L9a"] == [None]
    returned = submitted(JUNE, [row | {"closed_on": "2024-01-01"} for row in rows])
    told = findings_in_july(july, returned, folder=tmp_path)
    assert not [f for f in told["inbox/2023-07.xlsx"] if f.rule == "L9a"], "June's did not count"


def test_a_month_without_a_ledger_is_skipped(tmp_path: Path) -> None:
    rows = matching(submitted(JUNE, []), "fire")
    months = [Month(2023, 6), Month(2023, 7), Month(2023, 8)]
    june, july, august = (submitted(m, rows if m != JULY else []) for m in months)
    july = replace(july, ledger=None)
    august = replace(august, ledger=ledger("fire", rows[1:]))
    received = Received(DECLARED, [], [june, july, august])
    release = check_period(tmp_path, received, months[-1], Month.kind, ()).release
    told = {f.path: [x.message for x in f.findings if x.rule == "L9a"] for f in release.files}
    assert told["inbox/2023-07.xlsx"] == []
    (message,) = told["inbox/2023-08.xlsx"]
    assert message.startswith("2023年6月台账里的“YH-001”")
