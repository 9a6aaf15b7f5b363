"""How a period stands: the one status of every file, the state of every sheet, and the accepted values."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

import pandas as pd

from pipeline.model.ledger import LedgerEntry, LedgerRow
from pipeline.model.period import Period
from pipeline.model.received import REFUSED, Finding
from pipeline.model.record import record


@record
class FileState:
    """A file's one status in a run, and why.

    sectors: those that count from an accepted file, of any other file those that it submits. submitted: all sheets
    that it submits, the office's own included.
    """

    path: str
    sha256: str | None
    status: str
    unit: str | None
    sectors: tuple[str, ...]
    submitted: tuple[str, ...]
    period: Period | None
    received_at: datetime | None
    note: str
    on_time: bool | None
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether it could not be read, or is none of our forms: nobody knows whose it is."""
        return self.status in REFUSED


@record
class SheetState:
    """How a sector (or the office's own sheet) stands in a period.

    state: accepted, returned or missing. word: 按时, 退回后补正, 迟报, 退回未补正 or 未报送. arrived is when the
    first file came, valid when the first valid one did; by_file_time asks a clerk to check a time near the
    deadline, or one at which none of the sheet's files can have come.
    due is the day by whose end it was due, None where nobody said.
    """

    sheet: str
    state: str
    word: str
    file: str | None
    arrived: datetime | None
    valid: datetime | None
    by_file_time: bool
    due: date | None = None

    @property
    def on_time(self) -> bool:
        """Whether the first valid version came in time."""
        return self.word == "按时"


@record
class PeriodState:
    """A period settled. values: one row an accepted value (sheet_id, indicator, level, sector, unit, value, …).

    ledger: the rows of accepted ledgers, in the order of sectors, files and rows. ledger_sheets: the sheet ids whose
    counted workbook brings one. partial: by sheet id the indicators whose value lacks somebody; see SheetForm.
    """

    period: Period
    sheets: Mapping[str, SheetState]
    values: pd.DataFrame
    ledger: tuple[LedgerEntry, ...] = ()
    ledger_sheets: tuple[str, ...] = ()
    partial: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ledger_rows(self) -> dict[str, list[LedgerRow]]:
        """The rows of each ledger, by sheet id; none of one that has none."""
        rows: dict[str, list[LedgerRow]] = {sheet: [] for sheet in self.ledger_sheets}
        for entry in self.ledger:
            rows[entry.sector].append(entry.row)
        return rows

    def accepted(self, sheets: Mapping[str, object]) -> list[str]:
        """The accepted ones of some sheets, in their order."""
        return [s for s in sheets if self.sheets[s].state == "accepted"]
