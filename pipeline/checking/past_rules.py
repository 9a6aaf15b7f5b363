"""The rule kinds that hold a sheet against its own earlier months, made like those of checking/rules.py.

A month that a sheet missed makes a step longer: increases are compared per month, so that the increase of two months
is not taken for a jump of one.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from pipeline.checking.rules import TAIL, Array, Excess, Values
from pipeline.model.record import record
from pipeline.model.rule import Rule


@record
class Past:
    """What the same sheets had before, one array an indicator, in the order of the sheets.

    before: the newest earlier accepted month, NaN where it says nothing; gap: how many months ago that was. steps:
    increases per month up to then, one row an interval between accepted months, NaN where a sheet has fewer.
    """

    before: Mapping[str, Array]
    gap: Array
    steps: Mapping[str, Array]

    def step(self, values: Values, indicator: str) -> Array:
        """The increase per month since then."""
        return np.asarray((values.of[indicator] - self.before[indicator]) / self.gap)

    def usual(self, indicator: str, least: float) -> Array:
        """The median of the earlier increases per month, never below 0; NaN where there are fewer than `least`."""
        steps = self.steps[indicator]
        enough = (~np.isnan(steps)).sum(axis=0) >= least
        usual = np.full(len(self.gap), np.nan)
        if enough.any():
            usual[enough] = np.nanmedian(steps[:, enough], axis=0)
        return np.asarray(np.maximum(usual, 0))


def not_falling(values: Values, rule: Rule, past: Past) -> Excess:
    """No value of `of` (or of all but `except_indicators`) is below what the sheet had before."""
    for indicator in scope(rule, values.of):
        yield indicator, (past.before[indicator] - values.of[indicator]).round(TAIL)


def not_jumping(values: Values, rule: Rule, past: Past) -> Excess:
    """A month's increase is at most `above`, or `factor` times the median of the earlier ones if there are `after`."""
    factor, above, after = (rule.parameters[k] for k in ("factor", "above", "after"))
    for indicator in scope(rule, values.of):
        limit = np.maximum(past.usual(indicator, after) * factor, above)
        yield indicator, (past.step(values, indicator) - limit).round(TAIL)


def steady(values: Values, rule: Rule, past: Past) -> Excess:
    """A level of `of` changes by at most `share` of what it was, or by at most `above`."""
    for indicator in rule.parameters["of"]:
        before = past.before[indicator]
        limit = np.maximum(before * rule.parameters["share"], rule.parameters["above"])
        yield indicator, (np.abs(values.of[indicator] - before) - limit).round(TAIL)


def moving(values: Values, rule: Rule, past: Past) -> Excess:
    """Some value (but for `except_indicators`) is not what the sheet had before."""
    names = list(scope(rule, values.of))
    now, before = values.table(names), np.array([past.before[i] for i in names])
    neither = np.isnan(now) & np.isnan(before)
    still = ((now == before) | neither).all(axis=0) & ~neither.all(axis=0)
    yield None, still.astype(float)


def scope(rule: Rule, indicators: Iterable[str]) -> Iterable[str]:
    """What a rule of one of these kinds looks at."""
    left_out = rule.parameters.get("except_indicators", ())
    return rule.parameters.get("of") or [i for i in indicators if i not in left_out]


_CHECKS = (not_falling, not_jumping, steady, moving)
PAST_KINDS: dict[str, Callable[[Values, Rule, Past], Excess]] = {c.__name__: c for c in _CHECKS}
