"""The form's counts of hazards against the rows of the ledger."""

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from pipeline.ledger.checking import check_ledgers
from pipeline.ledger.tying import rows_named
from pipeline.model.received import Finding
from tests.support.ledger_findings import CUTOFF, SEEDS, SINCE, book, found, holding, random_rows
from tests.support.ledger_rows import COUNTS, Row, ledger, matching, right_row, with_ledger
from tests.support.workspaces import JUNE, declarations

DECLARED = declarations()
QUICK = settings(max_examples=25, deadline=None, derandomize=True)


def count_of(rows: Iterable[Row], indicator: str) -> int:
    """As the notice has it: by source, by the day it was put right, by listing."""
    mine = {"self": {"企业自查"}, "dept": {"部门检查", "上级交办", "举报"}}.get(indicator[:4])
    in_time = [r for r in rows if "found_on" in r and str(SINCE) <= r["found_on"] <= str(CUTOFF)]
    kept = [r for r in in_time if (r.get("source") in mine if mine else "listed_level" in r)]
    return sum(
        not indicator.endswith("_fixed") or "" < r.get("fixed_on", "") <= str(CUTOFF) for r in kept
    )


def ties(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {f.indicator or "": f for f in findings if f.rule == "H14"}


@QUICK
@given(SEEDS)
def test_a_count_that_is_not_its_rows_is_told_at_its_cell_and_no_other(seed: int) -> None:
    rows, dice = random_rows(seed, 30), random.Random(seed)
    counts = {i: count_of(rows, i) + dice.choice((0, 0, -1, 1, 7)) for i in COUNTS}
    form_ = book().sheets[0]
    entries = {i: replace(form_.entries[i], value=float(counts[i])) for i in COUNTS}
    own = replace(holding(rows), sheets=(replace(form_, entries={**form_.entries, **entries}),))
    told = ties(found([own]))
    assert set(told) == {i for i in COUNTS if counts[i] != count_of(rows, i)}
    for indicator, f in told.items():
        assert (f.sheet, f.cell) == (entries[indicator].sheet, entries[indicator].cell)
        gap = counts[indicator] - count_of(rows, indicator)
        assert f"有{count_of(rows, indicator)}行" in f.message
        assert f"台账比这一格{'少' if gap > 0 else '多'}{abs(gap)}行" in f.message


def test_a_ledger_that_ties_out_is_told_nothing() -> None:
    rows = matching(book(), "fire")
    assert {i: count_of(rows, i) for i in COUNTS} == {
        i: book().sheets[0].entries[i].value for i in COUNTS
    }
    assert found([holding(rows)]) == []


@pytest.mark.parametrize(
    ("numbers", "named"),
    [([5], "5"), ([5, 6], "5、6"), ([5, 6, 7], "5至7"), ([5, 6, 8, 9, 10, 12], "5、6、8至10、12")],
)
def test_three_rows_that_follow_each_other_are_named_as_a_span(
    numbers: list[int], named: str
) -> None:
    assert rows_named(numbers) == named


def test_a_difference_says_which_rows_make_up_the_count_and_which_may_be_missing() -> None:
    rows = matching(book(), "fire")
    blank = {c: v for c, v in rows[10].items() if c != "source"}
    told = ties(found([holding([*rows[:2], *rows[4:10], blank, *rows[11:]])]))
    assert set(told) == {"self_found", "self_fixed"}
    message = told["self_found"].message
    said = "填的是20个，隐患台账截至2023年6月28日有17行（第5至12、14至22行），台账比这一格少3行"
    assert said in message
    assert "另有第13行没有填全" in message
    assert "另有第13行没有填全" in told["self_fixed"].message, "not those that are still open"
    assert told["self_found"].expected == "台账17行"


def test_a_closed_row_without_the_day_of_its_repair_may_be_what_a_count_lacks() -> None:
    rows = matching(book(), "fire")
    rows[2].pop("fixed_on")
    assert "另有第7行没有填全" in ties(found([holding(rows)]))["self_fixed"].message


def test_rows_are_named_in_their_order_and_not_without_end() -> None:
    odd = [right_row(n, source="举报" if n % 2 else "企业自查") for n in range(100)]
    message = ties(found([holding(odd)]))["self_found"].message
    assert "有50行（第5、7、9、11、13、15、17、19、21、23、25、27等行）" in message


@pytest.mark.parametrize("column", ["found_on", "source"])
def test_what_cannot_be_counted_is_not_compared(column: str) -> None:
    rows = [{c: v for c, v in right_row(n).items() if (c, n) != (column, 3)} for n in range(5)]
    told = ties(found([holding(rows, r8=frozenset({column}))]))
    by_source = {"self_found", "self_fixed", "dept_found", "dept_fixed"}
    assert set(told) == ({"listed_total", "listed_fixed"} if column == "source" else set())
    assert by_source.isdisjoint(told)


def test_a_row_of_no_sheet_leaves_all_counts_of_its_workbook_alone() -> None:
    own = holding([right_row()])
    assert own.ledger
    unclear = ledger("", [right_row(2)], first=6).rows
    assert (
        ties(found([replace(own, ledger=replace(own.ledger, rows=(*own.ledger.rows, *unclear)))]))
        == {}
    )


def test_a_blank_count_is_not_compared() -> None:
    rows = [
        row
        for row in matching(book(), "fire")
        if row["source"] != "企业自查" or "listed_level" in row
    ]
    own = with_ledger("rescue", JUNE, rows, {"fire_self_found": None})
    assert set(ties(found([own]))) == {"self_fixed"}


def test_every_sheet_of_a_workbook_with_a_ledger_is_held_against_it() -> None:
    two = book("planning")
    first, second = two.sectors
    rows = matching(two, first)
    own = replace(two, ledger=ledger(first, rows))
    told = check_ledgers([own], DECLARED)
    assert (two.arrival.path, first) not in told
    reported = {
        i: next(f for f in two.sheets if f.sector == second).entries[i].value for i in COUNTS
    }
    assert set(ties(told[two.arrival.path, second])) == {i for i, v in reported.items() if v}
