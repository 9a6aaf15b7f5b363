"""What a file's name says, held against what the file holds: the name decides nothing, but a contradiction is told."""

import re
from pathlib import PurePosixPath

from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.received import Finding
from pipeline.model.week import Week
from pipeline.words.faults import found_by_reader
from pipeline.words.periods import TO, parse_period
from pipeline.words.spelled import units_spelled
from pipeline.words.wording import listing, same_text

_NO_DAY = r"(?![0-9]|[-._][0-9]|月[0-9])"  # 2023-07-28 and 7月28日 are days
_YEAR_MONTH = re.compile(rf"(20[0-9]{{2}})[年\-._]?(0?[1-9]|1[0-2]){_NO_DAY}")
_MONTH = re.compile(r"(?<![0-9])(0?[1-9]|1[0-2])月(?![0-9])")
_YEAR = "(?:(?<![0-9])20[0-9]{2}[-./年])?"
# 7月第2周 is not the second week of the year.
_WEEK = re.compile(
    r"20[0-9]{2}-?[Ww][0-9]{2}(?![0-9])|(?:20[0-9]{2}[年-]?)?(?<!月)第[0-9]{1,2}周"
    rf"|{_YEAR}[0-9]{{1,2}}[-./月][0-9]{{1,2}}日?{TO}{_YEAR}(?:[0-9]{{1,2}}[-./月])?[0-9]{{1,2}}日?"
)


def check_name(
    path: str, unit: str, period: Period | None, declared: Declarations
) -> list[Finding]:
    """One notice where the name tells another unit or another period than the workbook does."""
    stem, roster = same_text(PurePosixPath(path).stem), declared.roster
    units = units_spelled(roster).within(stem)
    said = [] if unit in {u.id for u in units} else [u.name for u in units]
    said += _other_periods(stem, period) if period else []
    if not said:
        return []
    is_ = f"{roster.units[unit].name}{period.chinese if period else ''}"
    return [found_by_reader(declared, "name_differs", found=listing(said), expected=is_)]


def _other_periods(stem: str, period: Period) -> list[str]:
    """The months and weeks that a name mentions, none of which is the right one, or a month of the right week."""
    weeks = _weeks_in(stem, period.year)
    full = [Month(int(m[1]), int(m[2])) for m in _YEAR_MONTH.finditer(stem)]
    bare = [int(m[1]) for m in _MONTH.finditer(_YEAR_MONTH.sub("", stem))]
    right = {str(p) for p in (period, *period.months)}
    is_named = right & {str(p) for p in (*weeks, *full)}
    if is_named or {m.first.month for m in period.months} & {*bare}:
        return []
    return [*(p.chinese for p in (*weeks, *full)), *(f"{n}月" for n in bare)]


def _weeks_in(stem: str, year: int) -> list[Week]:
    """The weeks that a name mentions; days from and to that are no week may be anything."""
    texts = [m[0] for m in _WEEK.finditer(stem)]
    found = [parse_period(text) or parse_period(f"{year}年{text}") for text in texts]
    return [p for p in found if isinstance(p, Week)]
