"""By when forms are due."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from pipeline.decisions import Decision
from pipeline.model.declared import Declarations
from pipeline.model.month import Month


class Deadlines:
    """By when a month's sheets were due, with the office's extensions."""

    def __init__(self, month: Month, decisions: Sequence[Decision], declared: Declarations) -> None:
        """Keep the campaign's due day and the extensions of this month."""
        self._campaign = declared.campaign
        self._extended: dict[str, date] = {}
        for d in decisions:
            if d.until and d.period == month:
                self._extended |= dict.fromkeys(d.sectors, d.until)
        self.month, self.day = month, declared.campaign.cutoff(month)

    def of(self, sheet: str) -> datetime:
        """The end of the day on which a sheet is due."""
        day = self._extended.get(sheet, self.day)
        return datetime.combine(day, time.max, self._campaign.offset)


def meant_month(received: datetime, written: Month | None, months: Collection[Month]) -> Month:
    """The month that a form with a wrong month on it was probably meant for: the calendar month in which it came.

    `written` is the month that it says; where that is one of the campaign's `months` and filled already, a later one.
    """
    came = Month(received.year, received.month)
    return max(came, written.shift(1)) if written in months and written else came


def in_time_word(arrived: datetime, valid: datetime, deadline: datetime) -> str:
    """How a sheet stands of which the first file and the first valid one came at these times."""
    if valid <= deadline:
        return "按时"
    return "退回后补正" if arrived <= deadline else "迟报"
