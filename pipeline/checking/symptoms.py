"""Several symptoms of one cause are told as one finding, of the severity of the worst; the rest stay in its `also`.

A finding follows from another on the same sheet
- that its rule declares (`unless`), where the two have a value in common or one is about the whole sheet;
- that says that one of its values is itself wrong: the comparison then compares nothing;
- that is an error about one of its values, if it is milder: the value is going to change, so the question can wait.

What it follows from is at least as severe, so no error is lost; and what the office waived stays on its own.
Findings of one kind are gathered where a rule says from how many on: `together`, or a rule of kind `several`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.checking.gathering import flat, gathered, members
from pipeline.checking.symptom_rules import About, is_symptom, values_of
from pipeline.declarations.rule_relations import causes, tier
from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.month import Month
from pipeline.model.received import Finding
from pipeline.model.rule import SEVERITIES, Rule


def one_per_cause(
    findings: Sequence[Finding], declared: Declarations, kind: str = Month.kind
) -> list[Finding]:
    """The findings of a workbook, one a cause: sheet by sheet, in their order. kind: of the workbook's period."""
    told = []
    for own in grouped(findings, lambda f: f.sector).values():
        # Gathering comes in between: only what is left is gathered, and much follows from what was gathered.
        left = gathered(_without_symptoms(own, declared), declared, kind)
        told += _without_symptoms(left, declared)
    return told


def _without_symptoms(findings: Sequence[Finding], declared: Declarations) -> list[Finding]:
    """Each finding that follows from no other, with those that follow from it."""
    rules = {r.code: r for r in declared.rules}
    order = sorted(range(len(findings)), key=lambda n: _rank(findings[n], rules))
    root: dict[int, int] = {}
    told = _Abouts(findings, declared)
    for place, n in enumerate(order):
        # Only from what is before it in this order: nothing follows from itself by a detour.
        before = order[:place] if _may_follow(rules[findings[n].rule]) else ()
        cause = (m for m in before if _follows(n, m, findings, told))
        root[n] = root.get(next(cause, n), n)
    symptoms: dict[int, list[Finding]] = {n: [] for n in root}
    for n, finding in enumerate(findings):
        if root[n] != n:
            symptoms[root[n]].append(finding)
    return [
        replace(f, also=(*f.also, *flat(symptoms[n], declared))) if symptoms[n] else f
        for n, f in enumerate(findings)
        if root[n] == n
    ]


def _rank(finding: Finding, rules: Mapping[str, Rule]) -> tuple[int, int, int]:
    """What comes first can be the cause of what comes later."""
    rule = rules[finding.rule]
    return SEVERITIES.index(finding.severity), tier(rule), len(causes(rule.code, rules))


def _may_follow(rule: Rule) -> bool:
    """Whether it can be a symptom at all; of what is told of a ledger there may be hundreds of findings."""
    return bool(rule.unless or tier(rule))


class _Abouts(dict[int, About]):
    """What each finding is about, by its number: of one that was gathered from hundreds that takes its time."""

    def __init__(self, findings: Sequence[Finding], declared: Declarations) -> None:
        super().__init__()
        self._findings, self._declared = findings, declared

    def __missing__(self, n: int) -> About:
        self[n] = _about(self._findings[n], self._declared)
        return self[n]


def _follows(n: int, m: int, findings: Sequence[Finding], told: _Abouts) -> bool:
    """Whether one finding on a sheet is but a symptom of another on it, which comes before it in rank."""
    symptom, cause = findings[n], findings[m]
    may_be = not symptom.waived and symptom.rule != cause.rule
    return may_be and is_symptom(told[n], told[m])


def _about(finding: Finding, declared: Declarations) -> About:
    rule, parts = declared.rule(finding.rule), members(finding, declared)
    values = [_values(f, declared) for f in (finding, *parts)]
    return About(rule, finding.severity, values[0], tuple(values[1:]))


def _values(finding: Finding, declared: Declarations) -> frozenset[str]:
    told = {f.indicator or "" for f in members(finding, declared)}
    return values_of(declared.rule(finding.rule), told, declared)
