"""Moments as files store them, in ISO form: dates in cells, and when a file was saved."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_NO_SUCH_DAY = 60  # Excel and WPS count a 29th of February 1900, and show all before it a day on


def serial_of(day: date) -> int:
    """A day as Excel counts it, from March 1900 on."""
    return (day - EPOCH.date()).days


@lru_cache(maxsize=4096)  # the days of a ledger come back
def date_text(serial: float, epoch: datetime) -> str:
    """A date stored as a number, to the minute, as Excel shows it; the number itself where no calendar has it."""
    if epoch == EPOCH and 1 <= serial < _NO_SUCH_DAY:
        serial += 1
    try:
        return shown(epoch + timedelta(seconds=round(serial * 86400)))
    except OverflowError:
        return str(serial)


def shown(moment: datetime) -> str:
    """A moment to the minute, a day without its midnight."""
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if midnight else moment.isoformat(" ", "minutes")


def in_utc(text: str) -> str:
    """A moment of a file's properties, in UTC; empty where it is none: no figure depends on a broken clock."""
    try:
        moment = datetime.fromisoformat(text.strip())
        told = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return told.astimezone(UTC).replace(microsecond=0).isoformat()
    except (ValueError, OverflowError):
        return ""
