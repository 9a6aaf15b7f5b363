"""A sheet's values against its own earlier accepted periods."""

import math
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from pipeline.checking.past_rules import PAST_KINDS, Past
from pipeline.checking.rules import Values, gather
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.period import Period
from pipeline.model.received import Finding, SheetForm, SheetKey
from pipeline.model.rule import Rule
from pipeline.model.sheet_numbers import Numbers
from pipeline.words.faults import Place, found_by_reader, word
from pipeline.words.wording import plain, show


def next_earlier(
    before: Earlier | None, period: Period, values: Mapping[str, float], first: Period
) -> Earlier:
    """What the periods after `period` are compared with, once a sheet was accepted with these values."""
    count = len(before.period.until(period)) - 1 if before else len(first.until(period))
    step = Numbers.of(values).grown(Numbers.of(before.values) if before else None, count)
    return Earlier(period, values, (*(before.steps if before else ()), step))


def values_without(values: Mapping[str, float], left_out: Collection[str]) -> Mapping[str, float]:
    """Values without those of some indicators."""
    return {i: v for i, v in values.items() if i not in left_out} if left_out else values


def check_history(
    forms: Mapping[SheetKey, SheetForm], earlier: Mapping[str, Earlier], declared: Declarations
) -> dict[SheetKey, list[Finding]]:
    """The findings of sheets of one period, by (file, sheet), that come from comparing with `earlier` by sheet id.

    A sum in which somebody lacks, now or then, is not compared: it may fall though nobody reports less.
    """
    compared = {k: f for k, f in forms.items() if _is_later(f, earlier.get(f.sector))}
    findings: dict[SheetKey, list[Finding]] = {k: [] for k in forms}
    if not compared:
        return findings
    keys = list(compared)
    for rule, name, row in _broken(compared, earlier, declared):
        key = keys[row]
        form, before = compared[key], earlier[key[1]]
        if not _is_told_elsewhere(rule, name, form) and name not in form.partial:
            findings[key].append(_explain(rule, name, form, before, declared))
    for key, form in compared.items():
        findings[key] += _false_zeros(form, earlier[form.sector], declared)
    return findings


def _is_told_elsewhere(rule: Rule, name: str | None, form: SheetForm) -> bool:
    """Whether a value fell because its blank was declared zero."""
    return bool(name) and rule.kind == "not_falling" and form.entries[str(name)].state == "zero"


def _is_later(form: SheetForm, before: Earlier | None) -> bool:
    """Whether there is something to compare with; a second sheet may tell another period than the first."""
    if before is None or form.period is None or form.period.kind != before.period.kind:
        return False
    return form.period > before.period


def _broken(
    forms: Mapping[SheetKey, SheetForm], earlier: Mapping[str, Earlier], declared: Declarations
) -> Iterator[tuple[Rule, str | None, int]]:
    """(rule, indicator, number of the sheet) wherever a rule about earlier periods is broken."""
    values = gather(forms, declared)
    past = _past([(f, earlier[f.sector]) for f in forms.values()], declared)
    for rule in [r for r in declared.rules if r.kind in PAST_KINDS]:
        concerned = np.array([declared.applies(rule, f.sector, f.period) for f in forms.values()])
        for name, excess in PAST_KINDS[rule.kind](values, rule, past):
            yield from ((rule, name, int(n)) for n in np.flatnonzero((excess > 0) & concerned))


def _past(pairs: list[tuple[SheetForm, Earlier]], declared: Declarations) -> Past:
    """What the sheets had before, as arrays."""
    rows = range(max(len(e.steps) for _, e in pairs))
    names = declared.form.indicators
    gaps = [len(e.period.until(f.period)) - 1 for f, e in pairs if f.period]
    return Past(
        {i: np.array([e.values.get(i, math.nan) for _, e in pairs]) for i in names},
        np.array(gaps, dtype=float),
        {
            i: np.array([[_step(e, n, i) for _, e in pairs] for n in rows]).reshape(-1, len(pairs))
            for i in names
        },
    )


def _step(earlier: Earlier, number: int, indicator: str) -> float:
    if number >= len(earlier.steps):
        return math.nan
    return earlier.steps[number].get(indicator, math.nan)


def _explain(
    rule: Rule, name: str | None, form: SheetForm, before: Earlier, declared: Declarations
) -> Finding:
    """The finding of a broken rule in the rule's words, at its cell if it has one."""
    words = {"before_month": before.period.chinese, "kind": before.period.kind}
    if name is None:
        return word(rule, words, Place(form.sector, form.sheet or None))
    indicator, entry = declared.form.indicators[name], form.entries[name]
    value, was = show(indicator, entry.value), show(indicator, before.values[name])
    words |= {"value": value, "before": was}
    if rule.kind == "not_falling":
        words["expected"] = f"不小于{was}（{before.period.short}已报）"
    if rule.kind == "not_jumping":
        past = _past([(form, before)], declared)
        now = {name: np.array([entry.value])}
        change = past.step(Values(now, [""]), name)
        words |= {"change": _rounded(change[0]), "usual": _rounded(past.usual(name, 0)[0])}
    return word(rule, words, Place(form.sector, entry.sheet, entry.cell, indicator), found=value)


def _rounded(number: float) -> str:
    """With one decimal at most: a mean over periods."""
    return plain(float(f"{number:.1f}"))


def _false_zeros(form: SheetForm, before: Earlier, declared: Declarations) -> list[Finding]:
    """Blanks declared zero whose cumulative value was already above zero; what is a period's own may be 0 again."""
    findings = []
    for entry in form.entries.values():
        was = before.values.get(entry.indicator, math.nan)
        indicator = declared.form.indicators[entry.indicator]
        if entry.state == "zero" and was > 0 and not indicator.adds_up:
            why = f"{before.period.short}{declared.form.basis}已报{show(indicator, was)}"
            place = Place(form.sector, entry.sheet, entry.cell, indicator)
            findings.append(found_by_reader(declared, "zero_not_allowed", place, expected=why))
    return findings
