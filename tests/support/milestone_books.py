"""Workbooks of milestones, filled for tests."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.milestones.blank import blank_noted
from pipeline.milestones.noted import read_noted
from pipeline.milestones.progress import tasks_on, told_in
from pipeline.milestones.table import milestone_table
from pipeline.model.milestones import Key, Noted, NotedEntry
from pipeline.model.month import Month
from pipeline.papers.blocks import TableBlock
from tests.support.workspaces import JUNE, declarations, saved

DECLARED = declarations()
PLAN = DECLARED.milestones
PAIRS = [(m.id, f) for m in PLAN.milestones.values() for f in m.filers]
FILE, SHEET = PLAN.book.file, PLAN.book.sheet
TOP = 3  # the row of the heads: title and note are above
DAY, STATUS = 4, 6  # columns
FOLDER = "inbox"


def at(milestone: str, filer: str) -> int:
    """The row of a pair in the blank workbook."""
    return TOP + 1 + PAIRS.index((milestone, filer))


def book(
    days: Mapping[Key, date | None] = {}, edit: Callable[[Worksheet], object] | None = None
) -> bytes:
    """A filled workbook; None is what is not needed."""
    entries = {k: NotedEntry(0, d, not_needed=d is None) for k, d in days.items()}
    data = blank_noted(DECLARED, entries)
    if edit is None:
        return data
    opened = load_workbook(io.BytesIO(data))
    edit(opened[SHEET])
    return saved(opened)


def noted(folder: Path, data: bytes | None) -> Noted:
    """What is read out of a workbook in the inbox."""
    (folder / FOLDER).mkdir(exist_ok=True)
    if data is not None:
        (folder / FOLDER / FILE).write_bytes(data)
    return read_noted(folder / FOLDER, DECLARED, JUNE, sample=False)


def states(found: Noted, on: str) -> dict[Key, str]:
    tasks = tasks_on(DECLARED, found, date.fromisoformat(on))
    return {(t.milestone.id, t.filer.id): t.state for t in tasks}


ROW = at("checklist", "police")


def table_of(found: Noted, month: Month) -> TableBlock:
    return milestone_table(told_in(DECLARED, found, month), PLAN.table)
