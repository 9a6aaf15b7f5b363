"""Findings of one kind told as one, and the findings that it was gathered from."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model.declared import Declarations
from pipeline.model.received import Finding
from pipeline.model.rule import SEVERITIES, Rule
from pipeline.words.wording import listing, spans


def members(finding: Finding, declared: Declarations) -> tuple[Finding, ...]:
    """The findings that one was gathered from; of any other itself alone."""
    rules = declared.rule(finding.rule).gathers
    return tuple(f for f in finding.also if f.rule in rules) or (finding,)


def items_of(findings: Iterable[Finding], declared: Declarations) -> str:
    """The numbers of the items that findings are about, in the order of the form: 1-1至1-6、3-2."""
    indicators = declared.form.indicators
    items = {indicators[f.indicator].item for f in findings if f.indicator}
    sections = groupby(declared.form.by_item, key=lambda item: item.partition("-")[0])
    return listing(filter(None, (spans(items, list(section)) for _, section in sections)))


def gathered(findings: Sequence[Finding], declared: Declarations, kind: str) -> list[Finding]:
    """With the findings of one kind as one, at the place of the first, where there are enough of them."""
    told = list(findings)
    for rule in declared.rules:
        found = [f for f in told if f.rule in rule.gathers and not f.waived]
        if rule.least and len(found) >= rule.least:
            gone = set(map(id, found))
            first = next(n for n, f in enumerate(told) if id(f) in gone)
            told = [f for f in told if id(f) not in gone]
            told.insert(first, _as_one(rule, found, declared, kind))
    return told


def _as_one(rule: Rule, found: Sequence[Finding], declared: Declarations, kind: str) -> Finding:
    """The finding that stands for several."""
    first = found[0]
    words = {
        "count": len(found),
        "items": items_of(found, declared),
        "item": items_of(found[:1], declared),
        "value": first.value,
        "expected": first.expected,
        "kind": kind,
    }
    return replace(
        first,
        rule=rule.code,
        severity=min((f.severity for f in found), key=SEVERITIES.index),
        audience=rule.audience,
        indicator=None,
        value="",
        expected="",
        message=(rule.message_many or rule.message).format(**words),
        waivable=rule.waivable,
        also=flat(found, declared),
    )


def flat(findings: Iterable[Finding], declared: Declarations) -> tuple[Finding, ...]:
    """Findings one by one; one that was gathered is told by those that it was gathered from."""
    told: list[Finding] = []
    for f in findings:
        own = members(f, declared) == (f,)
        told += (replace(f, also=()), *f.also) if own else f.also
    return tuple(told)
