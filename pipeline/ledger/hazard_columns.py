"""What stands in each column of a table of hazards, column by column: tables have thousands of rows."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from pipeline.ledger.book_cells import Value
from pipeline.ledger.masking import masked
from pipeline.ledger.names import Names
from pipeline.ledger.registers import Registers
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import CLOSED
from pipeline.model.month import Month
from pipeline.model.record import record

Column = Callable[[Sequence[Hazard]], list[Value]]
_LEAST_NAME = 2  # one character is no name, and stands in every other text


@record
class Marks:
    """The keys of hazards that are in registers of their own."""

    newly_listed: frozenset[str]
    due_now: frozenset[str]
    due_next: frozenset[str]

    @classmethod
    def of(cls, known: Registers) -> "Marks":
        """The marks of a month."""
        return cls(
            frozenset(h.key for h in known.newly_listed),
            frozenset(h.key for h in known.due_now),
            frozenset(h.key for h in known.due_next),
        )


def columns_of(
    hazards: Sequence[Hazard],
    names: Sequence[str],
    declared: Declarations,
    marks: Marks,
    *,
    hidden: Names | None,
) -> list[list[Value]]:
    """The columns of a table of hazards; those of the ledger by their ids, our own with _ before them.

    hidden: of a public table. Texts that name the row's own enterprise or owner are left out whole, and said to be; any
    other of these names is replaced.
    """
    assert declared.ledger
    own, theirs = _own(declared, declared.ledger, marks), _theirs(declared, declared.ledger, hidden)
    return [(own[n[1:]] if n.startswith("_") else theirs[n])(hazards) for n in names]


def _own(declared: Declarations, ledger: Ledger, marks: Marks) -> dict[str, Column]:
    plan, units, joint = ledger.book, declared.roster.units, ledger.roles["joint"]

    def when(is_so: Callable[[Hazard], object]) -> Column:
        return _each(lambda h: plan.yes if is_so(h) else "")

    return {
        "number": lambda hazards: list(range(1, len(hazards) + 1)),
        "pair": lambda hazards: [n // 2 + 1 for n in range(len(hazards))],
        "state": _each(lambda h: plan.states[h.state]),
        "days_overdue": _each(lambda h: h.days_overdue),
        "first_month": _each(lambda h: _month(h.first_month)),
        "last_month": _each(lambda h: _month(h.last_month)),
        "followed": _each(lambda h: plan.ways[h.followed]),
        "reporter": _each(lambda h: units[h.entry.unit].name),
        "overdue": when(lambda h: h.days_overdue is not None),
        "newly_listed": when(lambda h: h.key in marks.newly_listed),
        "due_now": when(lambda h: h.key in marks.due_now),
        "due_next": when(lambda h: h.key in marks.due_next),
        "closed": when(lambda h: h.state == CLOSED),
        "joint": when(lambda h: h.entry.row.values.get(joint)),
        "file": _each(lambda h: h.entry.file),
        "sheet": _each(lambda h: h.entry.ledger.sheet),
        "cell": _each(_place),
    }


def _theirs(declared: Declarations, ledger: Ledger, hidden: Names | None) -> dict[str, Column]:
    names = [ledger.roles[r] for r in ("enterprise", "code", "owner")]
    sheets = declared.roster.sheets
    found: dict[str, Column] = {}
    for column in ledger.columns.values():
        if column.id == ledger.roles["sector"]:
            found[column.id] = _each(lambda h: sheets[h.entry.sector].name)
        elif column.kind == "date":
            found[column.id] = _dates(column.id)
        elif column.kind == "money":
            found[column.id] = _amounts(column.id)
        elif hidden and column.kind == "text":
            found[column.id] = _unnamed(column.id, names, ledger.book.hidden, hidden)
        else:
            found[column.id] = _as_they_stand(column.id)
    return found


def _each(value: Callable[[Hazard], Value]) -> Column:
    return lambda hazards: [value(h) for h in hazards]


def _as_they_stand(column: str) -> Column:
    return _each(lambda h: h.entry.row.values.get(column, ""))


def _dates(column: str) -> Column:
    return _each(lambda h: _day(h.entry.row.values.get(column, "")))


def _amounts(column: str) -> Column:
    def amounts(hazards: Sequence[Hazard]) -> list[Value]:
        texts = (h.entry.row.values.get(column) for h in hazards)
        return [float(text) if text else None for text in texts]

    return amounts


def _unnamed(column: str, names: Sequence[str], said: str, hidden: Names) -> Column:
    def shown(hazard: Hazard) -> str:
        values = hazard.entry.row.values
        text = values.get(column, "")
        named = (values.get(n, "") for n in names) if text else ()
        return said if any(len(n) >= _LEAST_NAME and n in text for n in named) else text

    return lambda hazards: list(masked([shown(h) for h in hazards], hidden))


def _place(hazard: Hazard) -> str:
    """A17, the first cell of its row."""
    letters = next(iter(hazard.entry.ledger.columns.values()), "")
    return f"{letters}{hazard.entry.row.number}"


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=64)
def _month(text: str) -> str:
    return Month.parse(text).chinese
