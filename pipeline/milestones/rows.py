"""The rows of the workbook of milestones, found by the names in them: they may be sorted, moved and left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.model.declared import Declarations
from pipeline.model.milestones import Entry, Key, MilestonePlan
from pipeline.office_dates import day_of
from pipeline.references import position, reference
from pipeline.wording import chinese_date, inert, same_text
from pipeline.workbook import Cell, Sheet

_NEEDED = ("milestone", "filer", "day", "note", "status")
_LONGEST_NOTE = 60


@dataclass(slots=True)
class Rows:
    """What the rows say, and what in them cannot be used, each with its cell."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what to call its cells, and what they show."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def ref(self, key: str) -> str:
        return reference(self.row, self.columns[key])

    def cell(self, key: str) -> Cell:
        """A cell; of merged ones what is seen in its place, as names are often merged over their rows."""
        ref = self.ref(key)
        named = key in ("milestone", "filer")
        return self.sheet.cell(self.sheet.covered.get(ref, ref) if named else ref)

    def text(self, key: str) -> str:
        return self.cell(key).text.strip()

    def told(self, key: str, problem: str) -> str:
        return f"{self.ref(key)}：{problem}"


def read_rows(sheet: Sheet, declared: Declarations) -> Rows | None:
    """All rows below the heads; None where there are no heads."""
    found = _heads(sheet, declared.milestones)
    if found is None:
        return None
    top, columns = found
    read = Rows()
    for row in sorted({position(ref)[0] for ref in sheet.cells}):
        if row > top:
            _take(read, _Line(sheet, row, columns), declared)
    return read


def _heads(sheet: Sheet, plan: MilestonePlan) -> tuple[int, dict[str, int]] | None:
    """The first row in which every head stands once, and the column of each."""
    keys = {same_text(head): key for key, head in plan.book.heads.items()}
    rows: dict[int, list[tuple[str, int]]] = {}
    for ref, cell in sheet.cells.items():
        if key := keys.get(same_text(cell.text)):
            row, column = position(ref)
            rows.setdefault(row, []).append((key, column))
    for row, told in sorted(rows.items()):
        columns = dict(told)
        if len(told) == len(columns) and set(_NEEDED) <= columns.keys():
            return row, columns
    return None


def _take(read: Rows, line: _Line, declared: Declarations) -> None:
    """One row: whose it is, and what it says."""
    if not any(line.text(key) for key in _NEEDED):
        return
    key = _named(read, line, declared.milestones)
    if key is None:
        return
    entry, faults = _entry(line, declared)
    read.faults += faults
    before = read.entries.get(key)
    if before and _said(before) and _said(entry) and _said(before) != _said(entry):
        told = f"与第{before.row}行是同一项，写的却不同，请只留一行"
        read.faults.append(line.told("filer", told))
        entry = replace(entry, unclear=True)
    elif before and _said(before):
        return
    read.entries[key] = entry


def _said(entry: Entry) -> tuple[object, ...]:
    """What a row says, empty where it says nothing."""
    told = (entry.day, entry.not_needed, entry.unclear)
    return told if any(told) else ()


def _named(read: Rows, line: _Line, plan: MilestonePlan) -> Key | None:
    """The milestone and the filer that a row names."""
    text, who = same_text(line.text("milestone")), same_text(line.text("filer"))
    milestone = next((m for m in plan.milestones.values() if same_text(m.name) == text), None)
    filer = next(
        (f for f in plan.filers.values() if who in map(same_text, (f.name, *f.spellings))), None
    )
    for key, found in (("milestone", milestone), ("filer", filer)):
        if found is None:
            head, shown = plan.book.heads[key], inert(line.text(key))
            problem = f"不认识“{shown}”" if shown else f"“{head}”空着"
            read.faults.append(line.told(key, f"{problem}，这一行没有用上"))
            return None
    assert milestone
    assert filer
    if filer.id in milestone.filers:
        return milestone.id, filer.id
    if any(line.text(key) for key in ("day", "note", "status")):
        problem = f"“{milestone.name}”不要“{filer.name}”完成，这一行没有用上"
        read.faults.append(line.told("filer", problem))
    return None


def _entry(line: _Line, declared: Declarations) -> tuple[Entry, list[str]]:
    """What a row says of its milestone; where that is not clear it says nothing, and why."""
    word = declared.milestones.book.not_needed
    note = inert(line.text("note"), _LONGEST_NOTE)
    faults = [*_of_day(line, declared), *_of_status(line, word)]
    if faults:
        later = "；改好之前记作“待核实”，不算完成也不算未完成"
        return Entry(line.row, unclear=True, note=note), [f + later for f in faults]
    return Entry(line.row, _day(line.cell("day")), bool(line.text("status")), False, note), []


def _of_day(line: _Line, declared: Declarations) -> Iterator[str]:
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


def _of_status(line: _Line, word: str) -> Iterator[str]:
    """What is wrong with a state: another word, or one beside a day."""
    text = line.text("status")
    if text and same_text(text) != same_text(word):
        yield line.told("status", f"“{inert(text)}”认不出，只能选“{word}”或空着")
    elif text and line.text("day"):
        yield line.told("status", f"写了日期，又选了“{word}”")


def _day(cell: Cell) -> date | None:
    """A date, or a text that is one; a bare number is none, whatever it may once have been."""
    return day_of(cell.text.strip()) if cell.kind in ("date", "text") else None
