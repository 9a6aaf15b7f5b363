"""催报一览.html: one page for the wall, with everybody who owes something, how long already, and whom to call."""

from collections.abc import Iterator

from jinja2 import Environment

from pipeline.chase.due_texts import due_words
from pipeline.chase.round import Chased, Round, label
from pipeline.chase.standing import SheetStanding, Standing
from pipeline.model.milestones import Task
from pipeline.model.record import record
from pipeline.rendering.templates import render
from pipeline.settling.campaign_days import days_words
from pipeline.words.few import some_of
from pipeline.words.periods import called_months
from pipeline.words.unit_names import few_names
from pipeline.words.wording import NOTHING, chinese_date, listing, short_date

TEXTS = "催报文字.txt"  # where everybody is told of, however many they are
_FILED = "报表已报齐"  # of a unit that is chased for its hazards alone


@record
class ListRow:
    """Sectors of a unit that stand alike. late: whether the due day is over."""

    sectors: str
    state: str
    due: str
    days: str
    late: bool


@record
class ListUnit:
    """A unit and its rows; role and phone are empty where none is known. overdue: how many of its hazards are."""

    name: str
    is_office: bool
    role: str
    phone: str
    rows: tuple[ListRow, ...]
    overdue: str


def chase_list(chased: Round, pages: Environment) -> bytes:
    """The page; DeclarationError where the template asks for what is not there."""
    campaign = chased.declared.campaign
    most = chased.declared.bulletin.limits.rows
    units = [list_unit(c, chased) for c in chased.chased[:most]]
    about = {
        "sample": chased.sample,
        "month": chased.month.chinese,
        "day": chinese_date(chased.on),
        "due": chinese_date(campaign.due(chased.month)),
        "sheet_head": chased.declared.roster.sheet_head,
        "document": campaign.document,
        "units": units,
        "count": len(chased.chased),
        "texts": TEXTS,
        "counts": counts(chased),
        "done": listing(few_names([u.name for u in chased.done], chased.declared, TEXTS)),
        "done_count": len(chased.done),
        "unread": chased.unread,
        "ledgers": chased.ledgers,
    }
    return render(pages, "chase.html.j2", about)


def counts(chased: Round) -> str:
    """How many sheets of the month stand how: 待报2个、退回待改1个，综合表待报.

    Where units share the sectors, the sheet of what is of no sector is not counted beside these: nor is it named.
    The office's own sheet is of no sector either, and is told apart.
    """
    roster = chased.declared.roster
    labels, own = list[str](), list[str]()
    for c in chased.chased:
        if roster.has_sectors and c.unit.is_office:
            own = [f"{roster.sheets[s.sheet].name}表{label(s)}" for s in c.now.open]
            continue
        sectors = {*roster.sectors_of(c.unit)}
        labels += [label(s) for s in [s for s in c.now.open if s.sheet in sectors] or c.now.open]
    told = listing(f"{word}{labels.count(word)}个" for word in dict.fromkeys(sorted(labels)))
    return "，".join(filter(None, (told, listing(own))))


def list_unit(chased: Chased, about: Round) -> ListUnit:
    """A unit as it stands on a list."""
    liaison, hazards = chased.liaison, chased.hazards
    rows = (*_rows(chased.now, about), *_arrears(chased.arrears, about), *_milestones(chased.tasks))
    return ListUnit(
        name=chased.unit.name,
        is_office=chased.unit.is_office,
        role=liaison.role if liaison else "",
        phone=liaison.phone if liaison else "",
        rows=rows or (ListRow(NOTHING, _FILED, NOTHING, NOTHING, late=False),),
        overdue=f"{len(hazards.overdue)}个（{hazards.longest}天）" if hazards.overdue else NOTHING,
    )


def _rows(now: Standing, about: Round) -> Iterator[ListRow]:
    """What is open of the month, one row for the sectors of which the same is to be said."""
    for key in dict.fromkeys((label(s), s.due) for s in now.open):
        sheets = [s for s in now.open if (label(s), s.due) == key]
        yield _row(about.names(sheets), key[0], sheets[0])


def _row(names: str, state: str, sheet: SheetStanding) -> ListRow:
    return ListRow(names, state, due_words(sheet), days_words(sheet.days), sheet.days < 0)


def _arrears(arrears: tuple[Standing, ...], about: Round) -> Iterator[ListRow]:
    """One row for all earlier months, so that the list stays one page."""
    if arrears:
        days = min(s.days for standing in arrears for s in standing.open)
        months = called_months([s.month for s in arrears], about.declared.campaign)
        yield ListRow(f"往期：{months}", "未报齐", NOTHING, days_words(days), days < 0)


def _milestones(tasks: tuple[Task, ...]) -> Iterator[ListRow]:
    """One row for what is overdue and one for what is due soon, by the first day of each."""
    for state, word in (("missing", "逾期未办"), ("coming", "待办")):
        mine = sorted((t for t in tasks if t.state == state), key=lambda t: t.milestone.due)
        if mine:
            first = mine[0]
            due = short_date(first.milestone.due)
            name = f"节点：{some_of([first.milestone.name], len(mine), '项')}"
            yield ListRow(name, word, due, days_words(first.days), first.days < 0)
