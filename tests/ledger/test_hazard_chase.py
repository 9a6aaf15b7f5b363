"""Chasing and assessment by the ledgers: who is reminded of which hazard, and what is counted against whom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from pipeline.chase.discipline import discipline
from pipeline.chase.discipline_evidence import evidence
from pipeline.chase.discipline_table import heads, lines
from pipeline.chase.round import Round, units_in_round
from pipeline.chase.standing import SheetStanding, Standing
from pipeline.chase.texts import chase_text
from pipeline.chase.wall_list import list_unit
from pipeline.ledger.owed import Owed, owed_hazards
from pipeline.ledger.registers import overdue
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.month import Month
from pipeline.rendering.templates import load_pages
from tests.support.hazard_books import book_of, hazard
from tests.support.releases import declared, make_release
from tests.support.workspaces import JULY, JUNE, ROOT

ON = date(2023, 7, 29)
TEMPLATES = ("chase.txt.j2",)


def standings(month: Month, missing: tuple[str, ...] = ()) -> list[Standing]:
    """All units of a month, due on its 28th; everything is in but what is missing."""
    due = month.day(28)
    return [
        Standing(u, month, tuple(_sheet(s, due, s in missing) for s in u.sectors), ())
        for u in declared().roster.units.values()
    ]


def _sheet(name: str, due: date, is_missing: bool) -> SheetStanding:
    state = "missing" if is_missing else "accepted"
    word = "未报送" if is_missing else "按时"
    days = (due - ON).days
    return SheetStanding(name, state, word, due, False, days, None, None, None, False)


def late(sector: str, number: str, due: str, **more: str) -> Hazard:
    values = {
        "hazard_id": number,
        "enterprise": "虚构化工有限公司",
        "description": "储罐区没有围堰",
        "owner": "安全总监",
        "found_on": "2023-06-01",
        "due_on": due,
        **more,
    }
    return hazard(declared(), sector, int(number[-1]) + 4, values)


def chased(hazards: list[Hazard], missing: tuple[str, ...] = (), **book: object) -> Round:
    owed = owed_hazards(replace(book_of(make_release(), hazards), **book), declared(), ON)
    return round_of(missing, owed)


def round_of(missing: tuple[str, ...], owed: Mapping[str, Owed]) -> Round:
    units = units_in_round({JULY: standings(JULY, missing)}, JULY, {}, owed, ())
    return Round(JULY, ON, declared(), "", tuple(units), unread=0, ledgers=bool(owed), others=())


def text(of: Round) -> str:
    return chase_text(of, load_pages(ROOT / "templates", TEMPLATES)).decode("utf-8-sig")


def test_a_unit_that_has_filed_is_reminded_of_its_overdue_hazard() -> None:
    hazards = [
        late("gas", "R-1", "2023-07-08", listed_level="市级"),
        late("gas", "R-2", "2023-08-30"),
    ]
    one = chased(hazards)
    assert [c.unit.id for c in one.chased] == ["planning"]
    told = text(one)
    assert "你单位隐患台账登记的重大事故隐患有1个逾期未整改：" in told
    assert (
        "1．燃气，R-1，市级挂牌：虚构化工有限公司，储罐区没有围堰，整改时限7月8日，已逾期21天，整改责任人：安全总监。"
    ) in told
    assert "R-2" not in told
    row = list_unit(one.chased[0], one)
    assert (row.overdue, row.rows[0].state) == ("1个（21天）", "报表已报齐")


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2023-07-29", "今天到期"),
        ("2023-08-05", "还有7天"),
        ("2023-08-06", ""),
        ("2023-07-28", "已逾期1天"),
    ],
)
def test_days_are_counted_on_the_day_of_chasing(due: str, words: str) -> None:
    told = text(chased([late("gas", "R-1", due)], missing=("gas",)))
    assert (words in told) if words else ("R-1" not in told)
    assert told.count("R-1") == bool(words)


def test_what_is_fixed_or_of_another_unit_is_not_told() -> None:
    fixed = late("gas", "R-1", "2023-07-08", fixed_on="2023-07-10")
    other = late("fire", "R-2", "2023-07-08")
    one = chased([fixed, other])
    assert [c.unit.id for c in one.chased] == [declared().roster.sheets["fire"].unit]
    assert "R-1" not in text(one)


def test_an_older_ledger_is_told_with_its_day_and_no_ledger_is_only_offered() -> None:
    old = replace(late("gas", "R-1", "2023-06-20"), last_month="2023-06")
    told = text(chased([old], missing=("construction", "gas"), sectors=("fire",)))
    assert "整改时限6月20日（按截至6月28日的台账）" in told
    assert (
        "建筑施工领域没有报送过隐患台账，已建台账的可填在报表的台账页上一并报送，没有的不影响报表。"
        in told
    )
    assert "燃气领域没有报送过" not in told
    assert "没有的不影响报表。\r\n请填" in told  # no blank line within a message


def test_without_ledgers_nothing_is_said_of_them() -> None:
    assert owed_hazards(None, declared(), ON) == {}
    assert owed_hazards(replace(book_of(make_release(), []), sectors=()), declared(), ON) == {}
    one = round_of(("gas",), {})
    assert "台账" not in text(one)
    assert not one.ledgers


# --- 考核参考 ----------------------------------------------------------------------------------------------------


def found(books: Mapping[Month, HazardBook]) -> Mapping[str, int]:
    """Unit -> what the last section counts of its hazards."""
    all_ = [s for m in (JUNE, JULY) for s in standings(m)]
    known = discipline(all_, [], declared(), {m: overdue(b.hazards) for m, b in books.items()})
    at = heads(known).index("逾期隐患")
    section = known.sections[-1]
    return {str(line.cells[0]): int(str(line.cells[at])) for line in lines(section, known)}


def test_overdue_hazards_are_counted_at_the_end_of_a_period_and_not_added_up() -> None:
    hazards = [late("gas", "R-1", "2023-06-10"), late("construction", "R-2", "2023-07-10")]
    july = book_of(make_release(), hazards)
    june = book_of(make_release("2023-06"), [replace(hazards[0], last_month="2023-06")])
    counts = found({JUNE: june, JULY: july})
    assert counts["区规划建设局"] == 2
    assert counts["合计（牵头单位）"] == 2
    assert sum(counts.values()) == 4


def test_each_month_proves_its_own_overdue_hazards() -> None:
    known = declared()
    one = late("gas", "R-1", "2023-06-10", listed_level="市级")
    months = {JUNE: (replace(one, last_month="2023-06"),), JULY: (one,)}
    all_ = [s for m in (JUNE, JULY) for s in standings(m)]
    told = [e.texts for e in evidence(discipline(all_, [], known, months)) if "台账" in e.texts[3]]
    assert [t[1] for t in told] == ["2023年6月", "2023年7月"]
    assert {(t[2], t[9]) for t in told} == {("燃气", "R-1（市级）")}
    stale = {JULY: (replace(one, last_month="2023-06"),)}
    assert not [e for e in evidence(discipline(all_, [], known, stale)) if "台账" in e.texts[3]]


def test_without_ledgers_there_is_no_such_column() -> None:
    without = replace(declared(), ledger=None, hazards=None)
    assert "逾期隐患" not in heads(discipline(standings(JULY), [], without))
