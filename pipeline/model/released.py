"""What a run has found out about a period: the state of every file and sector, the figures, the totals."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.hazards import HazardBook
from pipeline.model.issued import Restatement, Stamp
from pipeline.model.ledger import LedgerEntry
from pipeline.model.milestones import Task
from pipeline.model.period import Period
from pipeline.model.received import Finding
from pipeline.model.record import record
from pipeline.model.rollup import Below
from pipeline.model.work_reports import Reported


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
        return self.status in ("unreadable", "unrecognised")


@record
class SheetState:
    """How a sector (or the office's own sheet) stands in a period.

    state: accepted, returned or missing. word: 按时, 退回后补正, 迟报, 退回未补正 or 未报送. arrived is when the
    first file came, valid when the first valid one did; by_file_time asks a clerk to check a time near the deadline.
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

    def accepted(self, sheets: Mapping[str, object]) -> list[str]:
        """The accepted ones of some sheets, in their order."""
        return [s for s in sheets if self.sheets[s].state == "accepted"]


@record
class Total:
    """One indicator over all who report it; None where nobody did. previous and change: over those in both periods."""

    indicator: Indicator
    value: Decimal | None
    previous: Decimal | None
    change: Decimal | None
    accepted: int
    expected: int

    @property
    def coverage(self) -> str:
        """How many of those expected are in the total: 11/12."""
        return f"{self.accepted}/{self.expected}"


@record
class Gain:
    """What some sheets added between two cut-offs, by indicator. back: a sector that returns after a gap."""

    sheets: tuple[str, ...]
    first: date
    last: date
    back: bool
    values: Mapping[str, Decimal]


@record
class Release:
    """Everything the writers see. history holds all periods so far, oldest first; the last one is its own.

    figures: its accepted values, by sheet and indicator; sectors: the same by sector, over all who report it.
    known: the last accepted ones of sheets that are not in it. gains: the period's own figures. own: the office's
    own paragraphs, by the part that they close. issue: the issue that says the very same figures, if one does.
    restated: issued figures that are others now, each told once. hazards: None where the campaign has no ledger, or the
    release is a week's. milestones: those that a paper of the month tells of, as they stood on its due day. reports:
    what the accepted workbooks report in words. below: who is in the figures at the very bottom, where they are rolled
    up.
    """

    period: Period
    declared: Declarations
    sample: bool
    files: tuple[FileState, ...]
    history: tuple[PeriodState, ...]
    totals: Mapping[str, Total]
    figures: Mapping[str, Mapping[str, Decimal]]
    sectors: Mapping[str, Mapping[str, Decimal]]
    known: Mapping[str, Mapping[str, Decimal]]
    gains: tuple[Gain, ...]
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    issue: Stamp | None = None
    restated: tuple[Restatement, ...] = ()
    hazards: HazardBook | None = None
    milestones: tuple[Task, ...] = ()
    reports: tuple[Reported, ...] = ()
    below: Below | None = None

    @property
    def sample_note(self) -> str:
        """What everything that is made of invented figures says; empty where they are real."""
        return self.declared.form.sample_note if self.sample else ""

    @property
    def state(self) -> PeriodState:
        """The period itself."""
        return self.history[-1]
