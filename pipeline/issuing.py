"""An issue: a month's papers with their number and date, all that they were made from, and the record of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from pipeline.bulletin.paper import bulletin
from pipeline.files.exchange import last_number
from pipeline.files.long_output import Output, sha256_of
from pipeline.issues.draft_differences import differences
from pipeline.issues.final_draft import draft_file
from pipeline.issues.folder import write_issue
from pipeline.issues.gathering import gather
from pipeline.issues.issued_folders import issued_folder
from pipeline.issues.record import ISSUE, issue_content
from pipeline.issues.tool_versions import tool_versions
from pipeline.milestones.noted import own_path
from pipeline.model.differing import Difference
from pipeline.model.errors import PipelineError, UsageError
from pipeline.model.issued import Issue, Issues, Stamp
from pipeline.model.month import Month
from pipeline.model.outcomes import Checked
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.monthly import check_month, month_outputs
from pipeline.outbox.state import outbox_remarks
from pipeline.receiving.receive import Progress, receive
from pipeline.rendering.templates import load_pages
from pipeline.words.json_text import json_bytes

DRAFT = "定稿.docx"


@record
class Asked:
    """What the office gives an issue: its date, its number (of a year, where that is said) and its final draft."""

    day: date | None = None
    number: int | None = None
    year: int | None = None
    file: Path | None = None


@record
class Issued:
    """What was issued: the release, the record, where it lies, how the draft differs, what else to say."""

    release: Release
    issue: Issue
    folder: str
    differences: tuple[Difference, ...]
    left_out: tuple[str, ...]
    remarks: tuple[str, ...]


def issue_month(root: Path, month: Month | None, asked: Asked, say: Progress) -> Issued:
    """Issue a month: computed as `monthly` does, frozen in outbox/<month>/issued/<n>/, where nothing changes it.

    UsageError where nothing has changed since the last issue, or figures have since the last publication;
    PipelineError where a damaged record hides what was issued before.
    """
    draft = draft_file(asked.file) if asked.file else None
    pages = load_pages(root / "templates")
    checked = check_month(root, month, partial(receive, root, say))
    release, chosen, stamp = _stamped(root, checked, asked, draft[0] if draft else None)
    outputs, _ = month_outputs(root, replace(checked, release=release), pages, say)
    remarks = outbox_remarks(root, str(chosen), outputs)
    found = differences(bulletin(release, pages).blocks, draft[1]) if draft else []
    own = own_path(release.declared.milestones, sample=release.sample)
    sources, left_out = gather(root, release.files, chosen, own)
    files: dict[str, Output] = {**outputs, **sources, **({DRAFT: draft[0]} if draft else {})}
    issue = _issue(chosen, release, stamp, checked.issues, files, asked)
    files[ISSUE] = _record(issue, release, left_out, found)
    folder = write_issue(root, str(chosen), stamp.n, files)
    return Issued(release, issue, folder, tuple(found), tuple(left_out), tuple(remarks))


def _stamped(
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
        raise UsageError(
            f"{release.period.chinese}还没有一份有效报表，没有可以印发的。请核对月份；收到报表后先运行 make monthly。"
        )


def _refuse_damage(release: Release, issues: Issues) -> None:
    """Without knowing what was issued nobody can say what has changed since."""
    months = [state.period for state in release.history]
    if any(issues.hides(m, alone=m == release.period) for m in months):
        bad = issues.damaged[-1]
        where = f"outbox/{bad.month}/issued/" + (f"{bad.n}/" if bad.n else "")
        raise PipelineError(
            f"印发存档{where}不完整（{bad.why}），不知道印发过什么数，没有印发。"
            "请从备份恢复；确实没有备份的，核实后把它移出issued再运行一次。"
        )


def _stamp(n: int, month: Month, asked: Asked, same: Issue | None) -> Stamp:
    """The number and date that are asked for; of the same papers issued again those that they had."""
    before = same.stamp if same else Stamp(n, None, None, month.year)
    year = asked.year or (asked.day.year if asked.day else before.year)
    return Stamp(n, asked.day or before.day, asked.number or before.number, year)


def _refuse_same(stamp: Stamp, same: Issue | None, draft: bytes | None) -> None:
    if same is None or replace(stamp, n=same.stamp.n) != same.stamp:
        return
    if draft is None or hashlib.sha256(draft).hexdigest() == same.files.get(DRAFT):
        raise UsageError(
            f"{same.month.chinese}与第{same.stamp.n}次印发的完全一样，没有再次印发。"
            "要补写文号、日期或存入定稿，请加--number、--date、--file。"
        )


def _issue(
    month: Month,
    release: Release,
    stamp: Stamp,
    issues: Issues,
    files: Mapping[str, Output],
    asked: Asked,
) -> Issue:
    return Issue(
        month=month,
        stamp=stamp,
        order=issues.last + 1,
        sample=release.sample,
        words={sheet: state.word for sheet, state in release.state.sheets.items()},
        restated=release.restated,
        draft=asked.file.name if asked.file else None,
        files={name: sha256_of(data) for name, data in sorted(files.items())},
    )


def _record(
    issue: Issue, release: Release, left_out: Sequence[str], found: Sequence[Difference]
) -> bytes:
    """issue.json: what later runs read, and what only people do."""
    extra = {"tool": tool_versions(), "left_out": left_out, "differences": [d.line for d in found]}
    return json_bytes({**issue_content(issue, release.declared), **extra})
