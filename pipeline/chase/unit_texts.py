"""What is said to one unit that owes something: what it owes, by when, what is wrong with its workbooks."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from pipeline.chase.round import Chased, Round
from pipeline.chase.standing import SheetStanding, Standing
from pipeline.ledger.owed import Owed
from pipeline.model.milestones import Task
from pipeline.model.record import record
from pipeline.returns.faults import told_shortly
from pipeline.returns.refused_books import Refused
from pipeline.settling.campaign_days import days_words
from pipeline.words.unit_names import own_names
from pipeline.words.wording import chinese_time, inert, short_date, spans

# Faults that are told of a file, and characters of each: the copy has all of them.
_MOST, _LONGEST = 3, 100


@record
class DueText:
    """Sectors that are due on one day. sectors is empty where they are all that is open; by: see `_by`."""

    sectors: str
    day: str
    days: int
    words: str
    extended: bool
    by: str


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

    missing, returned and received list sectors. arrears: what is open of earlier months. tasks: milestones.
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
    refused = [_refused(r) for standing in (*chased.arrears, now) for r in standing.to_mend()]
    return UnitText(
        name=chased.unit.name,
        is_office=chased.unit.is_office,
        contact="" if chased.unit.is_office else contact(chased),
        missing=_names([s for s in now.open if s.state == "missing"], about),
        returned=_names([s for s in now.open if s.state == "returned"], about),
        received=_names([s for s in now.sheets if s.done], about),
        refused=tuple(_refused(r) for r in now.to_mend()),
        due=tuple(_due(now, about)),
        arrears=tuple(_arrears(chased.arrears, about)),
        hazards=chased.hazards,
        copies=tuple(r.copy for r in refused if r.copy),
        tasks=tuple(task_text(t) for t in chased.tasks),
    )


def task_text(task: Task) -> TaskText:
    """A milestone as the template names it."""
    milestone, days = task.milestone, days_words(task.days)
    return TaskText(
        *(milestone.name, milestone.verb, short_date(milestone.due), days, task.filer.name),
        late=task.days < 0,
    )


def _names(sheets: list[SheetStanding], about: Round) -> str:
    return own_names([s.sheet for s in sheets], about.declared.roster)


def _refused(refused: Refused) -> RefusedText:
    return RefusedText(
        file=inert(PurePosixPath(refused.path).name),
        received=chinese_time(refused.received_at),
        count=len(refused.faults),
        faults=tuple(told_shortly(f, _LONGEST) for f in refused.faults[:_MOST]),
        more=max(len(refused.faults) - _MOST, 0),
        copy=refused.copy,
    )


def _due(now: Standing, about: Round) -> Iterator[DueText]:
    """The due days of what is open, the earliest first."""
    for due in sorted({s.due for s in now.open}):
        sheets = [s for s in now.open if s.due == due]
        yield DueText(
            sectors="" if len(sheets) == len(now.open) else _names(sheets, about),
            day=short_date(due),
            days=sheets[0].days,
            words=days_words(sheets[0].days),
            extended=sheets[0].extended,
            by=_by(sheets[0], about),
        )


def _by(sheet: SheetStanding, about: Round) -> str:
    """By when an overdue sheet is asked for: the campaign's day while that is still to come, else empty."""
    by = about.declared.campaign.resubmit_by(about.month)
    return short_date(by) if sheet.days < 0 and by >= about.on else ""


def _arrears(arrears: tuple[Standing, ...], about: Round) -> Iterator[str]:
    """What is open of earlier months, alike ones together: 6月、7月电力领域报表未报送，最早的已逾期38天."""
    roster, kind = about.declared.roster, ""
    if arrears and roster.has_sectors:
        kind = "表" if arrears[0].unit.is_office else f"{roster.terms.short}报表"
    alike: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for standing in arrears:
        for word in dict.fromkeys(s.word for s in standing.open):
            sheets = [s for s in standing.open if s.word == word]
            days = min(s.days for s in sheets)
            alike.setdefault((_names(sheets, about), word), []).append((standing.month.short, days))
    order = [m.short for m in about.declared.campaign.months]
    for (names, word), months in alike.items():
        first = "最早的" if len(months) > 1 else ""
        told = spans({m for m, _ in months}, order)
        yield f"{told}{names}{kind}{word}，{first}{days_words(min(d for _, d in months))}"
