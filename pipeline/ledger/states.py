"""How hazards stand on the cut-off, by the dates of their rows."""

import numpy as np

from pipeline.ledger.rows import Array, Rows

OPEN, FIXED, CLOSED = 0, 1, 2


def state(rows: Rows) -> Array:
    """OPEN, FIXED or CLOSED; NaN where a date that decides it is after the cut-off or cannot be read."""
    fixed, closed = rows.role("fixed"), rows.role("closed")
    found = np.full(len(rows.lines), float(OPEN))
    found[rows.by_cutoff(fixed)] = FIXED
    found[rows.by_cutoff(closed)] = CLOSED
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
    return np.where(state(rows) == OPEN, rows.cutoff - due(rows), np.nan)
