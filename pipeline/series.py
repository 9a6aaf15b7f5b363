"""The campaign month by month: what every month's totals were, as far as they are known today."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.totals import add_up, by_sheet


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month's cumulative totals by indicator (only those that somebody reported), and its figures by sheet.

    accepted and expected count sectors: totals of months in which others reported are not about the same sectors.
    """

    month: Period
    totals: Mapping[str, Decimal]
    sheets: Mapping[str, Mapping[str, Decimal]]
    accepted: int
    expected: int


def by_month(release: Release) -> list[MonthFigures]:
    """Every month up to the release's own, oldest first."""
    declared = release.declared
    sectors = declared.roster.sectors
    return [
        MonthFigures(
            month=state.month,
            totals={
                i: t.value for i, t in add_up(state, None, declared).items() if t.value is not None
            },
            sheets=by_sheet(state, declared),
            accepted=len(state.accepted(sectors)),
            expected=len(sectors),
        )
        for state in release.history
    ]
