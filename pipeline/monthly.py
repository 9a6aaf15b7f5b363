"""One month, from the inbox to the outbox: the table of contents of the whole program. Start reading here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from pipeline.annex2 import fill_annex2
from pipeline.bulletin import bulletin
from pipeline.checks import check_sheets
from pipeline.choosing import choose_month
from pipeline.deadlines import Deadlines
from pipeline.filing import file_states, judge_all
from pipeline.idle import idle_decisions
from pipeline.issue_remarks import issue_remarks
from pipeline.issued import read_issues
from pipeline.manifest import manifest
from pipeline.model.issued import Issues
from pipeline.model.month import Month
from pipeline.model.received import Submission
from pipeline.model.released import Release
from pipeline.pages import load_pages
from pipeline.paper_pages import write_pages
from pipeline.publishing import publish
from pipeline.receipt_text import receipt_text
from pipeline.receiving import Progress, receive
from pipeline.release import build_release
from pipeline.restating import restate
from pipeline.returns import return_workbooks
from pipeline.settling import settle
from pipeline.strays import with_returned
from pipeline.tables_out import figures_csv, totals_csv
from pipeline.versions import Candidate
from pipeline.withdrawing import set_aside


@dataclass(frozen=True, slots=True)
class Checked:
    """A month checked: the release, every submission with its findings by path, what to tell the office besides.

    contents: what each workbook holds, by its sha256, those withdrawn included. issues: what was issued so far.
    """

    release: Release
    candidates: Mapping[str, Candidate]
    remarks: list[str]
    contents: Mapping[str | None, Submission]
    issues: Issues


@dataclass(frozen=True, slots=True)
class Published:
    """A month published: the release, files moved aside, and what the office should be told besides."""

    release: Release
    aside: list[str]
    remarks: list[str]


def publish_month(root: Path, month: Month | None, say: Progress) -> Published:
    """Publish a month (the newest that arrived, if None) to outbox/<month>/; PipelineError where that cannot be."""
    pages = load_pages(root / "templates")
    checked = check_month(root, month, say)
    outputs = month_outputs(root, checked, pages, say)
    aside = publish(root, str(checked.release.month), outputs)
    return Published(checked.release, aside, checked.remarks)


def month_outputs(
    root: Path, checked: Checked, pages: Environment, say: Progress
) -> dict[str, bytes]:
    """All that is published of a month, by name; nothing is written."""
    release = checked.release
    say("正在汇总，填写附件2，编写月通报")
    paper = bulletin(release, pages)
    outputs = {
        "附件2.xlsx": fill_annex2(release, root / "templates"),
        **write_pages(paper, pages),
        "figures.csv": figures_csv(release),
        "totals.csv": totals_csv(release),
        **return_workbooks(release, checked.candidates, root, root / "templates"),
        **receipt_text(release),
    }
    outputs["manifest.json"] = manifest(release, outputs)
    return outputs


def check_month(root: Path, month: Month | None, say: Progress) -> Checked:
    """Receive, check, settle and add up everything up to a month; nothing is published."""
    received = receive(root, say)
    declared, decisions = received.declared, received.decisions
    submissions, others = set_aside(received.read, decisions, declared)
    sample = any(s.sample for s in submissions)
    issued = read_issues(root, declared)
    issues = issued.of_kind(sample=sample)
    month, remark = choose_month(month, submissions, others, declared, issues.months)
    findings = check_sheets(submissions, declared)
    settled = settle(submissions, findings, decisions, declared, month)
    due = Deadlines(month, decisions, declared)
    candidates = judge_all(submissions, findings, settled.candidates, declared)
    judged = settled.candidates[month]
    files = file_states(candidates, others, received.read, judged, due, declared)
    *before, this = settled.months.values()
    release = build_release(
        declared, files, [*before, with_returned(this, files, due, declared)], sample
    )
    release = restate(release, issues, candidates, decisions)
    remarks = [*filter(None, [remark]), *idle_decisions(decisions, files, month)]
    remarks += issue_remarks(release, issues)
    contents = {s.arrival.sha256: s for s in received.read if isinstance(s, Submission)}
    return Checked(release, candidates, remarks, contents, issued)
