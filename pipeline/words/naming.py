"""What people write for an indicator, a sector or a unit: id, official number, label and name all do."""

import re
from collections.abc import Iterable, Mapping

from pipeline.model.bulletin_plan import ShownColumn
from pipeline.model.form import Form, Indicator
from pipeline.model.roster import Roster, Sector, Unit
from pipeline.words.wording import inert, same_text

_ITEM = re.compile(r"([0-9]+)[-.·_‐–—−]([0-9]+)(.*)")  # 1-1, 1.1, 1—1, and what follows it
_QUOTES = re.compile("[\"'“”‘’]")
_UNIT = re.compile(r"\s*\([^()]*\)$")
_LETTERS = "abc"  # 3.2a: the first value of an item
_NEAREST = 5
# From which likeness on a name may have been meant: one of two characters; ids share letters by chance.
_ALIKE, _ALIKE_ID = 0.5, 0.7


def named_indicators(text: str, form: Form) -> list[Indicator]:
    """What a text names: one indicator, all of an item or label that holds several, or nothing."""
    key = _key(text)
    item = _ITEM.fullmatch(key)
    if item:
        mine = form.by_item.get(f"{int(item[1])}-{int(item[2])}", [])
        return [i for n, i in enumerate(mine) if _is_rest(item[3], n, i)]
    shared = [s.item for s in form.shared_items.values() if key in _keys(s.label)]
    if shared:
        return form.by_item[shared[0]]
    return [i for i in form.indicators.values() if key in _keys(i.id, i.name, i.label)]


def named_figure(text: str, form: Form, columns: Iterable[ShownColumn]) -> str | None:
    """The id of the measure of that name, or of what a column of that head shows; None where it is not one alone."""
    key = _key(text)
    found = {c.value for c in columns if key in _keys(c.head)}
    found |= {m.id for m in form.measures.values() if key in _keys(m.id, f"{m.name}({m.unit})")}
    return found.pop() if len(found) == 1 else None


def is_head(text: str, columns: Iterable[ShownColumn]) -> bool:
    """Whether a text is the head of one of these columns, with or without the unit in brackets."""
    return any(_key(text) in _keys(c.head) for c in columns)


def _is_rest(rest: str, number: int, indicator: Indicator) -> bool:
    """Whether what follows an item's number means its value `number`: nothing means all of them."""
    return rest in ("", _LETTERS[number : number + 1], *_keys(indicator.name, indicator.label))


def named_subject(text: str, roster: Roster) -> str | None:
    """The id of a sector, named by id, name, other spelling or number in Annex 1; the office's own sheet comes last."""
    in_order = (*roster.by_sector, *(k for k, s in roster.subjects.items() if s.own))
    numbers = {str(n): subject for n, subject in enumerate(in_order, 1)}
    key = _key(text)
    return numbers.get(key) or _named(key, roster.subjects.values())


def named_unit(text: str, roster: Roster) -> str | None:
    """The id of a unit, named by id, name or other spelling."""
    return _named(_key(text), roster.units.values())


def _named(key: str, entries: Iterable[Unit | Sector]) -> str | None:
    return next((e.id for e in entries if key in _keys(e.id, e.name, *e.spellings)), None)


def near_indicators(text: str, form: Form) -> list[str]:
    """The indicators most like a text, as 1-1 企业自查发现, and the measures, as 整改率."""
    known = {f"{i.item} {i.name}": _keys(i.id, i.name, i.label) for i in form.indicators.values()}
    known |= {m.name: _keys(m.id, m.name) for m in form.measures.values()}
    return _near(_key(text), known)


def near_names(text: str, entries: Iterable[Unit | Sector]) -> list[str]:
    """The names of the units or sectors most like a text."""
    return _near(_key(text), {e.name: _keys(e.id, e.name, *e.spellings) for e in entries})


def not_known(text: str, entries: Iterable[Unit | Sector]) -> str:
    """What is said of a name that is on no list, with those that may have been meant."""
    near = "、".join(f"“{name}”" for name in near_names(text, entries))
    meant = f"（是不是{near}？）" if near else ""
    return f"不认识“{inert(text, 200)}”{meant}，请写名单（schemas/roster.toml）里的名称"


def _near(key: str, known: Mapping[str, set[str]]) -> list[str]:
    """At most five: those that hold the text, then those that are written much like it."""
    from difflib import get_close_matches  # only after a slip

    holding = [shown for shown, keys in known.items() if key and any(key in k for k in keys)]
    least = _ALIKE_ID if key.isascii() else _ALIKE
    written = get_close_matches(key, sorted(set().union(*known.values())), 9, least)
    like = [shown for name in written for shown, keys in known.items() if name in keys]
    return list(dict.fromkeys([*holding, *like]))[:_NEAREST]


def full_name(indicator: Indicator) -> str:
    """An indicator as an office cites it: 1-1 企业自查发现的重大事故隐患（个）."""
    unit = f"（{indicator.unit}）" if indicator.unit else ""
    return f"{indicator.item} {_UNIT.sub('', indicator.label)}{unit}"


def _keys(*names: str) -> set[str]:
    """Names as they are compared; labels also without the unit in brackets."""
    keys = {_key(name) for name in names}
    return keys | {_UNIT.sub("", key) for key in keys}


def _key(text: str) -> str:
    """Without width, spaces, quotation marks and capitals."""
    return _QUOTES.sub("", same_text(text)).casefold()
