"""One month, from the inbox to the outbox: the table of contents of the whole program. Start reading here."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jinja2 import Environment

from pipeline.annex2.book import fill_annex2
from pipeline.annex2.print_pack import write_print_pack
from pipeline.bulletin.paper import bulletin
from pipeline.bulletin.problems import all_problems
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.files.long_output import Output, held
from pipeline.inbox.misnamed import misnamed
from pipeline.inbox.own_texts import read_own
from pipeline.issues.records import read_issues
from pipeline.issues.remarks import issue_remarks
from pipeline.issues.restating import restate
from pipeline.ledger.accepting import last_with_ledger
from pipeline.ledger.outputs import hazard_base, hazard_outputs, hazards_told
from pipeline.ledger.own_words import own_words_remarks
from pipeline.milestones.noted import read_noted
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.outcomes import Checked, Published
from pipeline.model.period import Period
from pipeline.model.received import Submission
from pipeline.outbox.left_behind import left_behind
from pipeline.outbox.manifest import manifest
from pipeline.outbox.publishing import publish
from pipeline.receiving.ready import Ready, get_ready
from pipeline.receiving.receive import Progress, Receive, Received
from pipeline.receiving.withdrawing import set_aside
from pipeline.releasing.release import build_release, complete
from pipeline.rendering.files import paper_files
from pipeline.rendering.pdf import Printed, print_pages
from pipeline.returns.receipt_text import receipt_text
from pipeline.returns.workbooks import return_workbooks
from pipeline.settling.as_seen import as_seen
from pipeline.settling.choosing import choose_period
from pipeline.settling.faults import find_faults
from pipeline.settling.filing import judge_all
from pipeline.settling.idle import idle_decisions
from pipeline.settling.odd_times import odd_times
from pipeline.settling.settle import settle
from pipeline.work_reports.annex import report_annex


def publish_month(
    root: Path,
    month: Month | None,
    say: Progress,
    *,
    pdf: bool = True,
    word: bool = True,
    ready: Ready | None = None,
) -> Published:
    """Publish a month (the newest that arrived, if None) to outbox/<month>/; PipelineError where that cannot be.

    pdf: whether to print the pages, where that is possible. word: whether to write the Word document and the mail.
    ready: what was begun before pandas was imported.
    """
    ready = ready or get_ready(root, say, word=word)
    checked = check_month(root, month, ready.received, publishing=True)
    outputs, unprinted = month_outputs(root, checked, ready.pages, say, pdf=pdf, word=word)
    release = checked.release
    base = hazard_base(checked.settled, release.declared, root / "templates", release.sample)
    aside = publish(root, str(release.period), outputs, base)
    told = filter(None, [hazards_told(release), unprinted])
    return Published(release, aside, [*checked.remarks, *told])


def check_month(
    root: Path, month: Month | None, receive: Receive, *, publishing: bool = False
) -> Checked:
    """What `check_period` finds of a month (the newest that arrived, if None), held against what was issued.

    With the office's own paragraphs. Months of which no form is left are told, also if nothing else is.
    publishing: whether the month's papers are to be written, as its remarks say.
    """
    received = receive()
    issued = read_issues(root, received.declared)
    closed = issued.of_kind(sample=received.sample).months
    left = left_behind(root, received, issued)
    try:
        checked = check_period(root, received, month, Month.kind, closed)
    except UsageError as e:
        raise UsageError("\n".join([str(e), *left])) from None
    issues = issued.of_kind(sample=checked.release.sample)
    own = read_own(root / "inbox", checked.release.period, received.declared)
    figures = replace(checked.release, own=own.paragraphs)
    release = restate(figures, issues, checked.candidates, received.decisions)
    remarks = [*left, *checked.remarks, *own.remarks, *own_words_remarks(release)]
    remarks += issue_remarks(release, issues, written=publishing)
    return replace(checked, release=release, remarks=remarks, issues=issued)


def check_period(
    root: Path, received: Received, period: Period | None, kind: str, closed: Collection[str]
) -> Checked:
    """Check, settle and add up everything up to a period; nothing is published.

    None: the newest of the kind that arrived. closed: those of which no hint says that they have more forms than it.
    """
    declared, decisions = received.declared, received.decisions
    submissions, others = set_aside(received.read, decisions, declared)
    sample = any(s.sample for s in submissions)
    period, choice = choose_period(period, kind, submissions, others, declared, closed)
    findings = find_faults(submissions, declared)
    until = last_with_ledger(submissions, period, declared.campaign)
    known = settle(submissions, findings, decisions, declared, until)
    settled = known.up_to(period)
    candidates = judge_all(submissions, findings, settled.candidates, declared)
    files, history = as_seen(settled, candidates, others, received.read, decisions, declared)
    noted = read_noted(root / "inbox", declared, period, sample=sample)
    figures = build_release(declared, files, history, sample)
    release = complete(figures, settled, noted)
    idle = idle_decisions(decisions, files, period, declared)
    today = datetime.now(declared.campaign.offset).date()
    odd = odd_times(files, period, declared.campaign, today)
    lost = misnamed(root, (f.path for f in files))
    remarks = [*choice, *odd, *idle, *lost, *noted.remarks]
    contents = {s.arrival.sha256: s for s in received.read if isinstance(s, Submission)}
    return Checked(release, candidates, remarks, contents, tuple(known.periods.values()))


def month_outputs(
    root: Path,
    checked: Checked,
    pages: Environment,
    say: Progress,
    *,
    pdf: bool = True,
    word: bool = True,
) -> tuple[dict[str, Output], str]:
    """All that is published of a month, by name, and why no PDF is among it, if so; nothing is written."""
    release, templates = checked.release, root / "templates"
    say(f"正在汇总，填写{release.declared.campaign.document['annex']}，编写月通报")
    paper = bulletin(release, pages)
    outputs: dict[str, Output] = {
        **paper_files(paper, fill_annex2(release, templates), pages, templates, word=word),
        **write_print_pack(paper, release, pages),
        "figures.csv": held(figures_csv(release)),
        "totals.csv": totals_csv(release),
        **hazard_outputs(release),
        **return_workbooks(release, checked.candidates, root),
        **receipt_text(release),
        **all_problems(release),
        **report_annex(release),
    }
    printed = print_pages(outputs, templates / "fonts") if pdf else Printed({})
    outputs |= printed.files
    outputs["manifest.json"] = manifest(release, outputs)
    return outputs, printed.remark
