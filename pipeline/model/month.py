"""A reporting month."""

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

# Excel's calendar begins in 1900; Python's ends with 9999, and of every month the next one's days are counted too.
_FIRST_YEAR, _LAST_YEAR = 1900, 9998


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, ordered in time; `str` gives 2023-07."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """2023-07 as a month; ValueError for anything else, also for a year outside of the calendar."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        year, month = (int(match[1]), int(match[2])) if match else (0, 0)
        if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):
            raise ValueError(text)
        return cls(year, month)

    def __str__(self) -> str:
        """As in folder names and in every file: 2023-07."""
        return f"{self.year:04d}-{self.month:02d}"

    def __lt__(self, other: "Month") -> bool:
        """Earlier in time."""
        return (self.year, self.month) < (other.year, other.month)

    @property
    def chinese(self) -> str:
        """As an office writes it: 2023年7月."""
        return f"{self.year}年{self.month}月"

    @property
    def short(self) -> str:
        """Inside one year: 7月."""
        return f"{self.month}月"

    def shift(self, months: int) -> "Month":
        """The month so many months later (or earlier, if negative)."""
        ordinal = self.year * 12 + self.month - 1 + months
        return Month(ordinal // 12, ordinal % 12 + 1)

    def day(self, day: int) -> date:
        """A day of this month; the last one where the month is shorter."""
        last = (self.shift(1).first - self.first).days
        return date(self.year, self.month, min(day, last))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def until(self, last: "Month") -> list["Month"]:
        """All months from this one to `last`, both included."""
        count = (last.year - self.year) * 12 + last.month - self.month + 1
        return [self.shift(n) for n in range(count)]
