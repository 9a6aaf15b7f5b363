"""schemas/rules.toml: rules, each of a closed list of kinds with parameters of its own."""

import string
from pathlib import Path
from typing import Any

from pipeline.declarations.campaign import month_of
from pipeline.declarations.tables import Table
from pipeline.model.declared import Form, Roster, Rule
from pipeline.model.month import Month

# kind -> its parameters and their types. A list holds indicator ids, `indicator` is one, `measure` names a measure.
KINDS: dict[str, dict[str, str]] = {
    "not_above": {"left": "indicators?", "each": "indicators?", "right": "indicators"},
    "needs": {"when": "indicators", "then": "indicators", "least": "number?"},
    "at_most": {"of": "indicators", "limit": "number"},
    "at_least": {"of": "indicators", "least": "number"},
    "ratio": {"part": "indicator", "whole": "indicator", "least": "number", "most": "number"},
    "repeated": {"of": "indicators", "least": "number", "above": "number"},
    "all_zero": {},
    "same_sheets": {"of": "indicators"},
    "not_falling": {"except_indicators": "indicators?"},
    "rate_behind": {"measure": "measure", "gap": "number", "least": "number"},
    "value": {"case": "case"},
    "intake": {"case": "case"},
}
VALUE_CASES = ("negative", "not_whole", "too_large")
# Everything that the reader itself can find; each must be worded by exactly one rule.
INTAKE_CASES = (
    *(
        "not_a_number",
        "error_cell",
        "formula_without_value",
        "date_cell",
        "boolean_cell",
        "not_yes_or_no",
    ),
    *("read_as", "filled_elsewhere", "blanks", "zero_not_allowed", "zero_word", "nothing_filled"),
    *(
        "form_version",
        "label_changed",
        "heading_moved",
        "names_lost",
        "unit_wrong",
        "sector_wrong",
        "period_wrong",
    ),
    *("period_outside", "periods_differ", "basis_wrong", "not_the_units_sector", "heading_blank"),
    *(
        "stale_month",
        "tie",
        "not_regular",
        "wrong_size",
        "foreign_format",
        "damaged",
        "unrecognised",
    ),
    *("scan", "sample_set_aside"),
)
_FIELDS = {
    "item",
    "name",
    "value",
    "found",
    "expected",
    "count",
    "other",
    "ratio",
    "before",
    "before_month",
}
_FIELDS |= {"sector", "rate", "part", "whole", "gap"}


def load_rules(schemas: Path, form: Form, roster: Roster) -> tuple[Rule, ...]:
    """All rules; DeclarationError names the rule that is about something unknown."""
    file = Table.load(schemas / "rules.toml")
    rules = tuple(_rule(table, form, roster) for table in file.listed("rule"))
    file.close()
    codes = [r.code for r in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise file.fault(code, "编号重复")
    for kind, cases in (("value", VALUE_CASES), ("intake", INTAKE_CASES)):
        declared = [r.parameters["case"] for r in rules if r.kind == kind]
        for case in cases:
            if declared.count(case) != 1:
                raise file.fault(f"case={case}", f"应正好有一条，现有{declared.count(case)}条")
    return rules


def _rule(table: Table, form: Form, roster: Roster) -> Rule:
    code = table.take("code", str)
    table.key = code
    kind = table.one_of("kind", tuple(KINDS))
    severity = table.one_of("severity", ("error", "warning", "notice"))
    parameters = _parameters(table, kind, form)
    rule = Rule(
        code=code,
        kind=kind,
        severity=severity,
        audience=table.one_of("audience", ("核对", "通报"), "核对"),
        message=_words(table, "message", form),
        heading=table.take("heading", str, ""),
        public=_words(table, "public", form, ""),
        typed=table.take("typed", str, ""),
        reason=table.take("reason", str),
        waivable=severity == "error"
        and (kind not in ("intake", "value") or _is_office_matter(parameters)),
        months=_months(table),
        only=_who(table, "only", roster),
        exempt=_who(table, "except", roster),
        parameters=parameters,
    )
    table.close()
    if rule.audience == "通报" and not (rule.public and rule.heading):
        raise table.fault("public", "通报用的规则要写明通报中的说法（public）和问题名称（heading）")
    return rule


def _is_office_matter(parameters: dict[str, Any]) -> bool:
    """Whether the office may decide on an intake case: which version of a month counts."""
    return parameters.get("case") == "stale_month"


def _words(table: Table, key: str, form: Form, default: str | None = None) -> str:
    text = table.take(key, str, default)
    for _, field, _, _ in string.Formatter().parse(text):
        if field is not None and field not in _FIELDS and field not in form.indicators:
            raise table.fault(key, f"不认识“{{{field}}}”")
    return text


def _months(table: Table) -> tuple[Month, Month] | None:
    texts = table.strings("months", ())
    if not texts:
        return None
    if len(texts) != 2:
        raise table.fault("months", "应为[起, 止]两个月")
    first, last = (month_of(Table(table.file, table.key, {"months": t}), "months") for t in texts)
    return first, last


def _who(table: Table, key: str, roster: Roster) -> tuple[str, ...]:
    ids = table.strings(key, ())
    for unknown in [i for i in ids if i not in roster.sheets and i not in roster.units]:
        raise table.fault(key, f"没有“{unknown}”这个行业领域或单位")
    return ids


def _parameters(table: Table, kind: str, form: Form) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, type_ in KINDS[kind].items():
        values[key] = _parameter(table, key, type_, form)
    if kind == "not_above" and bool(values["left"]) == bool(values["each"]):
        raise table.fault("left", "left和each要正好写一个")
    return values


def _parameter(table: Table, key: str, type_: str, form: Form) -> Any:
    optional = type_.endswith("?")
    if type_.startswith("number"):
        return table.take(key, float, 1.0 if optional else None)
    if type_ == "case":
        return table.one_of(key, VALUE_CASES + INTAKE_CASES)
    if type_ == "measure":
        return table.one_of(key, tuple(form.measures))
    if type_ == "indicator":
        return table.one_of(key, tuple(form.indicators))
    ids = table.strings(key, () if optional else None)
    for unknown in [i for i in ids if i not in form.indicators]:
        raise table.fault(key, f"没有“{unknown}”这个指标")
    return ids
