"""What came in: files, what was read from them, and what is wrong with it."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.model.ledger import LedgerSheet
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.rollup import Record
from pipeline.model.work_reports import WorkReport


@record
class Finding:
    """One fault or remark, with its coordinates, in words for the person who can act.

    severity is error, warning or notice. value is what stands in the cell, as text; expected what should. waived and
    explanation are the office's and the unit's own words about it. also: findings not told because this one is: those
    that it gathers (it then has the place of the first, and no indicator) and those that follow from it.
    """

    rule: str
    severity: str
    audience: str
    sector: str | None
    sheet: str | None
    cell: str | None
    indicator: str | None
    value: str
    expected: str
    message: str
    waivable: bool = False
    waived: str = ""
    explanation: str = ""
    also: tuple["Finding", ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still asks for something: neither explained by the unit nor waived by the office."""
        return not (self.explanation or self.waived)


@record
class Arrival:
    """One entry of the inbox.

    data is None where it is not to be read, and empty where it is not held; fate is set where no parser is needed.
    """

    path: str
    sha256: str | None
    data: bytes | None
    received_at: datetime | None
    note: str
    fate: str | None = None
    findings: tuple[Finding, ...] = ()


@record
class Entry:
    """What one value cell holds. value is NaN unless state is number or zero.

    state: number, zero (a blank that the unit declared zero), blank, unreadable (a finding says why) or elsewhere
    (not to be filled on this sheet).
    """

    indicator: str
    sheet: str
    cell: str
    value: float
    state: str
    found: str


@record
class HeadingCell:
    """A heading as it stands on a sheet; text is empty where the cell is."""

    text: str
    sheet: str
    cell: str


@record
class SheetForm:
    """One sheet of a form. zero: its blanks were declared zero by the unit itself.

    kind: of its period, or of the one that was meant where nobody can tell which it is. partial: the indicators whose
    value is a sum in which somebody lacks, so that it cannot be compared with another period's.
    """

    sector: str
    sheet: str
    headings: Mapping[str, HeadingCell]
    entries: Mapping[str, Entry]
    period: Period | None
    kind: str
    zero: bool
    submitted: bool
    partial: tuple[str, ...] = ()


@record
class Submission:
    """One recognised workbook. ledger: None where it has no ledger of hazards, or none is filled.

    report: what its unit reports in words, if anything. record: of a published Annex 2, what it says of itself.
    """

    arrival: Arrival
    unit: str
    sample: bool
    saved_at: str
    sheets: tuple[SheetForm, ...]
    findings: tuple[Finding, ...]
    ledger: LedgerSheet | None = None
    report: WorkReport | None = None
    record: Record | None = None

    @property
    def path(self) -> str:
        """Where the workbook lies."""
        return self.arrival.path

    @property
    def submitted(self) -> tuple[SheetForm, ...]:
        """The sheets on which something was filled."""
        return tuple(s for s in self.sheets if s.submitted)

    @property
    def period(self) -> Period | None:
        """The period of its first submitted sheet (of its first sheet if none is)."""
        return next((s.period for s in (*self.submitted, *self.sheets)), None)

    @property
    def kind(self) -> str:
        """The kind of that sheet's period; a book without sheets is taken for a month's."""
        return next((s.kind for s in (*self.submitted, *self.sheets)), Month.kind)

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sectors that it submits."""
        return tuple(s.sector for s in self.submitted)


REFUSED = ("unreadable", "unrecognised")  # the fates of a file of which nobody knows whose it is

# What is made of a file of the inbox: a submission, or the file with its fate.
Read = Submission | Arrival
SheetKey = tuple[str, str]  # (path of the file, sheet id)
