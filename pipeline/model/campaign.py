"""The dates of the campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from typing import Any

from pipeline.model.month import Month


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the campaign and what the bulletin asks for while it lasts."""

    name: str
    start: date
    end: date
    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """The dates of the campaign.

    final_cutoff: the day up to which the closing report counts. is_closing: whether the last month is seen as that
    report sees it.
    """

    name: str
    first_month: Month
    last_month: Month
    cumulative_from: date
    due_day: int
    resubmit_days: int
    offset: timezone
    stages: tuple[Stage, ...]
    document: Mapping[str, Any]
    final_cutoff: date
    is_closing: bool = False

    @property
    def months(self) -> list[Month]:
        """All reporting months, in order."""
        return self.first_month.until(self.last_month)

    def cutoff(self, month: Month) -> date:
        """The day up to which a month's figures run, which is also the day they are due."""
        if self.is_closing and month == self.last_month:
            return self.final_cutoff
        return month.day(self.due_day)

    def closing(self) -> "Campaign":
        """The campaign as its closing report sees it: forms of the last month count up to the final cut-off."""
        return replace(self, is_closing=True)

    def resubmit_by(self, month: Month) -> date:
        """By when missing and returned forms of a month are asked for."""
        return self.cutoff(month) + timedelta(days=self.resubmit_days)

    def since(self, month: Month) -> date:
        """The first day that is new in a month: the day after the cut-off before it."""
        if month <= self.first_month:
            return self.cumulative_from
        return self.cutoff(month.shift(-1)) + timedelta(days=1)

    def stage(self, day: date) -> Stage:
        """The stage in which a day lies; the last one after the end."""
        return next((s for s in self.stages if day <= s.end), self.stages[-1])
