"""隐患台账.xlsx and its public variant: a month's hazards, the registers, and what does not tie out."""

from collections.abc import Iterable, Sequence

from pipeline.ledger.book_cells import Value
from pipeline.ledger.book_xml import Cells, Heading, Page, book_bytes
from pipeline.ledger.hazard_columns import Marks, columns_of
from pipeline.ledger.masking import ledger_names
from pipeline.ledger.names import Names
from pipeline.ledger.registers import Registers, firms, in_state, registers
from pipeline.ledger.summaries import firm_rows, sector_rows, tie_rows
from pipeline.ledger.tie_out import Tied, tied
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import ALL, FIELDS, PRIVATE, BookSheet
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.words.wording import chinese_date, listing

_OURS = "_"  # begins the name of a column that is not the ledger's


@record
class _Matter:
    """All that the sheets are made from. names: those that the public ones leave out."""

    release: Release
    ledger: Ledger
    book: HazardBook
    registers: Registers
    tied: Sequence[Tied]
    names: Names


def hazard_workbooks(release: Release, book: HazardBook) -> dict[str, bytes]:
    """Both workbooks by file name."""
    ledger, campaign, month = release.declared.ledger, release.declared.campaign, release.period
    assert ledger
    assert isinstance(month, Month)
    ahead = campaign.cutoff(month.shift(1)) if campaign.has(month.shift(1)) else None
    matter = _Matter(
        release,
        ledger,
        book,
        registers(book, ledger, campaign.cumulative_from, ahead),
        tied(release.state, release.declared, ledger),
        ledger_names(release, book),
    )
    plan, known = ledger.book, Cells()
    inside = [_page(matter, s, public=False) for s in plan.sheets]
    outside = [_page(matter, s, public=True) for s in plan.sheets if s.public]
    return {
        plan.file: book_bytes(inside, ledger.title, known),
        plan.public_file: book_bytes(outside, ledger.title, known),
    }


def _page(matter: _Matter, sheet: BookSheet, *, public: bool) -> Page:
    plan, form = matter.ledger.book, matter.release.declared.form
    names = _columns(sheet, matter.ledger, public=public)
    columns = _table(matter, sheet, names, public=public)
    sample = form.sample_note if matter.release.sample else ""
    mark = plan.public if public else plan.internal
    lines = [
        (sample, "mark"),
        (f"{matter.ledger.title}（{sheet.title}）", "title"),
        (mark, "mark"),
        (sheet.note.format_map(_told(matter, len(columns[0]))), "note"),
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


def _heading(name: str, sheet: BookSheet, ledger: Ledger) -> Heading:
    if name.startswith(_OURS):
        own, look = ledger.book.columns[name[1:]], FIELDS[sheet.kind][name[1:]]
        return Heading(own.label, own.width, "late" if name == "_days_overdue" else look)
    column = ledger.columns[name]
    look = {"text": "text", "date": "date", "money": "number"}.get(column.kind, "word")
    return Heading(column.label, column.width, look)


def _table(
    matter: _Matter, sheet: BookSheet, names: Sequence[str], *, public: bool
) -> list[list[Value]]:
    """The table of a sheet, column by column."""
    known, declared = matter.registers, matter.release.declared
    if sheet.kind == "firms":
        return _picked(firm_rows(known.all, matter.ledger, declared), names)
    if sheet.kind == "sectors":
        return _picked(sector_rows(matter.book, declared, matter.ledger), names)
    if sheet.kind == "tie":
        return _picked(tie_rows(matter.tied, declared), names)
    chosen, marks = _chosen(matter, sheet.kind), Marks.of(known)
    return columns_of(chosen, names, declared, marks, hidden=matter.names if public else None)


def _chosen(matter: _Matter, kind: str) -> Sequence[Hazard]:
    """The hazards of a sheet, in its order."""
    known = matter.registers
    if kind == "listed":
        return [h for of_level in known.listed.values() for h in of_level]
    if kind == "closed":
        last = matter.book.until
        return sorted(in_state(known.all, "closed"), key=lambda h: (last - (h.closed or last)).days)
    if kind == "overdue":
        return known.overdue
    if kind == "alike":
        by_key = {h.key: h for h in (*matter.book.hazards, *matter.book.vanished)}
        return [by_key[key] for pair in matter.book.alike for key in pair]
    return matter.book.vanished if kind == "vanished" else known.all


def _picked(rows: Iterable[dict[str, Value]], names: Sequence[str]) -> list[list[Value]]:
    numbered = [{"number": number, **row} for number, row in enumerate(rows, 1)]
    return [[row[name[1:]] for row in numbered] for name in names]


def _told(matter: _Matter, count: int) -> dict[str, object]:
    """What the note of a sheet may quote."""
    book, known, declared = matter.book, matter.registers, matter.release.declared
    plan, distinct = matter.ledger.book, firms(known.all, matter.ledger)
    absent = [s.name for k, s in declared.roster.sectors.items() if k not in book.sectors]
    levels = (plan.level.format(level=k, count=len(v)) for k, v in known.listed.items())
    return {
        "cutoff": chinese_date(book.until),
        "since": chinese_date(book.since),
        "count": count,
        "hazards": len(known.all),
        **{state: len(in_state(known.all, state)) for state in plan.states},
        "listed": len(known.all_listed),
        "levels": listing(levels),
        "newly_listed": len(known.newly_listed),
        "due_now": len([h for h in known.due_now if h.is_listed]),
        "due_next": len([h for h in known.due_next if h.is_listed]),
        "overdue": len(known.overdue),
        "closed_now": len(known.closed_now),
        "joint": len(known.joint),
        "firms": distinct.coded,
        "uncoded": distinct.without_code,
        "ledgers": len([s for s in declared.roster.sectors if s in book.sectors]),
        "expected": len(declared.roster.sectors),
        "absent": plan.absent.format(sectors=listing(absent)) if absent else "",
        "differing": sum(bool(t.difference) for t in matter.tied),
    }
