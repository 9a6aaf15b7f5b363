"""What is said to one unit that owes something: what it owes, by when, what is wrong with its workbooks."""

from pathlib import PurePosixPath

from pipeline.chase.due_texts import DueText, arrears_texts, due_texts
from pipeline.chase.round import Chased, Round
from pipeline.ledger.owed import Owed
from pipeline.model.milestones import Task
from pipeline.model.record import record
from pipeline.returns.faults import told_shortly
from pipeline.returns.refused_books import Refused
from pipeline.settling.campaign_days import days_words
from pipeline.words.wording import chinese_time, inert, short_date

# Faults that are told of a file, and characters of each: the copy has all of them.
_MOST, _LONGEST = 3, 100


@record
class RefusedText:
    """A workbook to be put right: its name, when it came, how many faults it has and the first of them, its copy."""

    file: str
    received: str
    count: int
    faults: tuple[str, ...]
    more: int
    copy: str


@record
class TaskText:
    """A milestone to be asked for; by: who owes it, where that is no unit."""

    name: str
    verb: str
    day: str
    words: str
    by: str
    late: bool


@record
class UnitText:
    """What the template says to a unit; texts are empty where there is nothing to say.

    missing, returned and received list sheets with what they are. arrears: what is open of earlier months;
    returned_before: the copies for it, by file name. tasks: milestones.
    """

    name: str
    is_office: bool
    contact: str
    missing: str
    returned: str
    received: str
    refused: tuple[RefusedText, ...]
    due: tuple[DueText, ...]
    arrears: tuple[str, ...]
    returned_before: tuple[str, ...]
    hazards: Owed
    copies: tuple[str, ...]
    tasks: tuple[TaskText, ...]


def contact(chased: Chased) -> str:
    """Whom to call: role and phone, or that none is known."""
    liaison = chased.liaison
    if liaison is None:
        return "联络员未登记"
    return f"{liaison.role} {liaison.phone}" if liaison.phone else f"{liaison.role}（电话未登记）"


def unit_text(chased: Chased, about: Round) -> UnitText:
    """A unit's part of the template."""
    now = chased.now
    before = [r for standing in chased.arrears for r in standing.to_mend()]
    return UnitText(
        name=chased.unit.name,
        is_office=chased.unit.is_office,
        contact="" if chased.unit.is_office else contact(chased),
        missing=about.reports([s for s in now.open if s.state == "missing"]),
        returned=about.reports([s for s in now.open if s.state == "returned"]),
        received=about.reports([s for s in now.sheets if s.done]),
        refused=tuple(_refused(r) for r in now.to_mend()),
        due=tuple(due_texts(now, about)),
        arrears=tuple(arrears_texts(chased.arrears, about)),
        returned_before=tuple(PurePosixPath(r.copy).name for r in before if r.copy),
        hazards=chased.hazards,
        copies=tuple(r.copy for r in (*before, *now.to_mend()) if r.copy),
        tasks=tuple(task_text(t) for t in chased.tasks),
    )


def task_text(task: Task) -> TaskText:
    """A milestone as the template names it."""
    milestone, days = task.milestone, days_words(task.days)
    return TaskText(
        *(milestone.name, milestone.verb, short_date(milestone.due), days, task.filer.name),
        late=task.days < 0,
    )


def _refused(refused: Refused) -> RefusedText:
    return RefusedText(
        file=inert(PurePosixPath(refused.path).name),
        received=chinese_time(refused.received_at),
        count=len(refused.faults),
        faults=tuple(told_shortly(f, _LONGEST) for f in refused.faults[:_MOST]),
        more=max(len(refused.faults) - _MOST, 0),
        copy=refused.copy,
    )
