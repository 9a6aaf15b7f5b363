"""An issue: a month's papers with their number and date, all that they were made from, and the record of it."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jinja2 import Environment

from pipeline.bulletin.paper import bulletin
from pipeline.files.long_output import Output, sha256_of
from pipeline.issues.draft_differences import differences
from pipeline.issues.draft_remarks import draft_remarks, refuse_other_month
from pipeline.issues.final_draft import Draft, draft_file
from pipeline.issues.folder import write_issue
from pipeline.issues.gathering import gather
from pipeline.issues.record import ISSUE, issue_content
from pipeline.issues.remarks import first_real_remark
from pipeline.issues.stamping import DRAFT, Asked, stamped
from pipeline.milestones.noted import own_path
from pipeline.model.differing import Difference
from pipeline.model.issued import Issue, Issues, Stamp
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.monthly import check_month, month_outputs
from pipeline.outbox.state import outbox_remarks
from pipeline.receiving.receive import Progress, receive
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from pipeline.words.json_text import json_bytes

# Those that shape what is published, by what they read or by what they write.
_PACKAGES = (
    *("pipeline", "jinja2", "lxml", "numpy", "odfdo", "openpyxl"),
    *("pandas", "pandera", "python-docx", "xlrd"),
)


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

    UsageError where nothing has changed since the last issue, figures have since the last publication, or the draft
    is another month's;
    PipelineError where a damaged record hides what was issued before.
    """
    data, draft = draft_file(asked.file) if asked.file else (None, None)
    pages = load_pages(root / "templates")
    checked = check_month(root, month, partial(receive, root, say))
    if draft:
        refuse_other_month(draft, checked.release)
    release, chosen, stamp = stamped(root, checked, asked, data)
    outputs, _ = month_outputs(root, replace(checked, release=release), pages, say)
    remarks = outbox_remarks(root, str(chosen), outputs, _as_published(checked.release, pages))
    found, told = _compared(draft, release, pages) if draft else ([], [])
    remarks += told
    own = own_path(release.declared.milestones, sample=release.sample)
    sources, left_out = gather(root, release.files, chosen, own)
    files: dict[str, Output] = {**outputs, **sources, **({DRAFT: data} if data is not None else {})}
    issue = _issue(chosen, release, stamp, checked.issues, files, asked)
    remarks += first_real_remark(issue, checked.issues)
    files[ISSUE] = _record(issue, release, left_out, found)
    folder = write_issue(root, str(chosen), stamp.n, files)
    return Issued(release, issue, folder, tuple(found), tuple(left_out), tuple(remarks))


def _as_published(release: Release, pages: Environment) -> list[dict[str, bytes]]:
    """The bulletin's pages as `monthly` may have written them: with the number and date of its issue, or none."""
    drafts = [replace(release, issue=issue) for issue in {release.issue, None}]
    return [write_pages(bulletin(draft, pages), pages) for draft in drafts]


def _compared(
    draft: Draft, release: Release, pages: Environment
) -> tuple[list[Difference], list[str]]:
    """Where the final draft has other figures than our own paper, and what to say of it as a whole."""
    blocks = bulletin(release, pages).blocks
    found = differences(blocks, draft)
    return found, list(draft_remarks(blocks, draft, found))


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
    extra = {"tool": _versions(), "left_out": left_out, "differences": [d.line for d in found]}
    return json_bytes({**issue_content(issue, release.declared), **extra})


def _versions() -> dict[str, str]:
    """With what it was made: Python and packages, version by name."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}}


def _version(name: str) -> str:
    """Nothing of a package that is run from its folder without being installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
