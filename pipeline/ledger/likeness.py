"""Hazards that may be one and the same, which the office alone can say: they are told, and never merged."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.ledger.following import Footprint

Pairs = tuple[tuple[str, str], ...]


def alike(now: Sequence[Footprint], gone: Sequence[Footprint]) -> Pairs:
    """Pairs of keys, each once, in the order of the hazards; of several that are alike each with the next.

    Alike are rows of one id that nothing tells apart; two hazards of one enterprise with the same description and day;
    and one that vanished with one that says the same, or whose id it had. gone: those that vanished.
    """
    order = {f.key: n for n, f in enumerate((*gone, *now))}
    pairs = {
        (a, b)
        for group in _groups(now, gone)
        for a, b in pairwise(sorted(dict.fromkeys(group), key=order.__getitem__))
    }
    return tuple(sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]])))


def _groups(now: Sequence[Footprint], gone: Sequence[Footprint]) -> Iterator[list[str]]:
    """Keys that go together, in groups of at least two, at least one of them still there."""
    alone = [f for f in now if f.followed == "alone" and f.base[1] != "row"]
    yield from _together((f.base, f.key) for f in alone)
    yield from _together(((*name, f.traits.found), f.key) for f in now for name in _names(f))
    lost = {name for f in gone for name in _names(f, ids=True)}
    gone_keys = {f.key for f in gone}
    for group in _together(
        (name, f.key) for f in (*gone, *now) for name in _names(f, ids=True) if name in lost
    ):
        if not gone_keys.issuperset(group):
            yield group


def _names(footprint: Footprint, *, ids: bool = False) -> Iterator[tuple[str, ...]]:
    """What a hazard may be recognised by: its description at an enterprise; its id, where that is asked for."""
    told = footprint.traits
    if told.description:
        yield from (
            (kind, who, told.description)
            for kind, who in (("code", told.code), ("name", told.name))
            if who
        )
    if ids and told.id:
        yield footprint.entry.sector, "id", told.id


def _together(named: Iterable[tuple[tuple[str, ...], str]]) -> list[list[str]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, key in named:
        groups.setdefault(name, []).append(key)
    return [keys for keys in groups.values() if len(keys) > 1]
