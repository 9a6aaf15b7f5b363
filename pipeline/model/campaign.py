"""The dates of the campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from pipeline.model.month import Month
from pipeline.model.period import FIRST_YEAR, LAST_YEAR, Period
from pipeline.model.record import record


@record
class Stage:
    """A stage of the campaign and what the bulletin asks for while it lasts."""

    name: str
    start: date
    end: date
    demands: tuple[str, ...]


@record
class Schedule:
    """When the forms of all periods of one kind are asked for.

    cutoff_day: the day of a period up to which its figures run, counted from 1. due_days: how many days later forms are
    due. resubmit_days: how many days after that a unit has to send what is missing or was returned. grace_days: for how
    many days of the next period a form that comes in is taken to be meant for this one.
    """

    first: Period
    last: Period
    cutoff_day: int
    due_days: int
    resubmit_days: int
    grace_days: int


@record
class Campaign:
    """The dates of the campaign.

    due_day: the day of a month by which its forms are due, with figures up to it; due_next_month: instead, the day of
    the month after, with figures up to the month's end. final_cutoff: the day up to which the closing report counts.
    is_closing: whether the last month is seen as that report sees it.
    """

    name: str
    first_month: Month
    last_month: Month
    cumulative_from: date
    due_day: int
    resubmit_days: int
    weekly: Schedule
    offset: timezone
    stages: tuple[Stage, ...]
    document: Mapping[str, Any]
    final_cutoff: date
    is_closing: bool = False
    due_next_month: int = 0

    @property
    def monthly(self) -> Schedule:
        """When the forms of months are asked for: up to and by the due day, or after the month's end."""
        days = self.resubmit_days
        later = self.due_next_month
        if later:
            return Schedule(self.first_month, self.last_month, 31, later, days, later + days)
        return Schedule(self.first_month, self.last_month, self.due_day, 0, days, grace_days=0)

    @property
    def months(self) -> list[Month]:
        """All reporting months, in order."""
        return self.first_month.until(self.last_month)

    def called(self, period: Period) -> str:
        """A period among others of the campaign: 7月, with its year where the campaign has two of such a month."""
        return period.chinese if self.has_two_of_a_month else period.short

    @property
    def has_two_of_a_month(self) -> bool:
        """Whether a month without its year may be one of two."""
        return self.first_month.shift(12) <= self.last_month

    def closing(self) -> "Campaign":
        """The campaign as its closing report sees it: forms of the last month count up to the final cut-off."""
        return replace(self, is_closing=True)

    def schedule(self, kind: str) -> Schedule:
        """When forms for a kind of period (月 or 周) are asked for."""
        return self.monthly if kind == Month.kind else self.weekly

    def periods_like(self, period: Period) -> Sequence[Period]:
        """All reporting periods of the same kind, in order."""
        schedule = self.schedule(period.kind)
        return schedule.first.until(schedule.last)

    def has(self, period: Period | None) -> bool:
        """Whether forms are asked for a period."""
        if period is None:
            return False
        schedule = self.schedule(period.kind)
        return schedule.first <= period <= schedule.last

    def is_first(self, period: Period) -> bool:
        """Whether there is no period before it to compare with."""
        return period == self.schedule(period.kind).first

    def cutoff(self, period: Period) -> date:
        """The day up to which a period's figures run."""
        if self.is_closing and period == self.last_month:
            return self.final_cutoff
        return period.day(self.schedule(period.kind).cutoff_day)

    def due(self, period: Period) -> date:
        """The day by the end of which a period's forms are due."""
        return self.cutoff(period) + timedelta(days=self.schedule(period.kind).due_days)

    def resubmit_by(self, period: Period) -> date:
        """By when missing and returned forms of a period are asked for."""
        return self.due(period) + timedelta(days=self.schedule(period.kind).resubmit_days)

    def since(self, period: Period) -> date:
        """The first day that is new in a period: the day after the cut-off before it."""
        if period <= self.schedule(period.kind).first:
            return self.cumulative_from
        return self.cutoff(period.shift(-1)) + timedelta(days=1)

    def came_in(self, day: date, kind: str) -> Period:
        """The period (of a kind) for which a form that came on a day was meant, as far as the day tells."""
        schedule = self.schedule(kind)
        known = min(max(day, date(FIRST_YEAR, 2, 1)), date(LAST_YEAR, 12, 1))  # clocks say anything
        return schedule.first.of(known - timedelta(days=schedule.grace_days))

    def precedes(self, moment: datetime) -> bool:
        """Whether a time lies before all that is counted, so that no form can have come then."""
        return moment.date() < self.cumulative_from

    def stage(self, day: date) -> Stage:
        """The stage in which a day lies; the last one after the end."""
        return next((s for s in self.stages if day <= s.end), self.stages[-1])
