"""What a sheet holds, kept small, is what the reader made of it."""

import math
import pickle
from array import array
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.compact import Headings, compact
from pipeline.model.entries import Entries, numbers_of
from pipeline.model.received import Entry, HeadingCell
from pipeline.model.sheet_numbers import Numbers
from tests.support.province import province, submissions

_NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)
_NUMBERS = st.one_of(
    st.just(math.nan), st.floats(allow_nan=False), st.integers(0, 10**9).map(float)
)


@st.composite
def _entries(draw: st.DrawFn) -> dict[str, Entry]:
    """Entries as a reader may make them, and such as none does."""
    found = {}
    for name in draw(_NAMES):
        value = draw(_NUMBERS)
        states = ["blank", "unreadable", "elsewhere"] if math.isnan(value) else ["number", "zero"]
        text = draw(st.sampled_from(["", "12", "12.0", "0", "（空）", repr(value)]))
        sheet, cell = draw(st.sampled_from(["燃气", "消防"])), draw(st.sampled_from(["D7", "E9"]))
        found[name] = Entry(name, sheet, cell, value, draw(st.sampled_from(states)), text)
    return found


@given(_entries())
def test_entries_are_those_of_the_reader_also_from_another_process(made: dict[str, Entry]) -> None:
    small = Entries.of(made)
    for kept in (small, pickle.loads(pickle.dumps(small)), Entries.of(small)):
        assert list(kept) == list(made)
        assert len(kept) == len(made)
        assert {name: _told(e) for name, e in kept.items()} == {
            k: _told(e) for k, e in made.items()
        }
    assert [list(made)[n] for n in small.counted()] == [
        name for name, e in made.items() if e.state in ("number", "zero")
    ]


def _told(entry: Entry) -> tuple[object, ...]:
    """An entry with its number to the last bit: 0 is not -0, and nothing is what is not a number."""
    return entry.indicator, entry.sheet, entry.cell, repr(entry.value), entry.state, entry.found


@given(_entries(), _NAMES)
def test_numbers_come_in_any_order_that_is_asked_for(
    made: dict[str, Entry], asked: list[str]
) -> None:
    small, names = Entries.of(made), tuple(asked)
    for order in (names, tuple(made)):
        expected = [repr(made[n].value) if n in made else "nan" for n in order]
        assert [repr(v) for v in numbers_of(small, order)] == expected
        assert [repr(v) for v in numbers_of(made, order)] == expected


def test_headings_are_those_of_the_reader() -> None:
    made = {"unit": HeadingCell("沂南县", "燃气", "C4"), "sector": HeadingCell("", "燃气", "")}
    for kept in (Headings.of(made), pickle.loads(pickle.dumps(Headings.of(made)))):
        assert dict(kept) == made
        assert kept == made


@given(st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1e9)), st.integers(1, 9))
def test_growth_per_period_is_worked_out_number_by_number(
    now: dict[str, float], periods: int
) -> None:
    then = {name: value / 2 for name, value in list(now.items())[1:]}
    grown = Numbers.of(now).grown(Numbers.of(then), periods)
    assert dict(grown) == {n: (now[n] - then[n]) / periods for n in now if n in then}
    first = Numbers.of(now).grown(None, periods)
    assert dict(first) == {n: v / periods for n, v in now.items()}


def test_what_is_no_number_is_not_among_numbers() -> None:
    numbers = Numbers({"a": 0, "b": 1}, array("d", [math.nan, 2.0]))
    assert dict(numbers) == {"b": 2.0}
    assert numbers.get("a") is None
    assert len(numbers) == 1


def test_a_submission_stays_what_it_is_at_a_fraction_of_the_size() -> None:
    made = list(submissions(province(20)))
    small = [compact(s) for s in made]
    for a, b in zip(made, small, strict=True):
        assert replace(a, sheets=()) == replace(b, sheets=())
        for one, other in zip(a.sheets, b.sheets, strict=True):
            assert dict(one.headings) == dict(other.headings)
            assert {n: _told(e) for n, e in one.entries.items()} == {
                n: _told(e) for n, e in other.entries.items()
            }
    assert len(pickle.dumps(small)) * 2.5 < len(pickle.dumps(made))
