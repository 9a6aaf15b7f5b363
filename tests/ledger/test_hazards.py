"""Hazards from month to month: by id, or by enterprise and description, and never merged on a guess."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from pipeline.ledger.hazard_book import hazard_book
from pipeline.ledger.tie_out import tied
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.released import Release
from tests.support.ledger_months import Rows, Values, campaign, hazard, ledger, release_with
from tests.support.releases import declared, make_release

JUNE, JULY, AUGUST = "2023-06", "2023-07", "2023-08"
MONTHS = (JUNE, JULY, AUGUST)


def book(months: Mapping[str, Rows], **ways: object) -> HazardBook:
    hazards = release_with(months, **ways).hazards
    assert hazards
    return hazards


def two(june: list[Values], july: list[Values], sheet: str = "gas") -> HazardBook:
    return book({JUNE: {sheet: june}, JULY: {sheet: july}})


def one(found: HazardBook) -> Hazard:
    assert len(found.hazards) == 1
    return found.hazards[0]


def without(values: Values, *names: str) -> Values:
    return {k: v for k, v in values.items() if k not in names}


A, B = hazard(1), hazard(4)
NO_ID = without(A, "hazard_id")
GRANTED = {"extension_doc": "样例延〔2023〕1号"}


def test_a_hazard_is_followed_by_its_id() -> None:
    found = two([A], [A | {"fixed_on": "2023-07-20", "description": "写得更详细了"}])
    known = one(found)
    assert (known.followed, known.first_month, known.last_month) == ("id", JUNE, JULY)
    assert (known.state, known.fixed) == ("fixed", date(2023, 7, 20))
    assert (found.vanished, found.alike) == ((), ())


@pytest.mark.parametrize(("letters", "as_it_is"), [(60, True), (61, False)])
def test_a_key_is_a_plain_id_or_else_of_fixed_length(letters: int, as_it_is: bool) -> None:
    known = one(two([], [A | {"hazard_id": "甲" * letters}]))
    assert (known.key == f"gas#{'甲' * letters}") is as_it_is
    assert as_it_is or len(known.key) == len("gas~") + 16


def test_widths_and_spaces_of_an_id_do_not_matter_but_letters_do() -> None:
    assert one(two([A], [A | {"hazard_id": "Ａ 0001"}])).first_month == JUNE
    changed = two([A], [A | {"hazard_id": "a0001"}])
    assert one(changed).first_month == JULY
    assert len(changed.vanished) == 1


def test_without_an_id_enterprise_and_description_follow_it() -> None:
    known = one(two([NO_ID], [NO_ID | {"fixed_on": "2023-07-20", "found_on": "2023-05-30"}]))
    assert (known.followed, known.first_month) == ("description", JUNE)
    by_name = without(NO_ID, "uscc")
    assert one(two([by_name], [by_name | {"enterprise": "样例 企业０００0号"}])).first_month == JUNE


@pytest.mark.parametrize(
    "change",
    [{"description": NO_ID["description"] + "。"}, {"uscc": "91371399MA99999999"}, {"uscc": ""}],
)
def test_what_is_not_said_word_for_word_is_another_hazard(change: Values) -> None:
    found = two([NO_ID], [{k: v for k, v in (NO_ID | change).items() if v}])
    assert one(found).first_month == JULY
    assert [h.first_month for h in found.vanished] == [JUNE]


def test_an_id_that_is_added_later_is_told_and_not_merged() -> None:
    found = two([NO_ID], [A])
    assert one(found).first_month == JULY
    assert found.alike == ((found.vanished[0].key, found.hazards[0].key),)


def test_an_id_of_another_hazard_is_another_hazard() -> None:
    """A list that was numbered anew: enterprise, day and description are others."""
    found = two([A], [B | {"hazard_id": A["hazard_id"]}])
    assert one(found).first_month == JULY
    assert [h.key for h in found.vanished] != [h.key for h in found.hazards]
    assert found.alike == ((found.vanished[0].key, found.hazards[0].key),)


@pytest.mark.parametrize("kept", ["enterprise", "found_on", "description"])
@pytest.mark.parametrize("changed", ["enterprise", "found_on", "description"])
def test_an_id_holds_unless_two_of_three_speak_against_it(kept: str, changed: str) -> None:
    other = {n: B[n] for n in ("enterprise", "uscc", "found_on", "description")}
    groups = {"enterprise": ("enterprise", "uscc")}
    keep = {n for name in {kept, changed} for n in groups.get(name, (name,))}
    july = A | {n: v for n, v in other.items() if n not in keep}
    same = len(other.keys() - keep - {"uscc"}) < 2
    assert (one(two([A], [july])).first_month == JUNE) is same


def test_two_rows_with_one_id_are_each_alone() -> None:
    found = two([A], [A, A | {"description": "另一处"}])
    assert [h.followed for h in found.hazards] == ["alone"] * 2
    assert [h.first_month for h in found.hazards] == [JULY] * 2
    assert found.vanished == ()  # it may be either
    assert found.alike == ((found.hazards[0].key, found.hazards[1].key),)
    later = book({JUNE: {"gas": [A]}, JULY: {"gas": [A, A]}, AUGUST: {"gas": [A]}})
    assert one(later).first_month == JUNE
    assert later.vanished == ()


def test_one_id_in_two_sectors_is_two_hazards() -> None:
    found = book({JUNE: {"gas": [A], "fire": [B | {"hazard_id": "A0001"}]}})
    assert [h.followed for h in found.hazards] == ["id", "id"]
    assert found.alike == ()


def test_the_same_hazard_in_two_sectors_or_under_two_ids_is_told() -> None:
    found = book({JUNE: {"gas": [A], "fire": [A | {"hazard_id": "F1"}]}})
    assert len(found.alike) == 1
    assert two([], [A, A | {"hazard_id": "F1"}]).alike
    assert not two([], [A, A | {"hazard_id": "F1", "found_on": "2023-07-01"}]).alike


def test_hazards_that_are_all_gone_are_not_held_against_each_other() -> None:
    twice = A | {"hazard_id": "F1", "found_on": "2023-06-02"}
    assert two([A, twice], [B]).alike == ()


def test_a_row_that_says_neither_id_nor_enterprise_is_followed_by_nothing() -> None:
    bare = without(A, "hazard_id", "enterprise", "uscc")
    found = two([bare], [bare])
    assert one(found).followed == "alone"
    assert (found.vanished, found.alike) == ((), ())
    assert [h.followed for h in two([bare], []).vanished] == ["alone"]


def test_a_sector_without_a_ledger_stands_as_in_its_newest_one() -> None:
    late = A | {"due_on": "2023-06-20"}
    found = book({JUNE: {"gas": [late]}, JULY: {"fire": [B]}})
    assert found.sectors == ("fire",)
    gas = next(h for h in found.hazards if h.entry.sector == "gas")
    assert (gas.last_month, gas.days_overdue) == (JUNE, 8)  # as at June's cut-off; nobody said more
    assert found.vanished == ()


@pytest.mark.parametrize(
    ("dates", "state", "days"),
    [
        ({"due_on": "2023-07-28"}, "open", None),
        ({"due_on": "2023-07-27"}, "open", 1),
        ({"due_on": "2023-06-28", "extended_to": "2023-07-20", **GRANTED}, "open", 8),
        ({"due_on": "2023-06-28", "extended_to": "2023-08-20", **GRANTED}, "open", None),
        ({"due_on": "2023-06-28", "extended_to": "2023-08-20"}, "open", 30),
        ({"extended_to": "2023-07-20", **GRANTED}, "open", 8),
        ({"due_on": "2023-06-28", "fixed_on": "2023-07-28"}, "fixed", None),
        ({"due_on": "2023-06-28", "fixed_on": "2023-07-29"}, "open", 30),
        ({"fixed_on": "2023-07-20", "closed_on": "2023-07-28"}, "closed", None),
        ({"fixed_on": "2023-07-20", "closed_on": "2023-07-29"}, "fixed", None),
        ({"due_on": ""}, "open", None),
    ],
)
def test_states_and_days_overdue(dates: Values, state: str, days: int | None) -> None:
    values = {k: v for k, v in (without(A, "due_on") | dates).items() if v}
    known = one(book({JULY: {"gas": [values]}}))
    assert (known.state, known.days_overdue) == (state, days)


def naive(months: Mapping[str, Rows]) -> dict[tuple[str, str], str]:
    """(sheet, id) -> the first month that has it, where every row has its own id, and none is renumbered."""
    first: dict[tuple[str, str], str] = {}
    for month in sorted(months):
        for sheet, rows in months[month].items():
            for values in rows:
                first.setdefault((sheet, values["hazard_id"]), month)
    return first


def with_ids(months: Mapping[str, Rows]) -> dict[str, Rows]:
    """Every row with an id of its own, the same in every month."""
    return {
        month: {
            sheet: [{**v, "hazard_id": f"{sheet}-{n}"} for n, v in enumerate(rows)]
            for sheet, rows in own.items()
        }
        for month, own in months.items()
    }


@pytest.mark.parametrize("seed", range(4))
def test_firsts_are_what_a_plain_loop_finds(seed: int) -> None:
    months = with_ids(campaign(seed, MONTHS, 5, 4))
    for upto in (2, 3):
        some = {m: months[m] for m in MONTHS[:upto]}
        told = {(h.entry.sector, h.values["hazard_id"]): h for h in book(some).hazards}
        assert {k: h.first_month for k, h in told.items()} == naive(some)
        assert {h.last_month for h in told.values()} == {MONTHS[upto - 1]}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_changes_nothing_but_the_order(seed: int) -> None:
    months = campaign(seed, MONTHS, 6, 3)
    months[JULY]["gas"] = [*months[JULY].get("gas", []), A, A]
    chance = random.Random(seed)
    mixed = {
        m: {s: chance.sample(list(rows), len(rows)) for s, rows in own.items()}
        for m, own in months.items()
    }

    def content(found: HazardBook) -> Counter[tuple[object, ...]]:
        return Counter(
            (h.followed, tuple(sorted(h.values.items())), h.first_month, h.state, h.days_overdue)
            for h in (*found.hazards, *found.vanished)
        )

    assert content(book(months)) == content(book(mixed))
    assert len(book(months).alike) == len(book(mixed).alike)


def test_no_row_is_lost_and_none_is_told_twice() -> None:
    months = campaign(3, MONTHS, 7)
    found = book(months)
    assert len(found.hazards) == sum(map(len, months[AUGUST].values()))
    keys = [h.key for h in (*found.hazards, *found.vanished)]
    assert len(keys) == len(set(keys))


def test_a_month_is_seen_from_itself_whatever_came_later() -> None:
    months = campaign(5, MONTHS, 5)
    release = release_with(months)
    early = release_with({m: months[m] for m in (JUNE, JULY)})
    assert hazard_book(release.history[:2], release.declared) == early.hazards


def test_ties_are_what_a_plain_loop_counts() -> None:
    months = campaign(1, (JUNE, JULY), 9)
    months[JULY]["gas"][0]["found_on"] = "2023-05-21"  # before the campaign
    release = release_with(months)
    known = declared().ledger
    assert known
    for t in tied(release.state, release.declared, known):
        rows = [v for v in months[JULY][t.sheet] if "2023-05-22" <= v["found_on"] <= "2023-07-28"]
        own = ["企业自查"] if t.indicator.startswith("self") else ["部门检查", "上级交办", "举报"]
        if t.indicator.startswith("listed"):
            rows = [v for v in rows if v.get("listed_level")]
        else:
            rows = [v for v in rows if v["source"] in own]
        if t.indicator.endswith("fixed"):
            rows = [v for v in rows if v.get("fixed_on", "9") <= "2023-07-28"]
        assert t.ledger == len(rows)
        assert t.form == float(release.figures[t.sheet][t.indicator])


def test_what_was_fixed_after_the_cutoff_ties_with_nothing_that_is_fixed() -> None:
    days = {"found_on": "2023-06-01", "source": "企业自查"}
    rows = [A | days | {"fixed_on": day} for day in ("2023-07-28", "2023-07-29")]
    release = release_with({JULY: {"gas": rows}})
    ties = {t.indicator: t.ledger for t in tied(release.state, release.declared, ledger())}
    assert (ties["self_found"], ties["self_fixed"]) == (2, 1)


def test_a_campaign_without_a_ledger_and_a_week_have_no_hazards() -> None:
    assert make_release(JULY).hazards == HazardBook(date(2023, 6, 29), date(2023, 7, 28), (), ())
    assert make_release("2023-W28").hazards is None
    bare = replace(declared(), ledger=None)
    release: Release = make_release(JULY, declarations=bare)
    assert release.hazards is None


def test_the_sectors_of_the_form_are_the_ones_that_have_rows() -> None:
    assert ledger().roles["id"] == "hazard_id"
    found = book({JUNE: {"fire": [A], "gas": []}})
    assert found.sectors == ("fire", "gas")
