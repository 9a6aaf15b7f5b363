"""The closed list of rule kinds: what a rule of each is given, what its findings are about, what its message may quote.

The kinds themselves are functions of the same names: of one sheet in checking/rules.py, against its own earlier months
in checking/past_rules.py, on the month as a whole in bulletin/month_rules.py.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pipeline.declarations.rule_cases import CELL_CASES
from pipeline.model.record import record

_CELL = ("item", "name", "unit")
_BEFORE = ("before", "before_month", "kind")
# What a message about several findings may quote: how many, their items, the first of them, and 月 or 周.
QUOTED_MANY = ("count", "items", "item", "value", "expected", "kind")


@record
class RuleKind:
    """A kind of rule.

    about: what a finding is about: one value, all values that the rule names, the sheet as a whole, or a month, which
    is no finding of a sheet and has no message to its unit. given: its parameters and their types: a list holds
    indicator ids (or `rules`: codes), `indicator` is one, `rate` and `amount` name measures, `statuses` holds words of
    how a sector stands, a `clause` is said where it holds, a
    sentence of its own among them; ? is optional. quotes: what its message may quote; values:
    the values of the sheet as well.
    """

    about: Literal["value", "values", "sheet", "month"]
    given: Mapping[str, str]
    quotes: tuple[str, ...] = ()
    values: bool = True


def _given(**types: str) -> Mapping[str, str]:
    return types


KINDS: dict[str, RuleKind] = {
    "not_above": RuleKind(
        "values",
        _given(left="indicators?", each="indicators?", right="indicators"),
        (*_CELL, "value"),
    ),
    "needs": RuleKind(
        "values", _given(when="indicators", then="indicators", least="number?"), (*_CELL, "value")
    ),
    "at_most": RuleKind("value", _given(of="indicators", limit="number"), (*_CELL, "value")),
    "at_least": RuleKind("value", _given(of="indicators", least="number"), (*_CELL, "value")),
    "ratio": RuleKind(
        "values",
        _given(part="indicator", whole="indicator", least="number", most="number"),
        (*_CELL, "value", "ratio"),
    ),
    "repeated": RuleKind(
        "values",
        _given(of="indicators", least="number", above="number"),
        (*_CELL, "value", "count"),
    ),
    "equal_to": RuleKind(
        "values",
        _given(of="indicators", to="indicator", least="number", above="number"),
        (*_CELL, "value", "count"),
    ),
    "all_zero": RuleKind("sheet", _given()),
    "same_sheets": RuleKind("sheet", _given(of="indicators"), ("other",)),
    "not_falling": RuleKind(
        "value",
        _given(of="indicators?", except_indicators="indicators?"),
        (*_CELL, "value", *_BEFORE, "expected"),
        values=False,
    ),
    "not_jumping": RuleKind(
        "value",
        _given(except_indicators="indicators?", factor="number", above="number", after="number"),
        (*_CELL, "value", *_BEFORE, "change", "usual"),
        values=False,
    ),
    "steady": RuleKind(
        "value",
        _given(of="indicators", share="number", above="number"),
        (*_CELL, "value", *_BEFORE),
        values=False,
    ),
    "moving": RuleKind(
        "sheet", _given(except_indicators="indicators?"), ("before_month", "kind"), values=False
    ),
    "several": RuleKind("values", _given(of="rules", least="number"), QUOTED_MANY, values=False),
    "rate_behind": RuleKind("month", _given(measure="rate", gap="number", least="number")),
    "stalled": RuleKind("month", _given(of="indicators", left="amount", least="number")),
    "standing": RuleKind("month", _given(of="statuses", running="statuses", again="clause")),
    "restated": RuleKind("month", _given(gone="clause?")),
    "overdue": RuleKind("month", _given(least="number", of_listed="clause")),
    "value": RuleKind("value", _given(case="case"), (*_CELL, "value", "expected")),
    "intake": RuleKind("value", _given(case="case"), ("found", "expected"), values=False),
}
OF_A_MONTH = tuple(name for name, kind in KINDS.items() if kind.about == "month")
OF_A_SHEET = tuple(name for name, kind in KINDS.items() if kind.about == "sheet")
PER_VALUE = tuple(name for name, kind in KINDS.items() if kind.about == "value")
# What a clause may quote.
CLAUSES: dict[str, tuple[str, ...]] = {
    "again": ("months",),
    "of_listed": ("listed",),
    "gone": ("sector", "month", "count"),
}
# How a sector stands when it is not 按时, and what can be quoted of it then.
STATUSES: dict[str, tuple[str, ...]] = {
    "迟报": ("arrived", "valid", "late"),
    "退回后补正": ("arrived", "valid", "late"),
    "退回未补正": ("arrived",),
    "未报送": (),
}
_DAYS = ("since", "cutoff")


def quotable(kind: str, case: str | None, indicators: tuple[str, ...]) -> tuple[str, ...]:
    """The placeholders of a rule's message."""
    found = KINDS[kind]
    if found.about == "month":
        return ()
    about_a_cell = _CELL if case in CELL_CASES else ()
    return (*found.quotes, *about_a_cell, *(indicators if found.values else ()))


def quotable_in_public(
    kind: str, parameters: Mapping[str, Any], figures: tuple[str, ...]
) -> tuple[str, ...]:
    """The placeholders of what the bulletin says when a rule is broken; figures: indicators and measures."""
    if kind == "standing":
        times = [set(STATUSES[word]) for word in parameters["of"]]
        return ("unit", "sectors", "due", "again", *sorted(set.intersection(*times)), *_DAYS)
    if kind == "rate_behind":
        return ("sector", "rate", "overall", "part", "whole", "gap", *_DAYS)
    if kind == "restated":
        return ("sector", "month", "count", *_DAYS)
    if kind == "overdue":
        return ("sector", "count", "longest", "days", "of_listed", *_DAYS)
    if kind == "stalled":
        return ("sector", "left", "span", *_DAYS)
    return ("sector", *figures, *_DAYS)
