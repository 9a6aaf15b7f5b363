"""What the names of the office's own texts say: 补充_事故情况_2023-07.txt goes there, and is for that month."""

import re
import unicodedata
from pathlib import PurePath

from pipeline.model.bulletin_plan import OwnPlan
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.words.wording import bare, inert, listing

_PREFIX = "补充"
_SUFFIXES = (".txt", ".md")
# 2023-07, 2023年7月, 202307; and 7月 alone, where the campaign has only one such month.
_WITH_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})[-–—_./ 年]*(0?[1-9]|1[0-2])(?![0-9])月?份?")
_ALONE = re.compile(r"(?<![0-9年])(0?[1-9]|1[0-2])月份?")


class UnclearNameError(Exception):
    """A name that does not say where its text goes or for which month; the text says in Chinese why."""


def is_own_text(name: str) -> bool:
    """Whether a file in the inbox itself is a text of the office's own."""
    return name.startswith(_PREFIX) and name.lower().endswith(_SUFFIXES)


def read_name(name: str, declared: Declarations) -> tuple[OwnPlan, Month | None]:
    """Where a text goes and for which month (None: every one); UnclearNameError where that is not clear."""
    said = unicodedata.normalize("NFKC", PurePath(name).stem.removeprefix(_PREFIX))
    if plan := _plan(said, declared):
        return plan, None
    month, rest = _month(said, declared)
    if plan := _plan(rest, declared):
        return plan, month
    if re.search("[0-9]", rest):
        raise UnclearNameError("文件名中的月份认不出，应写成2023-07这样")
    names = listing(p.name for p in declared.bulletin.own)
    found = (
        f"文件名中的“{inert(rest.strip(' _-'))}”不是月通报的一处"
        if bare(rest)
        else "文件名没有写明用在哪里"
    )
    raise UnclearNameError(f"{found}，可写{names}")


def _plan(said: str, declared: Declarations) -> OwnPlan | None:
    plans = declared.bulletin.own
    return next((p for p in plans if bare(said) in map(bare, (p.name, *p.spellings))), None)


def _month(said: str, declared: Declarations) -> tuple[Month | None, str]:
    """The month that a name says, and the rest of it."""
    months = declared.campaign.months
    if match := _WITH_YEAR.search(said):
        month = Month(int(match[1]), int(match[2]))
        if month not in months:
            raise UnclearNameError(f"{month.chinese}不在应报的报告期内")
        return month, said[: match.start()] + said[match.end() :]
    if match := _ALONE.search(said):
        meant = [m for m in months if m.month == int(match[1])]
        if len(meant) == 1:
            return meant[0], said[: match.start()] + said[match.end() :]
    return None, said
