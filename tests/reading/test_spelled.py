import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.roster import Unit
from pipeline.words.spelled import Spelled

NAMES = st.lists(st.text("区县公安", min_size=1, max_size=4), min_size=1, max_size=6, unique=True)


def by_hand(text: str, units: list[Unit]) -> list[str]:
    """Every name looked for in every place; one that lies inside a longer one does not count."""
    hits = [
        (m.start(), m.end(), unit.id)
        for unit in units
        for name in (unit.name, *unit.spellings)
        for m in re.finditer(f"(?={re.escape(name)})", text)
        for m in [re.compile(re.escape(name)).match(text, m.start())]
        if m
    ]
    whole = {
        unit
        for start, end, unit in hits
        if not any(s <= start and end <= z and (s, z) != (start, end) for s, z, _ in hits)
    }
    return [u.id for u in units if u.id in whole]


@given(NAMES, st.text("区县公安 ，", max_size=12))
def test_names_in_a_text_are_those_that_a_search_for_each_finds(
    names: list[str], text: str
) -> None:
    text = text.replace(" ", "").replace("，", ",")
    units = [Unit(f"u{n}", name, (), ()) for n, name in enumerate(names)]
    spelled = Spelled(units)
    assert [u.id for u in spelled.within(text)] == by_hand(text, units)
    whole = spelled.whole(text)
    assert (whole.name if whole else None) == (text if text in names else None)


def test_nothing_is_looked_for_in_what_is_no_heading() -> None:
    spelled = Spelled([Unit("a", "甲", (), ())])
    assert [u.id for u in spelled.within("甲" * 300)] == ["a"]
    assert spelled.within("甲" * 301) == []
