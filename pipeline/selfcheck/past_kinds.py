"""The rule kinds of checking/past_rules.py as formulas: what a sheet had before stands beside its values, as constants.

Only what is known when the form is made can be compared: a month that is accepted later changes no form.
"""

import math
import statistics
from collections.abc import Callable, Iterator

from pipeline.checking.past_rules import scope
from pipeline.checking.rules import TAIL
from pipeline.model.rule import Rule
from pipeline.selfcheck.formula import all_of, known, number
from pipeline.selfcheck.kinds import Conditions
from pipeline.selfcheck.places import BEFORE, TEXT, SheetBlock


def not_falling(rule: Rule, block: SheetBlock) -> Conditions:
    """A value of `of` is below what the sheet had before; of a blank that counts as 0 something else is told."""
    for indicator, ref, before in _compared(rule, block):
        fallen = f"ROUND({before}-N({ref}),{TAIL})>0"
        yield indicator, all_of(known([ref]), f'{block.at(TEXT, indicator)}<>""', fallen)


def not_jumping(rule: Rule, block: SheetBlock) -> Conditions:
    """The increase per period is above what the earlier ones allow."""
    for indicator, ref, before in _compared(rule, block):
        usual = usual_step(rule, block, indicator)
        if not math.isnan(usual):
            limit = max(usual * rule.parameters["factor"], rule.parameters["above"])
            step = step_of(block, ref, before)
            yield indicator, all_of(known([ref]), f"ROUND({step}-{number(limit)},{TAIL})>0")


def step_of(block: SheetBlock, ref: str, before: str) -> str:
    """The increase per period since then."""
    change = f"(N({ref})-{before})"  # a text would make an error of it
    return change if block.gap == 1 else f"{change}/{block.gap}"


def usual_step(rule: Rule, block: SheetBlock, indicator: str) -> float:
    """The median of the earlier increases per period, never below 0; NaN where there are fewer than `after`."""
    assert block.before
    steps = [s.get(indicator, math.nan) for s in block.before.steps]
    told = [s for s in steps if not math.isnan(s)]
    if not told or len(told) < rule.parameters["after"]:
        return math.nan
    return max(statistics.median(told), 0.0)


def steady(rule: Rule, block: SheetBlock) -> Conditions:
    """A level changed by more than `share` of what it was, and by more than `above`."""
    for indicator, ref, before in _compared(rule, block):
        share, above = (number(rule.parameters[k]) for k in ("share", "above"))
        change = f"ABS(N({ref})-{before})-MAX({before}*{share},{above})"
        yield indicator, all_of(known([ref]), f"ROUND({change},{TAIL})>0")


def moving(rule: Rule, block: SheetBlock) -> Conditions:
    """Every value is what the sheet had before."""
    assert block.before
    names = [i for i in scope(rule, block.asked) if i in block.asked]
    had = {i: block.before.values.get(i, math.nan) for i in scope(rule, block.before.values)}
    elsewhere = [i for i, v in had.items() if i not in block.asked and not math.isnan(v)]
    told = [i for i in names if not math.isnan(had.get(i, math.nan))]
    if told and not elsewhere:
        same = [f"{block.value(i)}={block.at(BEFORE, i)}" for i in told]
        none = [f"NOT(ISNUMBER({block.value(i)}))" for i in names if i not in told]
        yield None, all_of(*same, *none)


def _compared(rule: Rule, block: SheetBlock) -> Iterator[tuple[str, str, str]]:
    """(indicator, its value, what it was before) of all that the rule looks at and that was told before."""
    assert block.before
    for indicator in scope(rule, block.asked):
        was = block.before.values.get(indicator, math.nan)
        if indicator in block.asked and not math.isnan(was):
            yield indicator, block.value(indicator), block.at(BEFORE, indicator)


_FORMULAS = (not_falling, not_jumping, steady, moving)
PAST_FORMULAS: dict[str, Callable[[Rule, SheetBlock], Conditions]] = {
    f.__name__: f for f in _FORMULAS
}
