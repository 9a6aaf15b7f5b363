"""The declared rules, compiled to columns once and held against all sheets in one pass."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pipeline.checking.judged_columns import Failure, failures, rule_checks, value_checks
from pipeline.checking.rules import KINDS, Array, Values, gather
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator, Kind
from pipeline.model.received import Finding, SheetForm, SheetKey, Submission
from pipeline.model.record import record
from pipeline.model.rule import Rule
from pipeline.words.faults import Place, wanted, word
from pipeline.words.wording import plain, show


@record
class Checked:
    """A rule's column: its rule and the indicator that its findings point at."""

    rule: Rule
    indicator: str | None


def check_sheets(
    submissions: Sequence[Submission], declared: Declarations
) -> dict[SheetKey, list[Finding]]:
    """The findings of every submitted sheet by itself, by (file, sheet); earlier months are not looked at."""
    forms = {(s.arrival.path, f.sector): f for s in submissions for f in s.submitted}
    findings: dict[SheetKey, list[Finding]] = {key: [] for key in forms}
    if not forms:
        return findings
    values = gather(forms, declared)
    columns = dict(_excesses(values, forms, declared))
    keys = list(forms)
    for column, row, code in _failures(values, columns, declared):
        about = columns[column][0] if column in columns else _value_rule(declared, code, column)
        findings[keys[row]].append(explain(about, row, forms, values, declared))
    return findings


def _excesses(
    values: Values, forms: Mapping[SheetKey, SheetForm], declared: Declarations
) -> Iterator[tuple[str, tuple[Checked, Array]]]:
    """Every rule between values as columns, one number a sheet, empty on the sheets that it does not concern."""
    for rule in [r for r in declared.rules if r.kind in KINDS]:
        concerned = np.array([declared.applies(rule, f.sector, f.period) for f in forms.values()])
        if concerned.any():
            for indicator, excess in KINDS[rule.kind](values, rule):
                column = np.where(concerned, excess, np.nan)
                yield f"{rule.code}:{indicator}", (Checked(rule, indicator), column)


def _failures(
    values: Values, columns: Mapping[str, tuple[Checked, Array]], declared: Declarations
) -> list[Failure]:
    """Of all values and rules, in the order of sheets, and on each of columns."""
    codes = {r.parameters["case"]: r.code for r in declared.rules if r.kind == "value"}
    found: list[Failure] = []
    for kind, indicators in _by_kind(declared).items():
        found += failures({i: values.of[i] for i in indicators}, value_checks(kind, codes))
    found += failures({c: excess for c, (_, excess) in columns.items()}, rule_checks("rule"))
    order = {c: n for n, c in enumerate([*values.of, *columns])}
    return sorted(found, key=lambda f: (f[1], order[f[0]]))


def _by_kind(declared: Declarations) -> dict[Kind, list[str]]:
    kinds: dict[Kind, list[str]] = {}
    for i in declared.form.indicators.values():
        kinds.setdefault(i.kind, []).append(i.id)
    return kinds


def _value_rule(declared: Declarations, code: str, indicator: str) -> Checked:
    return Checked(next(r for r in declared.rules if r.code == code), indicator)


def explain(
    about: Checked,
    at: int,
    forms: Mapping[SheetKey, SheetForm],
    values: Values,
    declared: Declarations,
) -> Finding:
    """The finding of a broken rule on sheet number `at`, in the rule's words, at the cell that it points at."""
    key = list(forms)[at]
    form, indicator = forms[key], declared.form.indicators.get(about.indicator or "")
    row = {i: float(array[at]) for i, array in values.of.items()}
    words = {i.id: show(i, row[i.id], "空白") for i in declared.form.indicators.values()}
    words["value"] = words[indicator.id] if indicator else ""
    words |= _extra(about.rule, indicator, row, forms, key, declared)
    entry = form.entries.get(about.indicator or "")
    sheet, cell = (entry.sheet, entry.cell) if entry else (form.sheet or None, None)
    return word(about.rule, words, Place(form.sector, sheet, cell, indicator), found=words["value"])


def _extra(
    rule: Rule,
    indicator: Indicator | None,
    row: Mapping[str, float],
    forms: Mapping[SheetKey, SheetForm],
    key: SheetKey,
    declared: Declarations,
) -> dict[str, str]:
    """Placeholders that only one kind has."""
    if rule.kind == "value" and indicator:
        too_large = rule.parameters["case"] == "too_large"
        return {
            "expected": plain(indicator.kind.largest) if too_large else f"应为{wanted(indicator)}"
        }
    if rule.kind == "ratio":
        share = row[rule.parameters["part"]] / row[rule.parameters["whole"]]
        return {"ratio": plain(float(f"{share:.3g}"))}
    if rule.kind == "repeated":
        among = [row[i] for i in rule.parameters["of"] if row[i] > rule.parameters["above"]]
        value, count = Counter(among).most_common(1)[0]
        return {"count": str(count), "value": plain(value)}
    if rule.kind == "equal_to":
        count = sum(row[i] == row[rule.parameters["to"]] for i in rule.parameters["of"])
        return {"count": str(count), "value": plain(row[rule.parameters["to"]])}
    if rule.kind == "same_sheets":
        return {"other": declared.roster.sheets[_twin(rule, key, forms)].title}
    return {}


def _twin(rule: Rule, key: SheetKey, forms: Mapping[SheetKey, SheetForm]) -> str:
    """The other sheet of the same file that holds the same."""
    mine = [forms[key].entries[i].value for i in rule.parameters["of"]]
    twins = (
        sheet
        for (file, sheet), form in forms.items()
        if file == key[0] and sheet != key[1]
        if [form.entries[i].value for i in rule.parameters["of"] if i in form.entries] == mine
    )
    return next(twins)
