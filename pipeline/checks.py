"""The declared rules, compiled to pandera once and held against all sheets in one pass."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from pipeline.faults import Place, wanted, word
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator, Kind
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.model.rule import Rule
from pipeline.rules import KINDS, Array, Values, gather
from pipeline.wording import plain, show

Key = tuple[str, str]  # (path of the file, sheet id): one row of the wide table


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule's column in the wide frame: its rule and the indicator that its findings point at."""

    rule: Rule
    indicator: str | None


def check_sheets(
    submissions: Sequence[Submission], declared: Declarations
) -> dict[Key, list[Finding]]:
    """The findings of every submitted sheet by itself, by (file, sheet); earlier months are not looked at."""
    forms = {(s.arrival.path, f.sector): f for s in submissions for f in s.submitted}
    findings: dict[Key, list[Finding]] = {key: [] for key in forms}
    if not forms:
        return findings
    values = gather(forms, declared)
    columns = dict(_excesses(values, forms, declared))
    frame = pd.DataFrame({**values.of, **{c: excess for c, (_, excess) in columns.items()}})
    keys = list(forms)
    for column, row, code in _failures(_schema(declared, list(columns)), frame):
        about = columns[column][0] if column in columns else _value_rule(declared, code, column)
        findings[keys[row]].append(explain(about, row, forms, values, declared))
    return findings


def _excesses(
    values: Values, forms: Mapping[Key, SheetForm], declared: Declarations
) -> Iterator[tuple[str, tuple[Checked, Array]]]:
    """Every rule between values as columns of the wide frame, empty on the sheets that it does not concern."""
    for rule in [r for r in declared.rules if r.kind in KINDS]:
        concerned = np.array([declared.applies(rule, f.sector, f.period) for f in forms.values()])
        if concerned.any():
            for indicator, excess in KINDS[rule.kind](values, rule):
                column = np.where(concerned, excess, np.nan)
                yield f"{rule.code}:{indicator}", (Checked(rule, indicator), column)


def _schema(declared: Declarations, rule_columns: Sequence[str]) -> pa.DataFrameSchema:
    """The wide frame as pandera sees it: floats only, each value in its range, each rule column at most 0."""
    codes = {r.parameters["case"]: r.code for r in declared.rules if r.kind == "value"}
    columns = {
        i.id: pa.Column(float, _value_checks(i.kind, codes), nullable=True)
        for i in declared.form.indicators.values()
    }
    kept = pa.Check.le(0, error="rule")
    columns |= {c: pa.Column(float, kept, nullable=True) for c in rule_columns}
    return pa.DataFrameSchema(columns, strict=True)


def _value_checks(kind: Kind, codes: Mapping[str, str]) -> list[pa.Check]:
    def has_right_decimals(values: pd.Series) -> pd.Series:
        return values.round(kind.decimals).eq(values)

    return [
        pa.Check.ge(0, error=codes["negative"]),
        pa.Check.le(kind.largest, error=codes["too_large"]),
        pa.Check(has_right_decimals, error=codes["not_whole"]),
    ]


def _failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[tuple[str, int, str]]:
    """(column, row, code) of every failing check, in the order of sheets and columns."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as e:
        cases = e.failure_cases
        if cases["index"].isna().any():  # a check that crashes is our fault, never the unit's
            raise AssertionError(f"a check crashed: {cases.to_dict('records')[:1]}") from e
        order = {c: n for n, c in enumerate(frame.columns)}
        found = zip(cases["column"], cases["index"].astype(int), cases["check"], strict=True)
        return sorted(found, key=lambda f: (f[1], order[f[0]]))
    return []


def _value_rule(declared: Declarations, code: str, indicator: str) -> Checked:
    return Checked(next(r for r in declared.rules if r.code == code), indicator)


def explain(
    about: Checked,
    at: int,
    forms: Mapping[Key, SheetForm],
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
    forms: Mapping[Key, SheetForm],
    key: Key,
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


def _twin(rule: Rule, key: Key, forms: Mapping[Key, SheetForm]) -> str:
    """The other sheet of the same file that holds the same."""
    mine = [forms[key].entries[i].value for i in rule.parameters["of"]]
    twins = (
        sheet
        for (file, sheet), form in forms.items()
        if file == key[0] and sheet != key[1]
        if [form.entries[i].value for i in rule.parameters["of"] if i in form.entries] == mine
    )
    return next(twins)
