"""Accepted values to totals, exactly: by indicator, by sector, and against earlier months."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

import numpy as np

from pipeline.figures.array import SheetFigures, in_ticks, totals_of, without
from pipeline.model.declared import Declarations
from pipeline.model.form import Measure
from pipeline.model.grouping import grouped
from pipeline.model.period import Period
from pipeline.model.released import Gain, Total
from pipeline.model.states import PeriodState
from pipeline.words.wording import tidy

_TOGETHER = "all"  # where units share the sectors, those that return after the same gap


def add_up(
    state: PeriodState, before: PeriodState | None, declared: Declarations
) -> dict[str, Total]:
    """All indicators, in the order of the form; who did not report is in no sum and shows in the coverage."""
    now = by_sheet(state, declared)
    sums, counts = totals_of(now.ticks, now.indicators), (~np.isnan(now.ticks)).sum(axis=0)
    then, kept = _of_both(before, state, declared) if before else ({}, {})
    totals = {}
    for i, count in zip(declared.form.indicators.values(), counts, strict=True):
        previous, same = then.get(i.id), kept.get(i.id)
        change = (
            tidy(same - previous)
            if same is not None and previous is not None and not i.is_yesno
            else None
        )
        expected = len(declared.roster.by_level[i.level])
        totals[i.id] = Total(i, sums.get(i.id), previous, change, int(count), expected)
    return totals


def _of_both(
    earlier: PeriodState, state: PeriodState, declared: Declarations
) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """The totals before and now, over the sheets that have a value in both."""
    before, now = _comparable(earlier, declared), _comparable(state, declared)
    sheets = [s for s in now if s in before]
    then = before.ticks[[before.order[s] for s in sheets]]
    kept = now.ticks[[now.order[s] for s in sheets]]
    both = ~(np.isnan(then) | np.isnan(kept))
    return (
        totals_of(np.where(both, then, np.nan), now.indicators),
        totals_of(np.where(both, kept, np.nan), now.indicators),
    )


def by_sheet(state: PeriodState, declared: Declarations) -> SheetFigures:
    """Every accepted value as an exact decimal, by sheet id and indicator."""
    return in_ticks(state.values, declared.form.indicators)


def _comparable(state: PeriodState, declared: Declarations) -> SheetFigures:
    """The same without sums in which somebody lacks: another month's may be of others."""
    return without(by_sheet(state, declared), state.partial)


def last_accepted(sheet: str, history: Sequence[PeriodState]) -> PeriodState | None:
    """The newest period before the last of `history` in which a sheet was accepted."""
    before = reversed(history[:-1])
    return next((m for m in before if m.sheets[sheet].state == "accepted"), None)


def last_known(
    history: Sequence[PeriodState], declared: Declarations
) -> dict[str, Mapping[str, Decimal]]:
    """The newest earlier accepted figures of every sheet that is not accepted in the last month of `history`."""
    known: dict[str, Mapping[str, Decimal]] = {}
    absent = [s for s, state in history[-1].sheets.items() if state.state != "accepted"]
    for state in history[:-1]:
        figures = by_sheet(state, declared)
        known |= {s: figures[s] for s in absent if s in figures}
    return known


def measure(parts: Mapping[str, Decimal], planned: Measure) -> Decimal | None:
    """A measure's sum less its deductions (of a rate: the summed part); None where any part is missing."""
    if any(i not in parts for i in (*planned.sum, *planned.less, *planned.over)):
        return None
    return tidy(total_of(parts, planned.sum) - total_of(parts, planned.less))


def total_of(parts: Mapping[str, Decimal], names: Iterable[str]) -> Decimal:
    """The sum of some values that are all there."""
    return sum((parts[n] for n in names), Decimal(0))


def gains(history: Sequence[PeriodState], declared: Declarations) -> list[Gain]:
    """The month's own figures: one line for all that reported last month too, one for each that returns after a gap.

    Stocks and yes/no are never differenced, nor is what each month reports as its own. The lines of cumulative values
    add up to their total less the last known figures of the same sectors. In the first month there is nothing to
    compare, and so no line.
    """
    state, campaign = history[-1], declared.campaign
    if campaign.is_first(state.period):
        return []
    now, lines = _comparable(state, declared), []
    known = {m.period: (by_sheet(m, declared), m.partial) for m in history}
    for (last, alone), sheets in _lines(history, declared).items():
        first = campaign.cutoff(last) + timedelta(days=1) if last else campaign.cumulative_from
        then, partial = known[last] if last else ({}, {})
        values = _differences(without(now, partial), then, sheets, declared)
        lines.append(Gain(tuple(sheets), first, campaign.cutoff(state.period), bool(alone), values))
    return sorted(lines, key=lambda g: g.back)


def _lines(
    history: Sequence[PeriodState], declared: Declarations
) -> dict[tuple[Period | None, str], list[str]]:
    """The sheets of each line: by the period in which they last reported, and of whom it is where that is a gap ago."""

    def gap(sheet: str) -> tuple[Period | None, str]:
        before = last_accepted(sheet, history)
        last = before.period if before else None
        if last == history[-1].period.shift(-1):
            return last, ""
        return last, _TOGETHER if declared.roster.shared else sheet

    return grouped(history[-1].accepted(declared.roster.sheets), gap)


def _differences(
    now: SheetFigures,
    then: Mapping[str, Mapping[str, Decimal]],
    sheets: Iterable[str],
    declared: Declarations,
) -> dict[str, Decimal]:
    values: dict[str, Decimal] = {}
    for sheet in sheets:
        for name, value in now[sheet].items():
            indicator = declared.form.indicators[name]
            if indicator.is_cumulative or indicator.adds_up:
                known = then.get(sheet, {}) if indicator.is_cumulative else {}
                before = known.get(name, Decimal(0))
                values[name] = values.get(name, Decimal(0)) + value - before
    return values
