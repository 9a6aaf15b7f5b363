"""Which ledgers count: in a month, of each sheet the rows in the workbook that counts for it."""

from collections.abc import Iterable, Mapping

from pipeline.model.campaign import Campaign
from pipeline.model.ledger import LedgerEntry, LedgerSheet
from pipeline.model.period import Period
from pipeline.model.received import Submission
from pipeline.model.roster import Roster

Counted = Mapping[str, tuple[str, LedgerSheet | None]]


def accepted_ledgers(
    counted: Counted, roster: Roster
) -> tuple[tuple[LedgerEntry, ...], tuple[str, ...]]:
    """The rows that count, in the order of sheets and rows, and the sheets whose workbook brings a ledger.

    counted: of each accepted sheet the file that counts for it, and its ledger. Rows about other sheets than those
    that count from a file are not used.
    """
    entries, sheets = list[LedgerEntry](), list[str]()
    for sheet, (file, ledger) in counted.items():
        if ledger is not None:
            unit = roster.sheets[sheet].unit
            sheets.append(sheet)
            entries += [
                LedgerEntry(sheet, unit, file, ledger, row)
                for row in ledger.rows
                if row.sector == sheet
            ]
    return tuple(entries), tuple(sheets)


def last_with_ledger(
    submissions: Iterable[Submission], period: Period, campaign: Campaign
) -> Period:
    """The newest period with a ledger, at least `period`: whichever month is published, all hazards are known."""
    later = (s.period for s in submissions if s.ledger and s.kind == period.kind)
    return max([period, *(p for p in later if p and campaign.has(p))])
