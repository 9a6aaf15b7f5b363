"""Restatements, from releases made by hand: what has changed, once, and so that it adds up."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bulletin.restated_table import restated_table
from pipeline.figures.restated import told_cells
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.issues.record import issue_content, parse_issue
from pipeline.issues.restating import issue_of, restate, restatements
from pipeline.issues.tables import WrongRecordError, parse_figures, parse_totals
from pipeline.model.issued import Damage, Issue, Issues, Restatement, Stamp
from pipeline.model.month import Month
from pipeline.model.released import Release
from tests.support.releases import declared, make_release

JUNE, JULY = Month(2023, 6), Month(2023, 7)
CELLS = [
    (sheet, i.id)
    for i in declared().form.indicators.values()
    for sheet in declared().roster.sheets
    if declared().roster.asks(i, sheet) and not i.is_yesno
]


def issued(release: Release, n: int = 1, order: int = 1) -> Issue:
    """A release as its own issue, by way of the tables that are frozen."""
    figures, counted = parse_figures(b"".join(figures_csv(release)), declared())
    return Issue(
        month=release.period,
        stamp=Stamp(n, None, 7, release.period.year),
        order=order,
        sample=False,
        words={sheet: s.word for sheet, s in release.state.sheets.items()},
        restated=release.restated,
        draft=None,
        files={},
        figures=figures,
        totals=parse_totals(totals_csv(release)),
        counted=counted,
    )


def found(release: Release, *issues: Issue) -> list[Restatement]:
    return restatements(Issues(tuple(issues)), release.history, declared())


def carried(release: Release, *issues: Issue) -> Release:
    return restate(release, Issues(tuple(issues)), {}, [])


def test_an_unchanged_release_is_its_issue_and_restates_nothing() -> None:
    release = make_release("2023-06", missing=["fire"], late=["gas"])
    again = carried(release, issued(release))
    assert again.issue == issued(release).stamp
    assert again.restated == ()


@given(
    changes=st.dictionaries(st.sampled_from(CELLS), st.integers(0, 2000), min_size=1, max_size=8)
)
@settings(max_examples=25, deadline=None)
def test_what_changed_is_exactly_what_is_restated_and_the_totals_tie(
    changes: dict[tuple[str, str], int],
) -> None:
    old = make_release("2023-06", missing=["power"])
    values = {k: float(v) for k, v in changes.items() if k[0] != "power"}
    new = make_release("2023-06", missing=["power"], values=values)
    told = found(new, issued(old))
    by_cell = {(r.sheet, r.indicator): (r.old, r.new) for r in told if r.sheet}
    different = {
        (sheet, i)
        for sheet in declared().roster.sheets
        for i in declared().form.indicators
        if old.figures.get(sheet, {}).get(i) != new.figures.get(sheet, {}).get(i)
    }
    assert by_cell.keys() == different
    for (sheet, i), (was, now) in by_cell.items():
        assert (was, now) == (old.figures[sheet].get(i), new.figures[sheet].get(i))
    for i in declared().form.indicators:
        own = [r for r in told if r.sheet and r.indicator == i]
        moved = sum(((r.new or 0) - (r.old or 0) for r in own), Decimal(0))
        assert (old.totals[i].value or 0) + moved == (new.totals[i].value or 0)
        total = [r for r in told if not r.sheet and r.indicator == i]
        pairs = [(r.old, r.new) for r in total]
        both = (old.totals[i].value, new.totals[i].value)
        assert pairs == ([both] if both[0] != both[1] else [])


def test_a_sector_that_came_late_or_was_withdrawn_is_not_0_before_or_after() -> None:
    with_, without = make_release("2023-06"), make_release("2023-06", missing=["fire"])
    came = [r for r in found(with_, issued(without)) if r.sheet]
    gone = [r for r in found(without, issued(with_)) if r.sheet]
    assert {r.sheet for r in (*came, *gone)} == {"fire"}
    assert {r.old for r in came} == {None} == {r.new for r in gone}
    assert [(r.indicator, r.new) for r in came] == [(r.indicator, r.old) for r in gone]


def test_a_restated_month_has_its_year_where_the_campaign_has_two_of_it() -> None:
    """From June to May no month comes twice; one more and June does."""
    r = Restatement(Month(2023, 6), "self_found", "fire", Decimal(1), Decimal(2))
    for last, called in ((Month(2024, 5), "6月"), (Month(2024, 6), "2023年6月")):
        campaign = replace(declared().campaign, last_month=last)
        assert told_cells(r, replace(declared(), campaign=campaign))[0] == called


def test_an_answer_that_became_yes_is_restated_with_its_total() -> None:
    old = make_release("2023-06", values={("office", "media_column"): 0.0})
    new = make_release("2023-06", values={("office", "media_column"): 1.0})
    told = found(new, issued(old))
    assert [(r.sheet, r.old, r.new) for r in told] == [("office", 0, 1), ("", 0, 1)]
    rows = restated_table(replace(new, restated=tuple(told))).rows
    assert [r.cells[2:6] for r in rows] == [
        ("区安委会办公室", "否", "是", "—"),
        ("合计", "否", "是", "—"),
    ]


def test_each_change_is_told_once_and_again_only_if_it_changes_again() -> None:
    june, july = make_release("2023-06"), make_release("2023-07")
    before = wrong(issued(june), 5)
    first = carried(july, before)
    assert next((r.month, r.sheet, r.old) for r in first.restated) == (JUNE, "fire", 5)
    told = issued(first, order=2)
    august = make_release("2023-08")
    assert carried(august, before, told).restated == ()
    again = replace(told, restated=tuple(replace(r, new=Decimal(6)) for r in told.restated))
    assert [r.old for r in carried(august, before, again).restated if r.sheet] == [6]


def test_an_issue_of_the_month_itself_stands_against_bulletins_before_it() -> None:
    june, july, august = (make_release(f"2023-0{n}") for n in (6, 7, 8))
    first = wrong(issued(june), 5)
    told = issued(carried(july, first), order=2)
    second = wrong(issued(june, n=2, order=3), 9)
    restated = carried(august, first, told, second).restated
    assert [r.old for r in restated if r.sheet and r.month == JUNE] == [9]


def wrong(issue: Issue, value: int) -> Issue:
    """An issue that said something else of 消防."""
    figures = {s: dict(v) for s, v in issue.figures.items()}
    figures["fire"]["self_found"] = Decimal(value)
    return replace(issue, figures=figures)


def test_a_month_issued_again_is_held_against_its_own_last_issue() -> None:
    june = make_release("2023-06")
    first, july = wrong(issued(june), 5), make_release("2023-07")
    later = issued(carried(july, first), order=2)
    assert [r.old for r in carried(june, first, later).restated if r.sheet] == [5]
    second = issued(carried(june, first, later), n=2, order=3)
    again = carried(june, first, later, second)
    assert again.issue
    assert again.issue.n == 2
    assert again.restated == second.restated


def test_an_issued_month_stays_issued_when_its_changes_are_told_later() -> None:
    june, july = make_release("2023-06"), make_release("2023-07")
    bulletin = issued(carried(july, wrong(issued(june), 5)), order=2)
    issues = Issues((wrong(issued(june), 5), bulletin))
    assert issue_of(july, issues) == bulletin
    assert carried(july, *issues.sound).restated == bulletin.restated


def test_what_a_later_bulletin_has_told_does_not_unmake_an_issue() -> None:
    june, july, august = (make_release(f"2023-0{n}") for n in (6, 7, 8))
    first, bulletin = wrong(issued(june), 5), issued(july, order=2)
    assert carried(july, first, bulletin).issue is None  # nobody has told it yet
    told = issued(carried(august, first, bulletin), order=3)
    assert told.restated
    again = carried(july, first, bulletin, told)
    assert (again.issue, again.restated) == (bulletin.stamp, ())


def test_figures_that_are_no_longer_there_are_told_once() -> None:
    before = {"missing_before": ["fire"]}
    bulletin = carried(make_release("2023-07", **before), issued(make_release("2023-06")))
    assert {r.new for r in bulletin.restated if r.sheet} == {None}
    issues = issued(make_release("2023-06")), issued(bulletin, order=2)
    restated = carried(make_release("2023-08", **before), *issues).restated
    assert [r for r in restated if r.month == JUNE] == []


def test_the_next_issue_comes_after_all_that_were_made() -> None:
    issue = issued(make_release("2023-06"), order=5)
    assert Issues((issue,)).last == 5
    assert Issues((replace(issue, order=1),), (Damage(JULY, 1, ""),)).last == 2
    assert Issues().last == 0


@pytest.mark.parametrize(
    "other",
    [
        {"values": {("fire", "self_found"): 1.0}},
        {"late": ["fire"]},
        {"missing_before": ["fire"]},
        {"blank": [("fire", "self_found")]},
    ],
    ids=["figure", "standing", "previous", "blank"],
)
def test_any_other_figure_or_standing_makes_it_a_draft(other: dict[str, object]) -> None:
    july = issued(make_release("2023-07"))
    assert carried(make_release("2023-07", **other), july).issue is None


def test_nothing_is_compared_that_a_damaged_record_may_say_otherwise() -> None:
    june, july = make_release("2023-06"), make_release("2023-07")
    before = wrong(issued(june), 5)
    for month, n, june_hidden, own_hidden in (
        (JUNE, 1, True, True),
        (JUNE, 2, True, True),
        (JUNE, 0, True, True),
        (JULY, 1, True, False),
        (Month(2023, 5), 1, False, False),
    ):
        issues = Issues((replace(before, stamp=Stamp(1, None, 7, 2023)),), (Damage(month, n, ""),))
        if (month, n) == (JUNE, 1):
            issues = Issues((), issues.damaged)
        assert (restatements(issues, july.history, declared()) == []) is june_hidden
        assert (restatements(issues, june.history, declared()) == []) is own_hidden


def test_a_record_is_read_back_as_it_was_written() -> None:
    june = make_release("2023-06")
    release = carried(make_release("2023-07"), wrong(issued(june), 5))
    issue = issued(release, 3, 12)
    plain = replace(issue, figures={}, totals={}, counted={}, files={"a/b.csv": "0" * 64})
    assert plain.restated
    assert parse_issue(issue_content(plain, declared())) == plain


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n", None),
        ("n", True),
        ("n", -1),
        ("n", 1.0),
        ("period", "2023-13"),
        ("date", "2023-02-30"),
        ("date", 20230731),
        ("sample", 1),
        ("status", []),
        ("status", {"fire": 1}),
        ("restated", {}),
        ("restated", [1]),
        ("restated", [{"period": "2023-06"}]),
        ("files", [{"path": "../a", "sha256": ""}]),
        ("files", [{"path": "a/../../b", "sha256": ""}]),
        ("files", [{"path": "/etc/passwd", "sha256": ""}]),
        ("files", [{"path": "a\0b", "sha256": ""}]),
        ("files", [{"path": "", "sha256": ""}]),
        ("files", [{"path": "a"}]),
    ],
    ids=repr,
)
def test_a_record_that_is_none_is_refused(key: str, value: object) -> None:
    plain = issue_content(issued(make_release("2023-06")), declared())
    with pytest.raises(WrongRecordError):
        parse_issue({**plain, key: value})
    with pytest.raises(WrongRecordError):
        parse_issue({k: v for k, v in plain.items() if k != key})


@pytest.mark.parametrize("value", ["1e9", "NaN", "", " 1", "１", "9" * 40, "1.", "=1"])
def test_a_value_that_is_none_is_refused(value: str) -> None:
    table = "indicator,sector,unit,value,file\r\nself_found,fire,rescue,{},a\r\n"
    figures, _ = parse_figures(table.format("1.5").encode(), declared())
    assert figures == {"fire": {"self_found": Decimal("1.5")}}
    with pytest.raises(WrongRecordError):
        parse_figures(table.format(value).encode(), declared())
    with pytest.raises(WrongRecordError):
        parse_figures(b"indicator,sector\r\na,b\r\n", declared())


def test_figures_and_totals_come_back_out_of_their_tables() -> None:
    release = make_release("2023-07", missing=["power"])
    assert issued(release).figures == release.figures
