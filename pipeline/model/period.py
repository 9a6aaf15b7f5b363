"""What a form reports on: the protocol that months and weeks share."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, timedelta
from functools import total_ordering
from typing import ClassVar, Self

# Excel's calendar begins in 1900; Python's ends with 9999, and of every period the next one's days are counted too.
FIRST_YEAR, LAST_YEAR = 1900, 9998


@total_ordering
class Period(ABC):
    """A reporting period, ordered in time among those of its own kind; `str` is its folder's name.

    kind is what an office calls one of them, 月 or 周: periods are compared, added up and chosen within one kind.
    plural is what it calls several.
    """

    __slots__ = ()
    kind: ClassVar[str]
    plural: ClassVar[str]
    year: int

    @abstractmethod
    def __str__(self) -> str:
        """As in folder names and in every file."""

    @property
    @abstractmethod
    def first(self) -> date:
        """Its first day."""

    @property
    @abstractmethod
    def last(self) -> date:
        """Its last day."""

    @property
    @abstractmethod
    def chinese(self) -> str:
        """As an office writes it."""

    @property
    @abstractmethod
    def short(self) -> str:
        """Inside one year."""

    @property
    @abstractmethod
    def months(self) -> Sequence["Period"]:
        """The months in which its days lie."""

    @abstractmethod
    def shift(self, by: int) -> Self:
        """The period so many later (or earlier, if negative)."""

    @classmethod
    @abstractmethod
    def of(cls, day: date) -> Self:
        """The period in which a day lies."""

    def __lt__(self, other: "Period") -> bool:
        """Earlier in time; between a month and a week there is no order."""
        # By name, which begins with four digits of the year: a form may name a year that no calendar has.
        return str(self) < str(other) if self.kind == other.kind else NotImplemented

    def day(self, number: int) -> date:
        """One of its days, counted from 1; the last one where it is shorter."""
        return min(self.first + timedelta(days=number - 1), self.last)

    def until(self, last: Self) -> list[Self]:
        """All periods from this one to `last`, both included."""
        periods, at = [], self
        while at <= last:
            periods.append(at)
            at = at.shift(1)
        return periods
