"""Rows of one ledger that cannot be told apart (one id, or the same texts) and are fewer in a later ledger."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.ledger.findings import Worded, called
from pipeline.ledger.following import TraitsReader, is_another
from pipeline.ledger.known_again import RowIndex, indexed, may_be_there, names_said
from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.ledger import Ledger, LedgerRow, LedgerSheet
from pipeline.model.period import Period
from pipeline.words.faults import Place, word
from pipeline.words.wording import listing

LedgerRows = Sequence[LedgerRow]
_Key = tuple[str, ...]
FEWER = "hazards_fewer"  # the case of the ledger's rules
_MOST_NAMED = 5


def fewer_rows(
    before: LedgerRows, now: LedgerRows, ledger: Ledger
) -> Iterator[tuple[LedgerRows, LedgerRows]]:
    """(the rows before, those now that may be them) wherever these are fewer, in the order of before.

    Which of them went nobody can say. Where none is left each has vanished, and that is told of each.
    """
    read = TraitsReader(ledger)
    old, new = indexed(before, read), indexed(now, read)
    for group in _inseparable(before, old):
        there = [row for row in group if may_be_there(row, old, new)]
        left = _left(there, old, new)
        if 0 < len(left) < len(there):
            yield there, [left[number] for number in sorted(left)]


def told_fewer(
    before: LedgerRows, now: LedgerRows, sheet: LedgerSheet, period: Period, declared: Declarations
) -> Worded:
    """What is told of that, at the first of the rows that are left; the period is that of before."""
    assert declared.ledger
    ledger, (first, *_) = declared.ledger, now
    column = ledger.columns[ledger.roles["id"]]
    words = {
        "before_month": period.chinese,
        "hazard": called(before[0], ledger),
        "row": str(first.number),
        "column": column.label,
        "value": _counted(now),
        "was": _counted(before),
    }
    place = Place(before[0].sector, sheet.sheet, sheet.cell(first, column.id) or None)
    return word(declared.ledger_rule(FEWER), words, place, found=words["value"]), words


def _counted(rows: LedgerRows) -> str:
    """2行（第4、21行）."""
    more = "等" if len(rows) > _MOST_NAMED else ""
    return f"{len(rows)}行（第{listing(str(r.number) for r in rows[:_MOST_NAMED])}行{more}）"


def _left(there: LedgerRows, old: RowIndex, new: RowIndex) -> Mapping[int, LedgerRow]:
    """The rows of now that may be one of some before, by their number: they say the same, or have the id of one."""
    names = {name for row in there for name in names_said(old.told[row.number])}
    left = {r.number: r for name in names for r in new.by_name.get(name, ())}
    for number, rows in grouped(there, lambda row: old.told[row.number].id).items():
        others = [r for r in new.by_id.get(number, ()) if r.number not in left]
        for other in others:  # few: most say the same still
            told = new.told[other.number]
            if any(not is_another(old.told[row.number], told) for row in rows):
                left[other.number] = other
    return left


def _inseparable(rows: LedgerRows, index: RowIndex) -> Iterator[LedgerRows]:
    """Rows that share an id or what they say, in groups of at least two; also those that a third row links."""
    above: dict[_Key, _Key] = {}

    def top(key: _Key) -> _Key:
        while (upper := above.setdefault(key, key)) != key:
            above[key] = above[upper]
            key = above[key]
        return key

    keyed = [(row, keys) for row in rows if (keys := _keys(row, index))]
    for _, keys in keyed:
        for other in keys[1:]:
            above[top(other)] = top(keys[0])
    for group in grouped(keyed, lambda of: top(of[1][0])).values():
        if len(group) > 1:
            yield [row for row, _ in group]


def _keys(row: LedgerRow, index: RowIndex) -> list[_Key]:
    told = index.told[row.number]
    return [*([(told.id,)] if told.id else []), *names_said(told)]
