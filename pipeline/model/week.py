"""A reporting week."""

import re
from datetime import date, timedelta
from typing import ClassVar

from pipeline.model.month import Month
from pipeline.model.period import FIRST_YEAR, LAST_YEAR, Period
from pipeline.model.record import record

_SUNDAY = timedelta(days=6)


@record
class Week(Period):
    """A week from Monday to Sunday, numbered as ISO 8601 has it; `str` gives 2023-W28."""

    kind: ClassVar[str] = "周"
    plural: ClassVar[str] = "周"
    year: int
    week: int

    @classmethod
    def parse(cls, text: str) -> "Week":
        """2023-W28 as a week; ValueError for anything else, also for a week that its year does not have."""
        match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise ValueError(text)
        return cls.of(date.fromisocalendar(int(match[1]), int(match[2]), 1))

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week in which a day lies; around New Year its year may be the other one."""
        year, week, _ = day.isocalendar()
        return cls(year, week)

    def __str__(self) -> str:
        """2023-W28."""
        return f"{self.year:04d}-W{self.week:02d}"

    @property
    def chinese(self) -> str:
        """By its days: 2023年7月10日至16日."""
        return f"{self.first.year}年{self.short}"

    @property
    def short(self) -> str:
        """7月10日至16日."""
        first, last = self.first, self.last
        year = f"{last.year}年" if last.year != first.year else ""
        month = f"{last.month}月" if last.month != first.month else ""
        return f"{first.month}月{first.day}日至{year}{month}{last.day}日"

    def shift(self, by: int) -> "Week":
        """The week so many weeks later (or earlier, if negative)."""
        return Week.of(self.first + timedelta(weeks=by))

    @property
    def first(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + _SUNDAY

    @property
    def months(self) -> list[Month]:
        """The month of its days, or both months."""
        return Month.of(self.first).until(Month.of(self.last))
