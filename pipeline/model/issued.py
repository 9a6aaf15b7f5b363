"""What was issued: the record of each issue, and issued figures that are others now."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.record import record


@record
class Stamp:
    """What an issue is called: the n-th of its month; and what its papers print, None where nobody said."""

    n: int
    day: date | None
    number: int | None
    year: int


@record
class Restatement:
    """An issued figure that is another now; None is 未报. sheet: whose it is, empty for the total of all."""

    month: Period
    indicator: str
    sheet: str
    old: Decimal | None
    new: Decimal | None
    reason: str = ""


TotalTexts = tuple[str, str, str, str]  # value, previous, change, coverage as totals.csv has them


@record
class Issue:
    """One issue, as its record has it.

    order: its place among all issues of the workspace. words: how every sheet stood. files: path in the record ->
    sha256. figures (by sheet and indicator) and totals are those of its tables; counted: sheet -> the path of the
    workbook whose figures they are.
    """

    month: Month
    stamp: Stamp
    order: int
    sample: bool
    words: Mapping[str, str]
    restated: tuple[Restatement, ...]
    draft: str | None
    files: Mapping[str, str]
    figures: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    totals: Mapping[str, TotalTexts] = field(default_factory=dict)
    counted: Mapping[str, str] = field(default_factory=dict)


@record
class Damage:
    """A record that cannot be read: whose month, which one (0: all of the month), and why."""

    month: Month
    n: int
    why: str


@record
class Issues:
    """All issues in the order in which they were made, what is damaged, and what to say of what lies among them."""

    sound: tuple[Issue, ...] = ()
    damaged: tuple[Damage, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def months(self) -> set[str]:
        """The months of which something was issued."""
        return {str(i.month) for i in self.sound} | {str(d.month) for d in self.damaged}

    def newest(self, period: Period) -> Issue | None:
        """The issue of a month that holds; a week has none."""
        return next((i for i in reversed(self.sound) if i.month == period), None)

    @property
    def last(self) -> int:
        """The order of the newest issue of all; those that cannot be read have one too."""
        orders = [i.order for i in self.sound]
        return max([len(orders) + len(self.damaged), *orders])

    def hides(self, period: Period, *, alone: bool = False) -> bool:
        """Whether a damaged record may say another figure of a month than those that can be read.

        alone: of the month's own records; bulletins of later months may restate its figures too.
        """
        newest = self.newest(period)
        return any(
            (d.month > period and not alone)
            or (d.month == period and not (newest and 0 < d.n < newest.stamp.n))
            for d in self.damaged
        )

    def of_kind(self, *, sample: bool) -> "Issues":
        """Only what was issued from invented, or only from real forms: these never meet."""
        return Issues(
            tuple(i for i in self.sound if i.sample == sample), self.damaged, self.remarks
        )
