"""Hazards from month to month: which row of a ledger is the one that an earlier ledger had. Nothing is guessed.

A row is followed by its id within its sector: two clerks of one unit may both count from 1. Two rows of one sector
and month with the same id are each followed by nothing, as nobody can say which is which. An id that comes back with
two of enterprise, day of finding and description changed is taken for another hazard's: a list was numbered anew.
A row without an id is followed by its enterprise (code or else name) and its description, word for word.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from pipeline.model.ledger import Ledger, LedgerEntry, LedgerRow
from pipeline.model.states import PeriodState

Base = tuple[str, ...]  # what a row is followed by: its sector, how, and the texts
_AT_ODDS = 2  # of the things that tell a hazard, so many must differ to overrule its id
_DIGITS, _LONGEST_ID = 16, 60


class Traits(NamedTuple):
    """What tells a row, widths and spaces aside; empty where it is not said."""

    id: str
    code: str
    name: str
    description: str
    found: str

    @property
    def enterprise(self) -> tuple[str, ...]:
        """The enterprise by its code or else its name; empty where neither is said."""
        return ("code", self.code) if self.code else ("name", self.name) if self.name else ()


class Footprint(NamedTuple):
    """A hazard in one month. base: what it is followed by, shared by rows that cannot be told apart."""

    key: str
    followed: str
    base: Base
    traits: Traits
    entry: LedgerEntry


@dataclass(slots=True)
class Trail:
    """All hazards by month and sheet, and the months in which a sheet had a ledger at all, oldest first.

    first: the first month of each key.
    """

    months: dict[str, Mapping[str, Sequence[Footprint]]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)


class TraitsReader:
    """Reads what tells a row; the same texts come back every month."""

    def __init__(self, ledger: Ledger) -> None:
        """Look up the columns once."""
        self.columns = [
            ledger.roles[r] for r in ("id", "code", "enterprise", "description", "found")
        ]
        self.known: dict[str, str] = {"": ""}

    def of(self, row: LedgerRow) -> Traits:
        """What tells a row."""
        return Traits(*(self._same(row.values.get(c, "")) for c in self.columns))

    def _same(self, text: str) -> str:
        same = self.known.get(text)
        if same is None:
            same = self.known[text] = "".join(unicodedata.normalize("NFKC", text).split())
        return same


def follow(history: Iterable[PeriodState], ledger: Ledger) -> Trail:
    """The hazards of all months so far, oldest first, each under the key that it keeps."""
    trail, known, read = Trail(), dict[Base, Footprint](), TraitsReader(ledger)
    for state in history:
        month = str(state.period)
        sheets: dict[str, list[Footprint]] = {sheet: [] for sheet in state.ledger_sheets}
        for footprint in _of_month(state.ledger, month, known, read):
            sheets[footprint.entry.sector].append(footprint)
            trail.first.setdefault(footprint.key, month)
        trail.months[month] = sheets
    return trail


def _of_month(
    entries: Sequence[LedgerEntry], month: str, known: dict[Base, Footprint], read: TraitsReader
) -> Iterator[Footprint]:
    traits = [read.of(entry.row) for entry in entries]
    bases = [_base(entry.sector, t) for entry, t in zip(entries, traits, strict=True)]
    times = Counter(bases)
    for entry, told, base in zip(entries, traits, bases, strict=True):
        if times[base] > 1 or base[1] == "row":
            key = f"{entry.sector}:{month}:{entry.row.number}"
            yield Footprint(key, "alone", base, told, entry)
        else:
            known[base] = _followed(entry, told, base, month, known.get(base))
            yield known[base]


def _base(sector: str, told: Traits) -> Base:
    if told.id:
        return sector, "id", told.id
    if told.enterprise and told.description:
        return sector, "description", *told.enterprise, told.description
    return sector, "row"  # the number is in its key; nothing follows it


def _followed(
    entry: LedgerEntry, told: Traits, base: Base, month: str, before: Footprint | None
) -> Footprint:
    key = before.key if before else _key(base)
    if before and base[1] == "id" and is_another(before.traits, told):
        key = f"{_key(base)} {month}"  # no id holds a space
    return Footprint(key, base[1], base, told, entry)


def _key(base: Base) -> str:
    """A plain id as it is; of any other, and of enterprise and description, a number of fixed length."""
    if base[1] == "id" and base[2].isprintable() and len(base[2]) <= _LONGEST_ID:
        return f"{base[0]}#{base[2]}"
    digest = sha256(repr(base[1:]).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
    return f"{base[0]}~{digest}"


def is_another(before: Traits, now: Traits) -> bool:
    """Whether so much of what tells a hazard has changed that its id alone proves nothing."""
    by_code = before.code and now.code
    enterprise = (before.code, now.code) if by_code else (before.name, now.name)
    pairs = (enterprise, (before.description, now.description), (before.found, now.found))
    return sum(bool(a and b and a != b) for a, b in pairs) >= _AT_ODDS
