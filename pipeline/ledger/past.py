"""A sheet's ledger against that of its newest earlier period: what is gone, open again, or found on another day.

What cannot be told for certain is not told: that a list was numbered anew makes nothing disappear.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from pipeline.ledger.fewer import FEWER, fewer_rows, told_fewer
from pipeline.ledger.findings import Worded, called, told_together
from pipeline.ledger.following import TraitsReader
from pipeline.ledger.known_again import indexed, may_be_there, same_row
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerRow, LedgerSheet
from pipeline.model.period import Period
from pipeline.model.received import Finding, Submission
from pipeline.model.record import record
from pipeline.model.states import PeriodState
from pipeline.words.faults import Place, word
from pipeline.words.wording import chinese_date, inert

_LONGEST = 20  # of a description beside an id
Difference = tuple[str, str, LedgerRow | None, LedgerRow]


@record
class EarlierLedger:
    """The rows of a sheet's newest accepted ledger, and of which period it was."""

    period: Period
    rows: tuple[LedgerRow, ...]


def next_ledgers(
    before: Mapping[str, EarlierLedger], state: PeriodState
) -> dict[str, EarlierLedger]:
    """What the ledgers of later periods are compared with, by sheet id, once a period is settled."""
    rows = state.ledger_rows.items()
    return {**before, **{s: EarlierLedger(state.period, tuple(own)) for s, own in rows}}


def check_past(
    submission: Submission, sheet: str, before: EarlierLedger | None, declared: Declarations
) -> list[Finding]:
    """What a sheet's rows say otherwise than they did before; nothing where either has no ledger."""
    ledger, period = submission.ledger, submission.period
    if ledger is None or declared.ledger is None or before is None or period is None:
        return []
    if period.kind != before.period.kind or period <= before.period:
        return []
    # A row of which nobody can tell the sheet may be one of this sheet.
    rows = tuple(row for row in ledger.rows if row.sector in (sheet, ""))
    shared = _shared_ids([*before.rows, *rows], declared.ledger)
    found = [
        _worded(difference, shared, ledger, sheet, before.period, declared)
        for difference in compare(before.rows, rows, declared.ledger)
        if declared.applies(declared.ledger_rule(difference[0]), sheet, period)
    ]
    if declared.applies(declared.ledger_rule(FEWER), sheet, period):
        fewer = fewer_rows(before.rows, rows, declared.ledger)
        found += [told_fewer(were, left, ledger, before.period, declared) for were, left in fewer]
    return told_together(found, declared)


def compare(
    before: Sequence[LedgerRow], now: Sequence[LedgerRow], ledger: Ledger
) -> Iterator[Difference]:
    """(case, role of the column, the row now, the row before) of all that is not as it was, in the order of before."""
    read = TraitsReader(ledger)
    old, new = indexed(before, read), indexed(now, read)
    for row in before:
        same = same_row(row, old, new)
        if same is None:
            if not may_be_there(row, old, new):
                yield "hazard_vanished", "id", None, row
            continue
        open_again = (r for r in ("closed", "fixed") if _said(row, r, ledger))
        role = next(open_again, None)
        if role and not _is_filled(same, role, ledger):
            yield "hazard_reopened", role, same, row
        days = {_said(r, "found", ledger) for r in (row, same)}
        if len(days) == 2 and "" not in days:
            yield "hazard_redated", "found", same, row


def _said(row: LedgerRow, role: str, ledger: Ledger) -> str:
    return row.values.get(ledger.roles[role], "")


def _is_filled(row: LedgerRow, role: str, ledger: Ledger) -> bool:
    column = ledger.roles[role]
    return column in row.values or column in row.unreadable


def _shared_ids(rows: Sequence[LedgerRow], ledger: Ledger) -> set[str]:
    """The ids that more hazards had or have than one."""
    said = {(_said(r, "id", ledger), _said(r, "description", ledger)) for r in rows}
    times = Counter(number for number, _ in said if number)
    return {number for number, count in times.items() if count > 1}


def _called(row: LedgerRow, shared: Collection[str], ledger: Ledger) -> str:
    """A hazard by its id; by its description too where the id alone would name others that are still there."""
    name, number = called(row, ledger), _said(row, "id", ledger)
    description = inert(_said(row, "description", ledger), _LONGEST)
    return f"{name}（{description}）" if number in shared and description else name


def _worded(
    difference: Difference,
    shared: Collection[str],
    ledger_sheet: LedgerSheet,
    sheet: str,
    period: Period,
    declared: Declarations,
) -> Worded:
    """A difference in the words of its rule, at the cell of now, if there is one."""
    assert declared.ledger
    case, role, now, before = difference
    ledger, rule = declared.ledger, declared.ledger_rule(case)
    column = ledger.columns[ledger.roles[role]]
    value = _shown(_said(now, role, ledger)) if now else ""
    words = {
        "before_month": period.chinese,
        "hazard": _called(before, shared, ledger),
        "row": str(now.number) if now else "",
        "column": column.label,
        "value": value,
        "was": _shown(_said(before, role, ledger)),
    }
    cell = ledger_sheet.cell(now, column.id) if now else ""
    return word(rule, words, Place(sheet, ledger_sheet.sheet, cell or None), found=value), words


def _shown(text: str) -> str:
    """A date as an office writes it, any other text as it is."""
    try:
        return chinese_date(date.fromisoformat(text))
    except ValueError:
        return inert(text)
