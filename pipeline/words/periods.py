"""Reporting periods as people write them: a month, or a week by its number or by its days. Nothing is guessed."""

import re
from collections.abc import Collection
from datetime import date

from pipeline.model.campaign import Campaign
from pipeline.model.month import Month
from pipeline.model.period import FIRST_YEAR, LAST_YEAR, Period
from pipeline.model.week import Week
from pipeline.words.wording import chinese_date, same_text, short_date, spans

_MONTH = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月(?:份|0?1日)?|([-./])([0-9]{1,2})(?:[-./]0?1)?)")
_NUMBER = re.compile(r"([0-9]{4})(?:-?[Ww]([0-9]{1,2})|(?:年|[年-]?第)([0-9]{1,2})周)")
_DAY = r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?"
TO = "(?:[至到]|-{1,2}|[~–—―]{1,2})"
_DAYS = re.compile(
    rf"{_DAY}{TO}(?:(?:([0-9]{{4}})[-./年])?([0-9]{{1,2}})[-./月])?([0-9]{{1,2}})日?"
)
_OF_A_WEEK = re.compile("周|[0-9]-?[Ww][0-9]")
_FORTNIGHT = 14


def parse_period(text: str) -> Period | None:
    """2023年7月, 2023年7月份, 2023-07, 2023.7, a date cell of that month's first day, or a week; else None."""
    plain = same_text(text)
    match = _MONTH.fullmatch(plain)
    if not match:
        return _parse_week(plain)
    number = int(match[2] or match[4])
    return Month(int(match[1]), number) if 1 <= number <= 12 else None


def parse_week(text: str) -> Week | None:
    """2023-W28, 2023年第28周, 2023年7月10日至16日, or any day of the week; None for anything else."""
    plain = same_text(text)
    match = re.fullmatch(_DAY, plain)
    if not match:
        return _parse_week(plain)
    day = _date(*match.groups())
    return Week.of(day) if day else None


def called_cutoff(period: Period, campaign: Campaign) -> str:
    """The last day of a period's figures; with its year where the campaign has two of such a month."""
    day = campaign.cutoff(period)
    return chinese_date(day) if campaign.has_two_of_a_month else short_date(day)


def called_months(months: Collection[Period], campaign: Campaign) -> str:
    """Months of the campaign as it calls them, in their order: 6月至9月、11月."""
    return spans(
        {campaign.called(m) for m in months}, [campaign.called(m) for m in campaign.months]
    )


def is_like_a_week(text: str) -> bool:
    """Whether a text that is no period was meant for a week: it speaks of one, or of two near days in any year."""
    return bool(_OF_A_WEEK.search(text) or weeks_near(text) or weeks_near(f"2000年{text}"))


def weeks_near(text: str) -> list[Week]:
    """The weeks of the first and the last day that a text names; none where it names none, or days far apart."""
    days = _days(same_text(text))
    if not days or not 0 <= (days[1] - days[0]).days < _FORTNIGHT:
        return []
    return sorted({Week.of(day) for day in days})


def _parse_week(plain: str) -> Week | None:
    match = _NUMBER.fullmatch(plain)
    if match:
        return _numbered(int(match[1]), int(match[2] or match[3]))
    days = _days(plain)
    week = Week.of(days[0]) if days else None
    return week if week and days == (week.first, week.last) else None


def _numbered(year: int, number: int) -> Week | None:
    """A week by its number; None where its year does not have it."""
    try:
        return Week.parse(f"{year:04d}-W{number:02d}")
    except ValueError:
        return None


def _days(plain: str) -> tuple[date, date] | None:
    """The days from and to; of the second one year and month may be left out where they are the first one's."""
    match = _DAYS.fullmatch(plain)
    if not match:
        return None
    year, month, day, last_year, last_month, last_day = match.groups()
    first = _date(year, month, day)
    last = _date(last_year or year, last_month or month, last_day)
    return (first, last) if first and last else None


def _date(year: str, month: str, day: str) -> date | None:
    """A day of the calendar, or None."""
    try:
        known = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return known if FIRST_YEAR <= known.year <= LAST_YEAR else None
