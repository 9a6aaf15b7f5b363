"""Chasing, from the inbox to the texts for the units: its table of contents. Works also when nothing has come in."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from pathlib import Path

from jinja2 import Environment

from pipeline.chase.discipline import Discipline, discipline
from pipeline.chase.discipline_book import discipline_book
from pipeline.chase.discipline_page import discipline_page
from pipeline.chase.manifest import chase_manifest
from pipeline.chase.months import StandingMonths, stand
from pipeline.chase.round import Round, units_in_round
from pipeline.chase.standing import was_heard_of
from pipeline.chase.texts import chase_text
from pipeline.chase.wall_list import chase_list
from pipeline.inbox.liaisons import liaisons
from pipeline.issues.corrections import corrections
from pipeline.issues.first_issues import first_issues
from pipeline.issues.records import read_issues
from pipeline.ledger.owed import owed_hazards
from pipeline.ledger.registers import overdue
from pipeline.milestones.checklist import FILE as CHECKLIST
from pipeline.milestones.checklist import checklist
from pipeline.milestones.noted import read_noted
from pipeline.milestones.progress import tasks_on, to_remind
from pipeline.model.campaign import Campaign
from pipeline.model.issued import Damage, Issues
from pipeline.model.milestones import Noted, Task
from pipeline.model.month import Month
from pipeline.model.received import Submission
from pipeline.model.record import record
from pipeline.outbox.last_run import MANIFEST
from pipeline.outbox.publishing import publish_part
from pipeline.receiving.as_of import Seen, as_of
from pipeline.receiving.ready import Ready, ready_to_chase
from pipeline.receiving.receive import Progress, Received
from pipeline.receiving.withdrawing import set_aside
from pipeline.settling.campaign_days import running_month, window

FOLDER = "催报"


@record
class Chasing:
    """A round of chasing as it was written: the folder, files moved aside, how many forms came after its day.

    damaged: records of issues that cannot be read, so that corrections after them are not known. noted: what the office
    noted of milestones. newest: the last day on which a form came; None where none has a receipt.
    """

    round: Round
    folder: str
    aside: list[str]
    later: int
    damaged: tuple[Damage, ...]
    noted: Noted = field(default_factory=Noted)
    newest: date | None = None


def chase_units(
    root: Path, month: Month | None, on: date, say: Progress, ready: Ready | None = None
) -> Chasing:
    """Write outbox/催报/<day>/ as the inbox stood at the end of a day; PipelineError where that cannot be.

    Without a month: the one whose forms are due next, or were last. ready: what was begun before pandas was imported.
    """
    ready = ready or ready_to_chase(root, say)
    received = ready.received()
    declared = received.declared
    aside = set_aside(received.read, received.decisions, declared)
    seen = as_of(on, *aside, received.read)
    running = running_month(on, declared.campaign)
    known = stand(received, seen, max(month or running, running), on)
    noted = read_noted(root / "inbox", declared, running, sample=seen.sample)
    tasks = tasks_on(declared, noted, on)
    chased = _round(root, received, seen, known, month or running, tasks, on)
    say("正在编写催报文字、催报一览和考核参考")
    issues = read_issues(root, declared)
    found = _discipline(received, known, issues.of_kind(sample=seen.sample), tasks)
    outputs = _papers(chased, found, tasks, ready.pages)
    folder = f"outbox/{FOLDER}/{on}"
    outputs[MANIFEST] = chase_manifest(chased, folder, outputs)
    kept = publish_part(root, FOLDER, str(on), outputs)
    newest = _newest(aside[0], declared.campaign)
    return Chasing(chased, folder, kept, seen.later, issues.damaged, noted, newest)


def _newest(submissions: Sequence[Submission], campaign: Campaign) -> date | None:
    """Of the campaign's own days: a copy of a sample that somebody changed comes years after them."""
    _, last = window(campaign)
    days = (s.arrival.received_at.date() for s in submissions if s.arrival.received_at)
    return max((d for d in days if d <= last), default=None)


def _papers(
    chased: Round, found: Discipline, tasks: Sequence[Task], pages: Environment
) -> dict[str, bytes]:
    """What a round writes, by file name; a checklist where there are milestones."""
    on, declared = chased.on, chased.declared
    papers = {
        "催报文字.txt": chase_text(chased, pages),
        "催报一览.html": chase_list(chased, pages),
        "考核参考.html": discipline_page(found, on, chased.sample, pages),
        "考核参考.xlsx": discipline_book(found, on, chased.sample),
    }
    if tasks:
        papers[CHECKLIST] = checklist(tasks, declared.milestones, on, chased.sample)
    return papers


def _discipline(
    received: Received, known: StandingMonths, issues: Issues, tasks: Sequence[Task]
) -> Discipline:
    """How every unit kept the days, corrected what was issued, and left hazards and milestones overdue."""
    return discipline(
        [s for all_ in known.months.values() if was_heard_of(all_) for s in all_],
        corrections(known.candidates, first_issues(issues)),
        received.declared,
        {m: overdue(book.hazards) for m, book in known.books.items()},
        tasks,
    )


def _round(
    root: Path,
    received: Received,
    seen: Seen,
    known: StandingMonths,
    month: Month,
    tasks: Sequence[Task],
    on: date,
) -> Round:
    """Who is chased for a month, and whom to call."""
    declared = received.declared
    called = liaisons(root / "inbox", declared.roster, sample=seen.sample)
    owed = owed_hazards(known.books.get(month), declared, on)
    asked = to_remind(tasks, declared.milestones)
    return Round(
        month=month,
        on=on,
        declared=declared,
        sample=declared.form.sample_note if seen.sample else "",
        units=tuple(units_in_round(known.months, month, called, owed, asked)),
        unread=seen.unread(declared.campaign.since(month)),
        ledgers=bool(owed),
        others=tuple(t for t in asked if not t.filer.unit),
    )
