"""The rows of the workbook of milestones, found by the names in them: they may be sorted, moved and left out."""

from dataclasses import dataclass, field, replace

from pipeline.books.references import position
from pipeline.books.workbook import Sheet
from pipeline.milestones.line import NotedLine, entry_of
from pipeline.model.declared import Declarations
from pipeline.model.milestones import Key, MilestonePlan, NotedEntry
from pipeline.words.wording import inert, same_text

_NEEDED = ("milestone", "filer", "day", "note", "status")


@dataclass(slots=True)
class NotedRows:
    """What the rows say, and what in them cannot be used, each with its cell."""

    entries: dict[Key, NotedEntry] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_rows(sheet: Sheet, declared: Declarations) -> NotedRows | None:
    """All rows below the heads; None where there are no heads."""
    found = _heads(sheet, declared.milestones)
    if found is None:
        return None
    top, columns = found
    read = NotedRows()
    for row in sorted({position(ref)[0] for ref in sheet.cells}):
        if row > top:
            _take(read, NotedLine(sheet, row, columns), declared)
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


def _take(read: NotedRows, line: NotedLine, declared: Declarations) -> None:
    """One row: whose it is, and what it says."""
    if not any(line.text(key) for key in _NEEDED):
        return
    key = _named(read, line, declared.milestones)
    if key is None:
        return
    entry, faults = entry_of(line, declared)
    read.faults += faults
    before = read.entries.get(key)
    if before and _said(before) and _said(entry) and _said(before) != _said(entry):
        told = f"与第{before.row}行是同一项，写的却不同，请只留一行"
        read.faults.append(line.told("filer", told))
        entry = replace(entry, unclear=True)
    elif before and _said(before):
        return
    read.entries[key] = entry


def _said(entry: NotedEntry) -> tuple[object, ...]:
    """What a row says, empty where it says nothing."""
    told = (entry.day, entry.not_needed, entry.unclear)
    return told if any(told) else ()


def _named(read: NotedRows, line: NotedLine, plan: MilestonePlan) -> Key | None:
    """The milestone and the filer that a row names."""
    text, who = same_text(line.text("milestone")), same_text(line.text("filer"))
    milestone = next((m for m in plan.milestones.values() if same_text(m.name) == text), None)
    filer = next(
        (f for f in plan.filers.values() if who in map(same_text, (f.name, *f.spellings))), None
    )
    for key, found in (("milestone", milestone), ("filer", filer)):
        if found is None:
            head, shown = plan.book.heads[key], inert(line.text(key))
            problem = f"不认识“{shown}”，请写回原来的名称" if shown else f"“{head}”空着"
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
