"""What the sheets of 隐患台账.xlsx hold: the rows of each, and what the note above them quotes."""

from collections.abc import Iterable, Sequence

from pipeline.ledger.book_cells import Value
from pipeline.ledger.hazard_columns import Marks, columns_of
from pipeline.ledger.names import Names
from pipeline.ledger.registers import Registers, firms, in_state
from pipeline.ledger.summaries import firm_rows, sector_rows, tie_rows
from pipeline.ledger.tie_out import Tied
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import CLOSED, BookSheet
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.words.wording import chinese_date, listing


@record
class Matter:
    """All that the sheets are made from. names: those that the public ones leave out."""

    release: Release
    ledger: Ledger
    book: HazardBook
    registers: Registers
    tied: Sequence[Tied]
    names: Names


def table_of(
    matter: Matter, sheet: BookSheet, names: Sequence[str], *, public: bool
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


def _chosen(matter: Matter, kind: str) -> Sequence[Hazard]:
    """The hazards of a sheet, in its order."""
    known = matter.registers
    if kind == "listed":
        return [h for of_level in known.listed.values() for h in of_level]
    if kind == "closed":
        last = matter.book.until
        return sorted(in_state(known.all, CLOSED), key=lambda h: (last - (h.closed or last)).days)
    if kind == "overdue":
        return known.overdue
    if kind == "alike":
        by_key = {h.key: h for h in (*matter.book.hazards, *matter.book.vanished)}
        return [by_key[key] for pair in matter.book.alike for key in pair]
    return matter.book.vanished if kind == "vanished" else known.all


def _picked(rows: Iterable[dict[str, Value]], names: Sequence[str]) -> list[list[Value]]:
    numbered = [{"number": number, **row} for number, row in enumerate(rows, 1)]
    return [[row[name[1:]] for row in numbered] for name in names]


def quoted(matter: Matter, count: int) -> dict[str, object]:
    """What the note of a sheet may quote; count: of its rows."""
    book, known, sectors = matter.book, matter.registers, matter.release.declared.roster.sectors
    plan = matter.ledger.book
    absent = [s.name for k, s in sectors.items() if k not in book.sectors]
    levels = (plan.level.format(level=k, count=len(v)) for k, v in known.listed.items())
    return {
        "cutoff": chinese_date(book.until),
        "since": chinese_date(book.since),
        "count": count,
        "ledgers": len(sectors) - len(absent),
        "expected": len(sectors),
        "absent": plan.absent.format(sectors=listing(absent)) if absent else "",
        "levels": listing(levels),
        **_counts(matter),
        "compared": _compared(matter),
    }


def _compared(matter: Matter) -> str:
    """What comes of holding Annex 2 against the ledgers: that they agree, or in how many places not."""
    count, campaign = _differing(matter), matter.release.declared.campaign
    if not count:
        return "均一致"
    return f"不一致的{count}处；以{campaign.document['annex']}为准，请有关单位核对"


def _differing(matter: Matter) -> int:
    return sum(bool(t.difference) for t in matter.tied)


def _counts(matter: Matter) -> dict[str, int]:
    """How many hazards stand in each register, of how many firms, and how many figures they do not bear out."""
    known, distinct = matter.registers, firms(matter.registers.all, matter.ledger)
    return {
        "hazards": len(known.all),
        **{state: len(in_state(known.all, state)) for state in matter.ledger.book.states},
        "listed": len(known.all_listed),
        "newly_listed": len(known.newly_listed),
        "due_now": len([h for h in known.due_now if h.is_listed]),
        "due_next": len([h for h in known.due_next if h.is_listed]),
        "overdue": len(known.overdue),
        "closed_now": len(known.closed_now),
        "joint": len(known.joint),
        "firms": distinct.coded,
        "uncoded": distinct.without_code,
        "differing": _differing(matter),
    }
