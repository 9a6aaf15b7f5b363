"""The rows of the ledgers that count in a month: of each sheet those in the workbook that counts for it."""

from collections.abc import Mapping

from pipeline.model.ledger import LedgerEntry, LedgerSheet
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
