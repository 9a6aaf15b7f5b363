"""A sheet's values against the newest earlier month that was accepted from it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.faults import Place, found_by_reader, word
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Entry, Finding, SheetForm
from pipeline.model.rule import Rule
from pipeline.rules import Array, Values, not_falling
from pipeline.wording import show


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a sheet's newest earlier accepted month held."""

    month: Month
    values: Mapping[str, float]


def check_history(
    forms: Mapping[tuple[str, str], SheetForm],
    earlier: Mapping[str, Earlier],
    declared: Declarations,
) -> dict[tuple[str, str], list[Finding]]:
    """The findings of sheets of one month, by (file, sheet), that come from comparing with `earlier` by sheet id."""
    compared = {k: f for k, f in forms.items() if f.sector in earlier}
    findings: dict[tuple[str, str], list[Finding]] = {k: [] for k in forms}
    if not compared:
        return findings
    now = Values(
        _columns(lambda f, i: _typed(f.entries.get(i)), compared, declared),
        [k[0] for k in compared],
    )
    then = _columns(lambda f, i: earlier[f.sector].values.get(i, math.nan), compared, declared)
    keys = list(compared)
    for rule in [r for r in declared.rules if r.kind == "not_falling"]:
        for indicator, excess in not_falling(now, rule, then):
            for row in np.flatnonzero(excess > 0):
                form = compared[keys[row]]
                if declared.applies(rule, form.sector, form.period):
                    finding = _fallen(rule, str(indicator), form, earlier[form.sector], declared)
                    findings[keys[row]].append(finding)
    for key, form in compared.items():
        findings[key] += _false_zeros(form, earlier[form.sector], declared)
    return findings


def _columns(
    value: Callable[[SheetForm, str], float],
    forms: Mapping[tuple[str, str], SheetForm],
    declared: Declarations,
) -> dict[str, Array]:
    return {i: np.array([value(f, i) for f in forms.values()]) for i in declared.form.indicators}


def _typed(entry: Entry | None) -> float:
    """A value that was typed; a blank declared zero has its own finding."""
    return entry.value if entry and entry.state == "number" else math.nan


def _fallen(
    rule: Rule, name: str, form: SheetForm, before: Earlier, declared: Declarations
) -> Finding:
    indicator, entry = declared.form.indicators[name], form.entries[name]
    value, was = show(indicator, entry.value), show(indicator, before.values[name])
    words = {
        "value": value,
        "before": was,
        "before_month": before.month.chinese,
        "expected": f"不小于{was}",
    }
    place = Place(form.sector, entry.sheet, entry.cell, indicator)
    return word(rule, words, place, found=value)


def _false_zeros(form: SheetForm, before: Earlier, declared: Declarations) -> list[Finding]:
    """Blanks declared zero whose cumulative value was already above zero."""
    findings = []
    for entry in form.entries.values():
        was = before.values.get(entry.indicator, math.nan)
        if entry.state == "zero" and was > 0:
            indicator = declared.form.indicators[entry.indicator]
            why = f"{before.month.short}累计已报{show(indicator, was)}"
            place = Place(form.sector, entry.sheet, entry.cell, indicator)
            findings.append(found_by_reader(declared, "zero_not_allowed", place, expected=why))
    return findings
