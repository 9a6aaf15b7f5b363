"""The parameters of a rule, each of the type that its kind asks for."""

from collections.abc import Collection
from typing import Any

from pipeline.declarations.rule_cases import CASES
from pipeline.declarations.rule_kinds import CLAUSES, KINDS, STATUSES
from pipeline.declarations.tables import Table
from pipeline.model.form import Form


def read_parameters(table: Table, kind: str, form: Form) -> dict[str, Any]:
    """The parameters of a kind of rule; DeclarationError where one is missing or names something unknown."""
    values: dict[str, Any] = {}
    for key, type_ in KINDS[kind].given.items():
        values[key] = _parameter(table, key, type_, form, kind)
    if kind == "not_above" and bool(values["left"]) == bool(values["each"]):
        raise table.fault("left", "left和each要正好写一个")
    if kind == "not_falling" and values["of"] and values["except_indicators"]:
        raise table.fault("of", "of和except_indicators只能写一个")
    return values


def _parameter(table: Table, key: str, type_: str, form: Form, kind: str) -> Any:
    optional = type_.endswith("?")
    choices = {
        "case": CASES.get(kind, ()),
        "rate": tuple(m.id for m in form.measures.values() if m.over),
        "amount": tuple(m.id for m in form.measures.values() if not m.over),
        "indicator": tuple(form.indicators),
    }
    if type_ in choices:
        return table.one_of(key, choices[type_])
    if type_.startswith("number"):
        return table.take(key, float, 1.0 if optional else None)
    if type_.startswith("clause"):
        return table.wording(key, CLAUSES[key], "" if optional else None)
    if type_ == "rules":
        return table.strings(key)
    if type_ == "statuses":
        return _several_of(table, key, STATUSES, "报送情况")
    return _several_of(table, key, form.indicators, "指标", optional=optional)


def _several_of(
    table: Table, key: str, known: Collection[str], what: str, *, optional: bool = False
) -> tuple[str, ...]:
    words = table.strings(key, () if optional else None)
    if not words and not optional:
        raise table.fault(key, f"至少要有一个{what}")
    table.check_known(key, words, known, what)
    return words
