"""How hazards stand on the cut-off, by the dates of their rows."""

import numpy as np

from pipeline.ledger.rows import Array, Rows
from pipeline.model.ledger_plan import STATES

_OPEN, _FIXED, _CLOSED = range(len(STATES))  # in arrays


def state(rows: Rows) -> Array:
    """The place of each row's state among STATES; NaN where a date that decides it is too late or unreadable."""
    fixed, closed = rows.role("fixed"), rows.role("closed")
    found = np.full(len(rows.lines), float(_OPEN))
    found[rows.by_cutoff(fixed)] = _FIXED
    found[rows.by_cutoff(closed)] = _CLOSED
    for column in (fixed, closed):
        found[~rows.blank(column) & ~rows.by_cutoff(column)] = np.nan
    found[np.isnan(rows.cutoff)] = np.nan
    return found


def due(rows: Rows) -> Array:
    """The day by which a hazard is to be fixed: the extended one where the extension has its approval."""
    extended = rows.role("extended")
    granted = ~rows.blank(extended) & ~rows.blank(rows.role("approval"))
    return np.where(granted, rows.days[extended], rows.days[rows.role("due")])


def days_overdue(rows: Rows) -> Array:
    """Days from that day to the cut-off; above 0 is overdue, NaN where it is not open or nobody said a day."""
    return np.where(state(rows) == _OPEN, rows.cutoff - due(rows), np.nan)
