"""The table of milestones in a paper: a row each, with the names of those who were late or are missing."""

from collections.abc import Sequence

from pipeline.model.bulletin_plan import Caption
from pipeline.model.milestones import Milestone, Task
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.words.wording import NOTHING, listing, short_date

ID = "milestones"
_HEADS = ("节点任务", "时限", "应完成（个）", "已完成（个）", "逾期完成", "未完成")
_NUMERIC = (False, False, True, True, False, False)


def milestone_table(tasks: Sequence[Task], plan: Caption) -> TableBlock:
    """A row for every milestone of which there is a task; what is not needed of somebody is not counted."""
    milestones = list({t.milestone.id: t.milestone for t in tasks}.values())
    rows = tuple(_row(m, [t for t in tasks if t.milestone.id == m.id]) for m in milestones)
    return TableBlock(ID, plan.title, plan.note, _HEADS, rows, _NUMERIC)


def _row(milestone: Milestone, tasks: Sequence[Task]) -> TableRow:
    asked = [t for t in tasks if t.state != "not_needed"]
    done = sum(t.is_done for t in asked)
    late = listing(_named(t) for t in asked if t.state == "late") or NOTHING
    counts = (str(len(asked)), str(done))
    return TableRow((milestone.name, short_date(milestone.due), *counts, late, _open(asked)))


def _named(task: Task) -> str:
    day = f"（{short_date(task.day)}）" if task.day else ""
    return f"{task.filer.name}{day}"


def _open(tasks: Sequence[Task]) -> str:
    """Who is missing; of what is not due yet nobody is."""
    if any(t.state == "coming" for t in tasks):
        return "未到期"
    missing = [t.filer.name for t in tasks if t.state == "missing"]
    unclear = [f"{t.filer.name}（待核实）" for t in tasks if t.state == "unclear"]
    return listing([*missing, *unclear]) or NOTHING
