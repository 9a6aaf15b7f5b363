"""Which files go back to their units with a month, and what the copies are called."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from pipeline.deadlines import meant_month
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.released import FileState

FOLDER = "returned"
_LONGEST_NAME = 60  # Han characters take three bytes each, and a name 255 at most


def returned_names(
    files: Sequence[FileState], month: Month, declared: Declarations
) -> Iterator[tuple[str, FileState]]:
    """The files to be returned, each with its name without ending: the newest of a unit has no number behind it."""
    back = [(f.received_at, f) for f in files if f.unit and f.received_at]
    mine = [(at, f) for at, f in back if _is_returned(f, at, month, declared)]
    counts = Counter[str]()
    for _, file in sorted(mine, key=lambda m: (m[0], m[1].path), reverse=True):
        unit = declared.roster.units[file.unit or ""].name
        stem = f"退回_{_in_file_name(unit)}_{_in_file_name(month.chinese)}"
        counts[stem] += 1
        yield (stem if counts[stem] == 1 else f"{stem}_{counts[stem]}"), file


def _is_returned(file: FileState, at: datetime, month: Month, declared: Declarations) -> bool:
    """Whether a file goes back with this month; one with a wrong month on it, with that for which it was meant."""
    months = declared.campaign.months
    if file.status != "returned":
        return False
    if file.period in months:
        return True
    meant = meant_month(at, file.period, months)
    return meant == month or meant not in months


def _in_file_name(text: str) -> str:
    """A text as part of a file's name on any system."""
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", text)[:_LONGEST_NAME].strip(" .")
