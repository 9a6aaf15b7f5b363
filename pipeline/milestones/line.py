"""One row of the workbook of milestones: its cells, and what they say of a milestone."""

from collections.abc import Iterator, Mapping
from datetime import date

from pipeline.books.references import reference
from pipeline.books.workbook import Cell, Sheet
from pipeline.model.declared import Declarations
from pipeline.model.milestones import NotedEntry
from pipeline.model.record import record
from pipeline.words.office_dates import day_of
from pipeline.words.wording import chinese_date, inert, same_text

_LONGEST_NOTE = 60


@record
class NotedLine:
    """One row: what to call its cells, and what they show."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def ref(self, key: str) -> str:
        """The reference of a cell, by the key of its column."""
        return reference(self.row, self.columns[key])

    def cell(self, key: str) -> Cell:
        """A cell; of merged ones what is seen in its place, as names are often merged over their rows."""
        ref = self.ref(key)
        named = key in ("milestone", "filer")
        return self.sheet.cell(self.sheet.covered.get(ref, ref) if named else ref)

    def text(self, key: str) -> str:
        """What it shows."""
        return self.cell(key).text.strip()

    def told(self, key: str, problem: str) -> str:
        """A fault with its cell."""
        return f"{self.ref(key)}：{problem}"


def entry_of(line: NotedLine, declared: Declarations) -> tuple[NotedEntry, list[str]]:
    """What a row says of its milestone; where that is not clear it says nothing, and why."""
    word = declared.milestones.book.not_needed
    note = inert(line.text("note"), _LONGEST_NOTE)
    faults = [*_of_day(line, declared), *_of_status(line, word)]
    if faults:
        later = "；改好之前记作“待核实”，不算完成也不算未完成"
        return NotedEntry(line.row, unclear=True, note=note), [f + later for f in faults]
    return NotedEntry(line.row, _day(line.cell("day")), bool(line.text("status")), False, note), []


def _of_day(line: NotedLine, declared: Declarations) -> Iterator[str]:
    """What is wrong with a day: nothing that is one, or none of the campaign's."""
    text = line.text("day")
    if not text and not line.cell("day").formula:
        return
    day, campaign = _day(line.cell("day")), declared.campaign
    if day is None:
        yield line.told("day", f"“{inert(text)}”不是日期，应写成2023-05-24这样")
    elif day < campaign.cumulative_from:
        first = chinese_date(campaign.cumulative_from)
        yield line.told("day", f"{chinese_date(day)}早于行动开始（{first}）")
    elif day > campaign.final_cutoff:
        last = chinese_date(campaign.final_cutoff)
        yield line.told("day", f"{chinese_date(day)}晚于行动结束（{last}）")


def _of_status(line: NotedLine, word: str) -> Iterator[str]:
    """What is wrong with a state: another word, or one beside a day."""
    text = line.text("status")
    if text and same_text(text) != same_text(word):
        yield line.told("status", f"“{inert(text)}”认不出，只能选“{word}”或空着")
    elif text and line.text("day"):
        yield line.told("status", f"写了日期，又选了“{word}”")


def _day(cell: Cell) -> date | None:
    """A date, or a text that is one; a bare number is none, whatever it may once have been."""
    return day_of(cell.text.strip()) if cell.kind in ("date", "text") else None
