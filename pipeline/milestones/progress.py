"""How every milestone stands on a day, and which of them a paper tells of."""

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.model.campaign import Campaign
from pipeline.model.declared import Declarations
from pipeline.model.milestones import Filer, Milestone, MilestonePlan, Noted, NotedEntry, Task
from pipeline.model.month import Month
from pipeline.model.period import Period


def tasks_on(declared: Declarations, noted: Noted, on: date) -> tuple[Task, ...]:
    """All of them as they stood at the end of a day; none where there is no workbook, for then nothing is known.

    What is noted as done later is still to be done on that day.
    """
    return tuple(_tasks(declared.milestones, noted, on)) if noted.file else ()


def _tasks(plan: MilestonePlan, noted: Noted, on: date) -> Iterator[Task]:
    for milestone in plan.milestones.values():
        for filer in milestone.filers:
            entry = noted.entries.get((milestone.id, filer))
            row = f"的“{plan.book.sheet}”表第{entry.row}行" if entry else ""
            place = f"{noted.file}{row}"
            yield _task(milestone, plan.filers[filer], entry, place, on)


def _task(
    milestone: Milestone, filer: Filer, entry: NotedEntry | None, place: str, on: date
) -> Task:
    entry, days = entry or NotedEntry(row=0), (milestone.due - on).days
    day = entry.day if entry.day and entry.day <= on else None
    state = "coming" if days >= 0 else "missing"
    if entry.unclear:
        state = "unclear"
    elif entry.not_needed:
        state = "not_needed"
    elif day:
        days = max((day - milestone.due).days, 0)
        state = "late" if days else "done"
    return Task(milestone, filer, state, day, days, entry.note, place)


def told_in(declared: Declarations, noted: Noted, period: Period) -> tuple[Task, ...]:
    """Those that the paper of a month tells of, as they stand on its due day; the closing report tells of all.

    A milestone is told of in the first month whose due day is on or after its own, later as long as something of it is
    missing, and ahead of its day in the last month of its stage that is out before it.
    """
    if period.kind != Month.kind:
        return ()
    campaign = declared.campaign
    tasks = tasks_on(declared, noted, campaign.due(period))
    if campaign.is_closing:
        return tasks
    wanted = {t.milestone.id for t in tasks if _is_told(t, period, campaign)}
    return tuple(t for t in tasks if t.milestone.id in wanted)


def _is_told(task: Task, period: Period, campaign: Campaign) -> bool:
    due, on = task.milestone.due, campaign.due(period)
    if due > on:
        same_stage = campaign.stage(due) == campaign.stage(campaign.cutoff(period))
        return same_stage and due <= campaign.due(period.shift(1))
    first = campaign.is_first(period) or due > campaign.due(period.shift(-1))
    return first or task.state in ("missing", "unclear")


def to_remind(tasks: Sequence[Task], plan: MilestonePlan) -> tuple[Task, ...]:
    """Those to be asked for: overdue, or due within the days that the plan says."""
    return tuple(t for t in tasks if t.is_open and t.days <= plan.remind_days)
