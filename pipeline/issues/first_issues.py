"""What each month was first issued from."""

from collections.abc import Mapping
from datetime import date

from pipeline.model.issued import Issues
from pipeline.model.month import Month
from pipeline.model.record import record


@record
class FirstIssue:
    """The sha256 of all that was frozen with it, the workbooks among them; the day on it, if it has one."""

    hashes: frozenset[str]
    day: date | None


def first_issues(issues: Issues) -> Mapping[Month, FirstIssue]:
    """The first issue of every month; not of one whose earlier record is damaged, and says nothing."""
    found: dict[Month, FirstIssue] = {}
    for issue in sorted(issues.sound, key=lambda i: i.stamp.n):
        hidden = any(d.month == issue.month and d.n < issue.stamp.n for d in issues.damaged)
        if issue.month not in found and not hidden:
            found[issue.month] = FirstIssue(frozenset(issue.files.values()), issue.stamp.day)
    return found
