"""On which day each month was issued, as outbox/<month>/issued/<n>/issue.json says."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.model.month import Month


def issued_days(root: Path) -> Mapping[Month, date]:
    """The day of a month's first issue; months that were never issued, or on a day unknown, are not in it."""
    days: dict[Month, date] = {}
    for file in sorted(root.glob("outbox/*/issued/*/issue.json")):
        try:
            month = Month.parse(file.parents[2].name)
            day = date.fromisoformat(json.loads(file.read_bytes())["date"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue  # a person's own folder, or an issue without a day
        days[month] = min(day, days.get(month, day))
    return days
