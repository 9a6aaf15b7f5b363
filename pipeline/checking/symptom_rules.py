"""When one finding is but a symptom of another, by what their rules say and the values that they are about."""

from collections.abc import Set

from pipeline.checking.past_rules import scope
from pipeline.declarations.rule_kinds import OF_A_SHEET, PER_VALUE
from pipeline.declarations.rule_relations import tier
from pipeline.model.declared import Declarations
from pipeline.model.record import record
from pipeline.model.rule import Rule


@record
class About:
    """What decides whether one finding follows from another: its rule, its severity, the values that it is about.

    parts: the values of each finding that it was gathered from; of any other its own alone.
    """

    rule: Rule
    severity: str
    values: frozenset[str]
    parts: tuple[frozenset[str], ...]


def is_symptom(symptom: About, cause: About) -> bool:
    """Whether one of two findings of different rules on a sheet is but a symptom of the other."""
    if cause.rule.code in symptom.rule.unless:
        return bool(symptom.values & cause.values) or not symptom.values or not cause.values
    if cause.severity != "error" or not tier(symptom.rule):
        return False
    decides = symptom.severity != "error" or tier(cause.rule) < tier(symptom.rule)
    return decides and all(part & cause.values for part in symptom.parts)


def values_of(rule: Rule, told: Set[str], declared: Declarations) -> frozenset[str]:
    """The indicators that findings of a rule at some of them are about; none where it is about the whole sheet."""
    indicators = declared.form.indicators
    if rule.kind == "several":
        codes = [declared.rule(code) for code in rule.gathers]
        return frozenset(i for r in codes for i in scope(r, indicators))
    if rule.kind in OF_A_SHEET:
        return frozenset()
    named = {*rule.named}
    if rule.kind in PER_VALUE:
        named = set()
    elif rule.parameters.get("each"):
        named = set(rule.parameters["right"])
    return frozenset(i for i in {*told, *named} if i in indicators)
