"""The rule kinds as formulas: beside each function of checking/rules.py, one that says the same in a workbook.

A function takes a rule and a sheet and yields (indicator the finding points at, condition) where the rule can be
broken there; a value that is missing makes the condition false. What is not asked for on the sheet is always missing.
"""

from collections.abc import Callable, Iterator

from pipeline.checking.rules import TAIL
from pipeline.model.rule import Rule
from pipeline.selfcheck.alike import asked_of, asks, comparable, count_of, most_often, same_as
from pipeline.selfcheck.formula import all_of, any_of, known, number, total
from pipeline.selfcheck.places import VALUE, Scene, SheetBlock

Conditions = Iterator[tuple[str | None, str]]


def not_above(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """The sum of `left` (or each of `each`) is above the sum of `right`."""
    right = rule.parameters["right"]
    for left in [(one,) for one in rule.parameters["each"]] or [rule.parameters["left"]]:
        if asks(block, (*left, *right)):
            refs, less = block.values(left), block.values(right)
            excess = f"ROUND({total(refs)}-{total(less)},{TAIL})>0"
            yield left[0], all_of(known([*refs, *less]), excess)


def needs(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """Any of `when` is above 0, and the sum of `then` is below `least`."""
    when = [i for i in rule.parameters["when"] if i in block.asked]
    then = rule.parameters["then"]
    if when and asks(block, then):
        refs = block.values(then)
        lacking = f"ROUND({number(rule.parameters['least'])}-{total(refs)},{TAIL})>0"
        yield (
            rule.parameters["when"][0],
            all_of(f"MAX({','.join(block.values(when))})>0", known(refs), lacking),
        )


def at_most(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """One of `of` is above `limit`."""
    for indicator in asked_of(rule.parameters["of"], block):
        ref = block.value(indicator)
        yield indicator, all_of(f"ISNUMBER({ref})", f"{ref}>{number(rule.parameters['limit'])}")


def at_least(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """One of `of` is below `least`."""
    for indicator in asked_of(rule.parameters["of"], block):
        ref = block.value(indicator)
        yield indicator, all_of(f"ISNUMBER({ref})", f"{ref}<{number(rule.parameters['least'])}")


def ratio(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """Both are above 0, and `part` / `whole` is not between `least` and `most`."""
    given = rule.parameters
    if asks(block, (given["part"], given["whole"])):
        part, whole = block.value(given["part"]), block.value(given["whole"])
        above = f"ROUND({part}/{whole}-{number(given['most'])},{TAIL})>0"
        below = f"ROUND({number(given['least'])}-{part}/{whole},{TAIL})>0"
        both = all_of(f"N({part})>0", f"N({whole})>0")
        yield given["part"], f"IF({both},{any_of(above, below)},FALSE)"


def repeated(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """At least `least` of `of` hold one and the same value above `above`."""
    indicators = asked_of(rule.parameters["of"], block)
    if indicators:
        yield (
            rule.parameters["of"][0],
            f"{most_often(rule, block)}>={number(rule.parameters['least'])}",
        )


def equal_to(rule: Rule, block: SheetBlock, _: Scene) -> Conditions:
    """At least `least` of `of` hold the very value of `to`, which is above `above`."""
    given = rule.parameters
    indicators = asked_of(given["of"], block)
    if indicators and asks(block, (given["to"],)):
        whole = block.value(given["to"])
        count = f"{count_of(indicators, whole, block)}>={number(given['least'])}"
        yield (
            given["of"][0],
            all_of(f"ISNUMBER({whole})", f"{whole}>{number(given['above'])}", count),
        )


def all_zero(_: Rule, block: SheetBlock, __: Scene) -> Conditions:
    """Values are given on the sheet, and all are 0."""
    every = block.all_asked(VALUE)
    if block.asked:
        yield None, all_of(f"COUNT({every})>0", f"COUNTIF({every},0)=COUNT({every})")


def same_sheets(rule: Rule, block: SheetBlock, scene: Scene) -> Conditions:
    """Another sheet of the workbook holds the same `of`, and not all of it is 0."""
    twins = [same_as(rule, block, other) for other in comparable(rule, block, scene)]
    if twins:
        yield None, any_of(*twins)


_FORMULAS = (
    *(not_above, needs, at_most, at_least, ratio),
    *(repeated, equal_to, all_zero, same_sheets),
)
FORMULAS: dict[str, Callable[[Rule, SheetBlock, Scene], Conditions]] = {
    f.__name__: f for f in _FORMULAS
}
