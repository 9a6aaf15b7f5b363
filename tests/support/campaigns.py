"""A whole campaign in an inbox: every unit's form of every month, plausible and without a fault."""

import math
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from pipeline.model.month import Month
from tests.sample import Values, expected_values
from tests.support import workspaces
from tests.support.workspaces import HEADINGS, JULY, blank, declarations, put, workspace

DECEMBER = Month(2023, 12)
_GROWTH = 0.2  # what a month adds, as a share of July


def grown(unit: str, month: Month) -> dict[str, Values]:
    """Sheet id -> a unit's correct values: July's, grown evenly; by December one sector has nothing left open."""
    known = declarations()
    months = month.month - JULY.month
    if months <= 0:
        values = expected_values(known, month)
    else:
        july = expected_values(known, JULY)
        values = {s: {i: _grow(i, v, months) for i, v in own.items()} for s, own in july.items()}
    if month == DECEMBER:
        gas = values["gas"]
        whole = {"self_fixed": "self_found", "dept_fixed": "dept_found"}
        gas |= {part: gas[of] for part, of in (whole | {"listed_fixed": "listed_total"}).items()}
    return {s: values[s] for s in known.roster.units[unit].sectors}


def _grow(indicator: str, value: float | str, months: int) -> float | str:
    """Parts stay within their wholes: all are rounded down alike."""
    kind = declarations().form.indicators[indicator].kind
    if isinstance(value, str) or kind.id == "stock":
        return value
    scale = 100 if kind.decimals else 1
    ticks = math.floor(value * scale * (1 + _GROWTH * months) + 1e-6)
    return ticks / scale if kind.decimals else ticks


@cache
def filled(unit: str, month: Month) -> bytes:
    """A unit's right form of a month."""
    return workspaces.filled_in(blank(unit, month), grown(unit, month), HEADINGS)


def campaign(
    folder: Path,
    received: Mapping[tuple[Month, str], str] = {},
    without: Collection[tuple[Month, str]] = (),
    last: Month = DECEMBER,
) -> Path:
    """A workspace with all forms up to a month. received: other times than the 26th; without: what did not come."""
    root = workspace(folder)
    for month in declarations().campaign.first_month.until(last):
        for unit in declarations().roster.units:
            if (month, unit) not in without:
                at = received.get((month, unit), f"{month}-26T10:00:00+08:00")
                put(root, f"{month}/{unit}.xlsx", filled(unit, month), at)
    return root
