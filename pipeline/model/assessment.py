"""What is counted of a unit in 考核参考."""

from dataclasses import fields

from pipeline.model.record import record

# The counts by their names in `[assessment.weights]`, each with its heading.
COUNTS = {
    "expected": "应报",
    "on_time": "按时",
    "put_right": "退回后补正",
    "late": "迟报",
    "returned_open": "退回未补正",
    "missing": "未报送",
    "late_days": "迟报天数",
    "refused": "退回本数",
    "mended": "其中已补正",
    "restated": "通报后更正",
    "zero": "零报告",
    "overdue_hazards": "逾期隐患",
    "tasks_late": "节点逾期",
    "tasks_missing": "节点未办",
}
# Counted only where the campaign has ledgers of hazards, or notes milestones.
OF_LEDGERS = ("overdue_hazards",)
OF_MILESTONES = ("tasks_late", "tasks_missing")


@record
class Tally:
    """The counts; the first is the sum of the five behind it. overdue_hazards: at the end of the period, not added up.

    refused: workbooks with errors; mended: those of them that a valid one replaced. late_days: those of late sheets.
    tasks_late: milestones that were done late; tasks_missing: those overdue.
    """

    expected: int = 0
    on_time: int = 0
    put_right: int = 0
    late: int = 0
    returned_open: int = 0
    missing: int = 0
    late_days: int = 0
    refused: int = 0
    mended: int = 0
    restated: int = 0
    zero: int = 0
    overdue_hazards: int = 0
    tasks_late: int = 0
    tasks_missing: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))
