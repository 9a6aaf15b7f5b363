"""The campaign month by month: what every month's totals were, as far as they are known today."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.figures.array import totals_of
from pipeline.figures.totals import add_up, by_sheet
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.words.wording import tidy


@record
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
            month=state.period,
            totals={
                i: t.value for i, t in add_up(state, None, declared).items() if t.value is not None
            },
            sheets=by_sheet(state, declared),
            accepted=len(state.accepted(sectors)),
            expected=len(sectors),
        )
        for state in release.history
    ]


def summed(history: Sequence[PeriodState], declared: Declarations) -> dict[str, Decimal]:
    """What the periods so far add up to, of indicators of which each period has its own; one missed adds nothing."""
    sums: dict[str, Decimal] = {}
    added = {i.id for i in declared.form.indicators.values() if i.adds_up}
    for state in history if added else ():
        figures = by_sheet(state, declared)
        for name, value in totals_of(figures.ticks, figures.indicators).items():
            if name in added:
                sums[name] = tidy(sums.get(name, Decimal(0)) + value)
    return sums
