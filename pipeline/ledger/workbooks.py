"""隐患台账.xlsx and its public variant: a month's hazards, the registers, and what does not tie out."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.ledger.book_content import Matter, quoted, table_of
from pipeline.ledger.book_page import ColumnHead, Page
from pipeline.ledger.book_xml import KnownCells, book_bytes
from pipeline.ledger.hazard_view import registers_of
from pipeline.ledger.masking import ledger_names
from pipeline.ledger.tie_out import tied
from pipeline.model.hazards import HazardBook
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import ALL, FIELDS, PRIVATE, BookSheet
from pipeline.model.released import Release

_OURS = "_"  # begins the name of a column that is not the ledger's


def hazard_workbooks(release: Release, book: HazardBook) -> dict[str, bytes]:
    """Both workbooks by file name."""
    ledger = release.declared.ledger
    assert ledger
    matter = Matter(
        release,
        ledger,
        book,
        registers_of(release, book),
        tied(release.state, release.declared, ledger),
        ledger_names(release, book),
    )
    plan, known = ledger.book, KnownCells()
    inside = _with_rows([_page(matter, s, public=False) for s in plan.sheets])
    outside = _with_rows([_page(matter, s, public=True) for s in plan.sheets if s.public])
    return {
        plan.file: book_bytes(inside, ledger.title, known),
        plan.public_file: book_bytes(outside, ledger.title, known),
    }


def _with_rows(pages: Sequence[Page]) -> list[Page]:
    """The first sheet, and those that have rows; of the others it says so, and none of them prints a page."""
    first, *others = pages
    told = "".join(f"{page.title}：{page.empty}" for page in others if not page.columns[0])
    lines = [*first.lines, *([(told, "note")] if told else [])]
    return [replace(first, lines=lines), *(page for page in others if page.columns[0])]


def _page(matter: Matter, sheet: BookSheet, *, public: bool) -> Page:
    plan = matter.ledger.book
    names = _columns(sheet, matter.ledger, public=public)
    columns = table_of(matter, sheet, names, public=public)
    sample, mark = matter.release.sample_note, plan.public if public else plan.internal
    lines = [
        (sample, "mark"),
        (f"{matter.ledger.title}（{sheet.title}）", "title"),
        (mark, "mark"),
        (sheet.note.format_map(quoted(matter, len(columns[0]))), "note"),
    ]
    return Page(
        title=sheet.title,
        lines=[(text, look) for text, look in lines if text],
        headings=[_heading(name, sheet, matter.ledger) for name in names],
        columns=columns,
        empty=sheet.empty,
        paper=sheet.paper,
        kept=len([n for n in sheet.columns[: sheet.kept] if n in names]),
        foot="　".join(filter(None, [sample, mark])),
    )


def _columns(sheet: BookSheet, ledger: Ledger, *, public: bool) -> list[str]:
    """The columns of a sheet by name, * written out; in public without those that lead to names."""
    rest = [name for name in ledger.columns if name not in sheet.columns]
    names = [n for name in sheet.columns for n in (rest if name == ALL else [name])]
    hidden = {c.id for c in ledger.columns.values() if c.personal} | {_OURS + n for n in PRIVATE}
    return [n for n in names if not (public and n in hidden)]


def _heading(name: str, sheet: BookSheet, ledger: Ledger) -> ColumnHead:
    if name.startswith(_OURS):
        own, look = ledger.book.columns[name[1:]], FIELDS[sheet.kind][name[1:]]
        return ColumnHead(own.label, own.width, "late" if name == "_days_overdue" else look)
    column = ledger.columns[name]
    look = {"text": "text", "date": "date", "money": "number"}.get(column.kind, "word")
    return ColumnHead(column.label, column.width, look)
