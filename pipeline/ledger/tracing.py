"""A hazard through the months: its file, sheet and row, and what every ledger changed of it, cell by cell."""

from collections.abc import Iterator, Mapping

from pipeline.ledger.following import Footprint, follow
from pipeline.ledger.names import squeezed
from pipeline.model.hazards import Hazard
from pipeline.model.ledger import LedgerEntry
from pipeline.model.record import record
from pipeline.model.released import Release


@record
class Change:
    """A cell of a row: its column, its place, what it held the month before and what it holds; empty for nothing."""

    label: str
    cell: str
    before: str
    now: str


@record
class Step:
    """A hazard in a month's ledger; changes: against the ledger before, of the first one all that it says."""

    month: str
    entry: LedgerEntry
    changes: tuple[Change, ...]


@record
class HazardTrace:
    """The history of a hazard, oldest first; vanished: its sector's newest ledger no longer has it."""

    hazard: Hazard
    vanished: bool
    steps: tuple[Step, ...]


def trace_hazards(name: str, release: Release) -> list[HazardTrace]:
    """The hazards that are called by a number: their own id, or the key under which the database has them."""
    book, ledger = release.hazards, release.declared.ledger
    asked = squeezed(name)
    if book is None or ledger is None or not asked:
        return []
    column = ledger.roles["id"]
    all_ = [*((h, False) for h in book.hazards), *((h, True) for h in book.vanished)]
    found = [
        (h, gone)
        for h, gone in all_
        if asked in (squeezed(h.values.get(column, "")), squeezed(h.key))
    ]
    if not found:
        return []
    prints = _by_key(release)
    return [HazardTrace(h, gone, tuple(_steps(prints[h.key], release))) for h, gone in found]


def _by_key(release: Release) -> Mapping[str, list[tuple[str, Footprint]]]:
    """The rows of every hazard with their months, oldest first."""
    assert release.declared.ledger
    rows: dict[str, list[tuple[str, Footprint]]] = {}
    for month, sheets in follow(release.history, release.declared.ledger).months.items():
        for footprint in (f for own in sheets.values() for f in own):
            rows.setdefault(footprint.key, []).append((month, footprint))
    return rows


def _steps(rows: list[tuple[str, Footprint]], release: Release) -> Iterator[Step]:
    before: Mapping[str, str] = {}
    for month, footprint in rows:
        entry = footprint.entry
        yield Step(month, entry, tuple(_changes(before, entry, release)))
        before = entry.row.values


def _changes(before: Mapping[str, str], entry: LedgerEntry, release: Release) -> Iterator[Change]:
    assert release.declared.ledger
    for name, column in release.declared.ledger.columns.items():
        was, now = before.get(name, ""), entry.row.values.get(name, "")
        if was != now:
            yield Change(column.label, entry.ledger.cell(entry.row, name), was, now)
