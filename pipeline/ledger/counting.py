"""What the tables and texts count of hazards, each under the name by which schemas/hazards.toml asks for it."""

from collections.abc import Callable, Mapping

from pipeline.ledger.registers import Hazards, Registers, in_state, overdue
from pipeline.model.hazard_plan import HAZARD_COUNTS
from pipeline.model.ledger_plan import CLOSED, FIXED, OPEN

_COUNTS: Mapping[str, Callable[[Registers], Hazards]] = {
    "all": lambda r: r.all,
    "open": lambda r: in_state(r.all, OPEN),
    "fixed": lambda r: in_state(r.all, FIXED, CLOSED),
    "waiting": lambda r: in_state(r.all, FIXED),
    "closed": lambda r: in_state(r.all, CLOSED),
    "listed": lambda r: r.all_listed,
    "open_listed": lambda r: in_state(r.all_listed, OPEN),
    "newly_listed": lambda r: r.newly_listed,
    "due_now": lambda r: r.due_now,
    "due_next": lambda r: r.due_next,
    "overdue": lambda r: r.overdue,
    "listed_overdue": lambda r: overdue(r.all_listed),
    "fixed_now": lambda r: r.fixed_now,
    "closed_now": lambda r: r.closed_now,
    "joint": lambda r: r.joint,
}
assert set(_COUNTS) == set(HAZARD_COUNTS)


def counted(name: str, found: Registers) -> Hazards:
    """The hazards that a count counts; KeyError for one that is not in the closed list."""
    return _COUNTS[name](found)
