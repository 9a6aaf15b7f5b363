"""Days, periods and times in the office's tables, as people and Excel write them."""

import re
from datetime import date, datetime, time, timezone

from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.words.office_csv import Row
from pipeline.words.periods import parse_period

_DAY = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
_CLOCK = r"[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:月(?:1日)?|[-/.]0?1)?")
_EXCEL_MONTH = re.compile(r"([A-Z][a-z]{2})-([0-9]{2})")  # Jul-23: what Excel makes of 2023-07
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_day(row: Row, column: str) -> date:
    """2023-07-28, 2023/7/28 or 2023年7月28日."""
    day = day_of(row[column])
    if day is None:
        raise row.fault(f"“{row.shown(column)}”不是日期，应写成2023-07-28这样")
    return day


def day_of(text: str) -> date | None:
    """The same of any text; None where it is no day."""
    moment = _moment(text)
    return None if moment is None or moment.tzinfo or moment.time() != time() else moment.date()


def parse_period_of(row: Row, column: str) -> Period:
    """2023-07, 2023/7, 2023年7月, the first day of the month, Jul-23, or a week as in words/periods.py."""
    text = row[column]
    english = _EXCEL_MONTH.fullmatch(text)
    if english and english[1] in _ENGLISH:
        return Month(2000 + int(english[2]), _ENGLISH.index(english[1]) + 1)
    match = _MONTH.fullmatch(text)
    if match and 1 <= int(match[2]) <= 12:
        return Month(int(match[1]), int(match[2]))
    week = parse_period(text)
    if week is None:
        raise row.fault(f"“{row.shown(column)}”不是年月或一周，应写成2023-07或2023-W28这样")
    return week


def parse_time(row: Row, column: str, offset: timezone) -> datetime:
    """ISO 8601, or 2023/7/28 17:05 as Excel shows it; without an offset the office's own is meant."""
    moment = _moment(row[column])
    try:
        if moment:
            return (moment if moment.tzinfo else moment.replace(tzinfo=offset)).astimezone(offset)
    except OverflowError:
        pass  # in the first or the last year that a date can have
    raise row.fault(f"“{row.shown(column)}”不是时间，应写成2023-07-28 17:05这样")


def _moment(text: str) -> datetime | None:
    match = re.fullmatch(f"{_DAY}(?:{_CLOCK})?", text)
    try:
        if not match:
            return datetime.fromisoformat(text)
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
