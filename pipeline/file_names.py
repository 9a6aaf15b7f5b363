"""What a file's name says, held against what the file holds: the name decides nothing, but a contradiction is told."""

import re
from pathlib import PurePosixPath

from pipeline.faults import found_by_reader
from pipeline.handmade import named_in
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Finding
from pipeline.wording import listing, same_text

_NO_DAY = r"(?![0-9]|[-._][0-9]|月[0-9])"  # 2023-07-28 and 7月28日 are days
_YEAR_MONTH = re.compile(rf"(20[0-9]{{2}})[年\-._]?(0?[1-9]|1[0-2]){_NO_DAY}")
_MONTH = re.compile(r"(?<![0-9])(0?[1-9]|1[0-2])月(?![0-9])")


def check_name(path: str, unit: str, month: Month | None, declared: Declarations) -> list[Finding]:
    """One notice where the name tells another unit or another month than the workbook does."""
    stem, roster = same_text(PurePosixPath(path).stem), declared.roster
    units = named_in(stem, roster.units.values())
    said = [] if unit in {u.id for u in units} else [u.name for u in units]
    said += _other_months(stem, month) if month else []
    if not said:
        return []
    is_ = f"{roster.units[unit].name}{month.chinese if month else ''}"
    return [found_by_reader(declared, "name_differs", found=listing(said), expected=is_)]


def _other_months(stem: str, month: Month) -> list[str]:
    """The months that a name mentions, none of which is the right one."""
    full = [Month(int(m[1]), int(m[2])) for m in _YEAR_MONTH.finditer(stem)]
    bare = [int(m[1]) for m in _MONTH.finditer(_YEAR_MONTH.sub("", stem))]
    if month in full or month.month in bare:
        return []
    return [*(m.chinese for m in full), *(f"{n}月" for n in bare)]
