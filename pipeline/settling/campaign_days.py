"""Days of the campaign as who chases counts them: which month a day belongs to, how long it still is to another."""

from datetime import date, timedelta

from pipeline.model.campaign import Campaign
from pipeline.model.month import Month


def window(campaign: Campaign) -> tuple[date, date]:
    """The first and the last day on which forms are chased: from the campaign's start to a month after its end."""
    start = min(campaign.cumulative_from, campaign.first_month.first)
    return start, campaign.last_month.shift(2).first - timedelta(days=1)


def running_month(day: date, campaign: Campaign) -> Month:
    """The month whose forms are chased on a day: its calendar month or, outside of the campaign, the nearest one.

    Before the due day they are to come, after it they are late, until the next month begins. Where forms are due in the
    month after, theirs goes on until those who were late have been asked again.
    """
    month = campaign.came_in(day, Month.kind)
    assert isinstance(month, Month)
    return min(max(month, campaign.first_month), campaign.last_month)


def days_words(days: int) -> str:
    """Days to a due day as a clerk writes them: 还有3天, 今天截止, 已逾期2天."""
    if days > 0:
        return f"还有{days}天"
    return f"已逾期{-days}天" if days else "今天截止"
