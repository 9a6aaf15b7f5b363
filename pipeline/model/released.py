"""What a run has found out about a period: all that its papers are made from, the totals among it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.hazards import HazardBook
from pipeline.model.issued import Restatement, Stamp
from pipeline.model.milestones import Task
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.rollup import Below
from pipeline.model.states import FileState, PeriodState
from pipeline.model.work_reports import Reported


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
    let_pass: what the office let pass, by month and sheet.
    was_issued: whether the period was issued at all. restated: issued figures that are others now, each told once.
    hazards: None where the campaign has no ledger, or the release is a week's. milestones: those that a paper of the
    month tells of, as they stood on its due day. reports: what the accepted workbooks report in words. below: who is in
    the figures at the very bottom, where they are rolled up.
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
    let_pass: Mapping[tuple[Period, str], str] = field(default_factory=dict)
    issue: Stamp | None = None
    was_issued: bool = False
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
