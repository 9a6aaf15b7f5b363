"""Which files go back to their units with a month, and what the copies are called."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.states import FileState
from pipeline.settling.deadlines import meant_period

FOLDER = "returned"
_LONGEST_NAME = 60  # Han characters take three bytes each, and a name 255 at most


def returned_names(
    files: Sequence[FileState], period: Period, declared: Declarations
) -> Iterator[tuple[str, FileState]]:
    """The files to be returned, each with its name without ending: the newest of a unit has no number behind it."""
    back = [(f.received_at, f) for f in files if f.unit and f.received_at]
    mine = [(at, f) for at, f in back if _is_returned(f, at, period, declared)]
    counts = Counter[str]()
    for _, file in sorted(mine, key=lambda m: (m[0], m[1].path), reverse=True):
        unit = declared.roster.units[file.unit or ""].name
        stem = f"退回_{_in_file_name(unit)}_{_in_file_name(period.chinese)}"
        counts[stem] += 1
        yield (stem if counts[stem] == 1 else f"{stem}_{counts[stem]}"), file


def _is_returned(file: FileState, at: datetime, period: Period, declared: Declarations) -> bool:
    """Whether a file goes back with this period; one with a wrong one on it, with that for which it was meant."""
    campaign = declared.campaign
    if file.status != "returned":
        return False
    if campaign.has(file.period):
        return True
    meant = meant_period(at, file.period, period.kind, campaign)
    return meant == period or not campaign.has(meant)


def _in_file_name(text: str) -> str:
    """A text as part of a file's name on any system."""
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", text)[:_LONGEST_NAME].strip(" .")
