"""How the state of a milestone is said: 已报送, 逾期报送, 未报送, 未到期."""

from pipeline.model.milestones import Task
from pipeline.words.wording import short_date

COMING, UNCLEAR = "未到期", "待核实"


def word(task: Task, not_needed: str) -> str:
    """The state of a task in a word or two, made of its milestone's verb; not_needed: the office's own word."""
    verb = task.milestone.verb
    words = {"done": f"已{verb}", "late": f"逾期{verb}", "missing": f"未{verb}"}
    return {**words, "coming": COMING, "unclear": UNCLEAR, "not_needed": not_needed}[task.state]


def word_with_days(task: Task, not_needed: str) -> str:
    """The same and, on a line of its own, the day on which it was done, or by how many days it is overdue."""
    said = word(task, not_needed)
    if task.is_done and task.day:
        return f"{said}\n{short_date(task.day)}"
    return f"{said}\n已逾期{-task.days}天" if task.state == "missing" else said
