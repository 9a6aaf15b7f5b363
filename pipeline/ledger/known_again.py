"""Which row of a later ledger is certainly the one of an earlier ledger, and which one may be.

A row is known again by its id, where only one row of each ledger has it, or by its enterprise (code or else name) and
its description. A list that was numbered anew makes nothing certain.
"""

from collections.abc import Sequence

from pipeline.ledger.following import Traits, TraitsReader, is_another
from pipeline.model.ledger import LedgerRow
from pipeline.model.record import record

Name = tuple[str, str]  # an enterprise (its code or its name) and a description


@record
class RowIndex:
    """Rows by what tells them. told: by the row's number; by_name: by enterprise (code or name) and description."""

    told: dict[int, Traits]
    by_id: dict[str, list[LedgerRow]]
    by_name: dict[Name, list[LedgerRow]]


def indexed(rows: Sequence[LedgerRow], read: TraitsReader) -> RowIndex:
    """The rows of one ledger by what tells them."""
    index = RowIndex({}, {}, {})
    for row in rows:
        told = index.told[row.number] = read.of(row)
        if told.id:
            index.by_id.setdefault(told.id, []).append(row)
        for name in names_said(told):
            index.by_name.setdefault(name, []).append(row)
    return index


def _by_name(told: Traits) -> Name:
    return told.code or told.name, told.description


def same_row(row: LedgerRow, old: RowIndex, new: RowIndex) -> LedgerRow | None:
    """The one row now that is certainly the one before; None where there is none, or several."""
    told = old.told[row.number]
    if told.id:
        same = new.by_id.get(told.id, [])
        alone = len(same) == len(old.by_id[told.id]) == 1
        return same[0] if alone and not is_another(told, new.told[same[0].number]) else None
    same = new.by_name.get(_by_name(told), [])
    alone = len(same) == len(old.by_name.get(_by_name(told), [])) == 1
    return same[0] if alone and not new.told[same[0].number].id else None


def may_be_there(row: LedgerRow, old: RowIndex, new: RowIndex) -> bool:
    """Whether a row of now may be the one before, or nothing tells that one."""
    told = old.told[row.number]
    said = names_said(told)
    if any(name in new.by_name for name in said) or not (told.id or said):
        return True
    return any(not is_another(told, new.told[r.number]) for r in new.by_id.get(told.id, []))


def names_said(told: Traits) -> list[Name]:
    """The description of a row at each name of its enterprise; none where it does not say both."""
    who = dict.fromkeys((told.code, told.name)) if told.description else ()
    return [(name, told.description) for name in who if name]
