"""By when forms are due."""

from collections.abc import Sequence
from datetime import date, datetime, time

from pipeline.inbox.decisions import Decision
from pipeline.model.campaign import Campaign
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.received import Arrival


class Deadlines:
    """By when a period's sheets were due, with the office's extensions."""

    def __init__(
        self, period: Period, decisions: Sequence[Decision], declared: Declarations
    ) -> None:
        """Keep the campaign's due day and the extensions of this period."""
        self._campaign = declared.campaign
        self._extended: dict[str, date] = {}
        for d in decisions:
            if d.until and d.period == period:
                self._extended |= dict.fromkeys(d.sectors, d.until)
        self.period, self.day = period, declared.campaign.due(period)

    def of(self, sheet: str) -> datetime:
        """The end of the day on which a sheet is due."""
        day = self._extended.get(sheet, self.day)
        return datetime.combine(day, time.max, self._campaign.offset)

    def is_odd(self, arrival: Arrival) -> bool:
        """Whether a file's time is no time to go by."""
        return is_odd_time(arrival.received_at, arrival.note, self._campaign)


def is_odd_time(received: datetime | None, note: str, campaign: Campaign) -> bool:
    """Whether a file came, as its receipt says, when no form can have come, and no clerk has vouched for that."""
    return received is not None and not note and campaign.precedes(received)


def meant_period(
    received: datetime, written: Period | None, kind: str, campaign: Campaign
) -> Period:
    """The period of a kind that a form with a wrong one on it was probably meant for: the one in which it came.

    `written` is what it says, of the same kind; where that is one of the campaign's and filled already, a later one.
    """
    came = campaign.came_in(received.date(), kind)
    return max(came, written.shift(1)) if written and campaign.has(written) else came


def came_for(
    received: datetime | None, written: Period | None, period: Period, campaign: Campaign
) -> bool:
    """Whether a form that came then is a period's, by what it says or by what it was meant for if that is wrong."""
    if written == period:
        return True
    return received is not None and period == meant_period(received, written, period.kind, campaign)


def in_time_word(arrived: datetime, valid: datetime, deadline: datetime) -> str:
    """How a sheet stands of which the first file and the first valid one came at these times."""
    if valid <= deadline:
        return "按时"
    return "退回后补正" if arrived <= deadline else "迟报"
