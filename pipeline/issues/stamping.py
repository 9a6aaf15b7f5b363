"""Whether a month is to be issued, and under which number and date."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.files.exchange import last_number
from pipeline.issues.issued_folders import issued_folder
from pipeline.model.errors import PipelineError, UsageError
from pipeline.model.issued import Issue, Issues, Stamp
from pipeline.model.month import Month
from pipeline.model.outcomes import Checked
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.words.wording import chinese_date

DRAFT = "定稿.docx"  # as an issue keeps it


@record
class Asked:
    """What the office gives an issue: its date, its number (of a year, where that is said) and its final draft."""

    day: date | None = None
    number: int | None = None
    year: int | None = None
    file: Path | None = None


def stamped(
    root: Path, checked: Checked, asked: Asked, draft: bytes | None
) -> tuple[Release, Month, Stamp]:
    """The release with the stamp that it is issued under; refused where it is not to be issued, or nothing is new."""
    release, issues = checked.release, checked.issues
    month = release.period
    assert isinstance(month, Month)
    _refuse_nothing(release)
    _refuse_damage(release, issues)
    was = issues.of_kind(sample=release.sample).newest(month)
    same = was if release.issue else None
    stamp = _stamp(last_number(issued_folder(root, month)) + 1, month, asked, same)
    _refuse_same(stamp, same, draft)
    return replace(release, issue=stamp), month, stamp


def _refuse_nothing(release: Release) -> None:
    """A paper in which nobody reported is for nobody; most likely another month was meant."""
    if not release.state.accepted(release.declared.roster.sheets):
        first = release.declared.commands.publish(release.period.kind)
        raise UsageError(
            f"{release.period.chinese}还没有一份有效报表，没有可以印发的。请核对月份；收到报表后先运行 {first}。"
        )


def _refuse_damage(release: Release, issues: Issues) -> None:
    """Without knowing what was issued nobody can say what has changed since."""
    months = [state.period for state in release.history]
    one_by_one = (replace(issues, damaged=(d,)) for d in issues.damaged)
    hiding = (i for i in one_by_one if any(i.hides(m, alone=m == release.period) for m in months))
    if one := next(hiding, None):
        (bad,) = one.damaged
        where = f"outbox/{bad.month}/issued/" + (f"{bad.n}/" if bad.n else "")
        raise PipelineError(
            f"印发存档{where}不完整（{bad.why}），不知道印发过什么数，没有印发。"
            "请从备份恢复；确实没有备份的，核实后把它移出issued再运行一次。"
        )


def _stamp(n: int, month: Month, asked: Asked, same: Issue | None) -> Stamp:
    """The number and date that are asked for; of the same papers issued again those that they had."""
    before = same.stamp if same else Stamp(n, None, None, month.year)
    day, number = asked.day or before.day, asked.number or before.number
    year = asked.year or (day.year if day and (asked.number or not number) else before.year)
    _refuse_odd_days(month, day, number, year)
    return Stamp(n, day, number, year)


def _refuse_odd_days(month: Month, day: date | None, number: int | None, year: int) -> None:
    """A paper is dated in or after its month, and its number is one of that year: December's may be of the next."""
    if day and day < month.first:
        raise UsageError(
            f"印发日期{chinese_date(day)}在{month.chinese}以前，没有印发。请核对--date和--month。"
        )
    if not number or year == (day.year if day else month.year):
        return
    printed = f"文号〔{year}〕{number}号"
    if day is None:
        raise UsageError(
            f"{printed}不是{month.year}年的，没有印发。请核对；没有写错的，加--date写明印发日期。"
        )
    raise UsageError(
        f"{printed}和印发日期{chinese_date(day)}不是同一年，没有印发。请核对，用--number、--date一起重写。"
    )


def _refuse_same(stamp: Stamp, same: Issue | None, draft: bytes | None) -> None:
    if same is None or replace(stamp, n=same.stamp.n) != same.stamp:
        return
    if draft is None or hashlib.sha256(draft).hexdigest() == same.files.get(DRAFT):
        raise UsageError(
            f"{same.month.chinese}与第{same.stamp.n}次印发的完全一样，没有再次印发。"
            "要补写文号、日期或存入定稿，请加--number、--date、--file。"
        )
