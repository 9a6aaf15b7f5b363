"""A reporting month."""

import re
from datetime import date, timedelta
from typing import ClassVar

from pipeline.model.period import FIRST_YEAR, LAST_YEAR, Period
from pipeline.model.record import record


@record
class Month(Period):
    """A calendar month; `str` gives 2023-07."""

    kind: ClassVar[str] = "月"
    plural: ClassVar[str] = "月份"
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """2023-07 as a month; ValueError for anything else, also for a year outside of the calendar."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        year, month = (int(match[1]), int(match[2])) if match else (0, 0)
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise ValueError(text)
        return cls(year, month)

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which a day lies."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        """2023-07."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def chinese(self) -> str:
        """2023年7月."""
        return f"{self.year}年{self.month}月"

    @property
    def short(self) -> str:
        """7月."""
        return f"{self.month}月"

    def shift(self, by: int) -> "Month":
        """The month so many months later (or earlier, if negative)."""
        ordinal = self.year * 12 + self.month - 1 + by
        return Month(ordinal // 12, ordinal % 12 + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.shift(1).first - timedelta(days=1)

    @property
    def months(self) -> list["Month"]:
        """Itself alone."""
        return [self]
