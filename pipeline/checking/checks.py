"""The declared rules, compiled to columns once and held against all sheets in one pass."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pipeline.checking.judged_columns import Failure, failures, rule_checks, value_checks
from pipeline.checking.rules import KINDS, Array, Values, gather
from pipeline.checking.telling import RuleColumn, explain
from pipeline.model.declared import Declarations
from pipeline.model.form import Kind
from pipeline.model.received import Finding, SheetForm, SheetKey, Submission


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
        findings[keys[row]].append(explain(about, keys[row], values.row(row), forms, declared))
    return findings


def _excesses(
    values: Values, forms: Mapping[SheetKey, SheetForm], declared: Declarations
) -> Iterator[tuple[str, tuple[RuleColumn, Array]]]:
    """Every rule between values as columns, one number a sheet, empty on the sheets that it does not concern."""
    for rule in [r for r in declared.rules if r.kind in KINDS]:
        concerned = np.array([declared.applies(rule, f.sector, f.period) for f in forms.values()])
        if concerned.any():
            for indicator, excess in KINDS[rule.kind](values, rule):
                column = np.where(concerned, excess, np.nan)
                yield f"{rule.code}:{indicator}", (RuleColumn(rule, indicator), column)


def _failures(
    values: Values, columns: Mapping[str, tuple[RuleColumn, Array]], declared: Declarations
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


def _value_rule(declared: Declarations, code: str, indicator: str) -> RuleColumn:
    return RuleColumn(next(r for r in declared.rules if r.code == code), indicator)
