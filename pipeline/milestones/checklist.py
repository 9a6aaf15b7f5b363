"""节点任务一览.xlsx: every milestone of every unit on one page, as it stands on a day."""

from collections.abc import Sequence
from datetime import date

from pipeline.drawing.list_sheet import fill_table, new_book, open_sheet
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.milestones.words import word_with_days
from pipeline.model.milestones import MilestonePlan, Task
from pipeline.words.wording import NOTHING, chinese_date, short_date

FILE = "节点任务一览.xlsx"
_TITLE = "节点任务一览"
_NAME, _WIDTH = 24.0, 13.0


def checklist(tasks: Sequence[Task], plan: MilestonePlan, on: date, sample: str) -> bytes:
    """The workbook: a row for everybody who owes something, a column for every milestone."""
    pen, milestones = new_book(_TITLE), list(plan.milestones.values())
    widths = (_NAME, *(_WIDTH,) * len(milestones))
    titles = (_TITLE, f"截至{chinese_date(on)}")
    sheet, top = open_sheet(pen, _TITLE, titles, sample, widths)
    heads = ("单位", *(f"{m.name}\n{short_date(m.due)}前" for m in milestones))
    by_key = {(t.milestone.id, t.filer.id): t for t in tasks}
    owing = [f for f in plan.filers.values() if any(f.id in m.filers for m in milestones)]
    rows = []
    for filer in owing:
        mine = [by_key.get((m.id, filer.id)) for m in milestones]
        told = (word_with_days(t, plan.book.not_needed) if t else NOTHING for t in mine)
        rows.append((filer.name, *told))
    missing = {word_with_days(t, plan.book.not_needed) for t in tasks if t.state == "missing"}
    fill_table(pen, sheet, top, heads, rows, lefts=(1,), alarming=missing)
    sheet.page_setup.fitToHeight = 1
    return stable_bytes(pen.book)
