"""What is told of a broken rule on a sheet: its own message, with the values that it speaks of."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.received import Finding, SheetForm, SheetKey
from pipeline.model.record import record
from pipeline.model.rule import Rule
from pipeline.words.faults import Place, wanted, word
from pipeline.words.wording import plain, show


@record
class RuleColumn:
    """A rule's column: its rule and the indicator that its findings point at."""

    rule: Rule
    indicator: str | None


def explain(
    about: RuleColumn,
    key: SheetKey,
    row: Mapping[str, float],
    forms: Mapping[SheetKey, SheetForm],
    declared: Declarations,
) -> Finding:
    """The finding of a broken rule on a sheet, in the rule's words, at the cell that it points at; row: its values."""
    form, indicator = forms[key], declared.form.indicators.get(about.indicator or "")
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
        return {"expected": _should(rule, indicator)}
    if rule.kind == "same_sheets":
        return {"other": declared.roster.sheets[_twin(rule, key, forms)].title}
    told = _OF_THE_VALUES.get(rule.kind)
    return told(rule.parameters, row) if told else {}


def _should(rule: Rule, indicator: Indicator) -> str:
    """What a single value should be."""
    if rule.parameters["case"] == "too_large":
        return plain(indicator.kind.largest)
    return f"应为{wanted(indicator)}"


def _ratio(given: Mapping[str, Any], row: Mapping[str, float]) -> dict[str, str]:
    share = row[given["part"]] / row[given["whole"]]
    return {"ratio": plain(float(f"{share:.3g}"))}


def _repeated(given: Mapping[str, Any], row: Mapping[str, float]) -> dict[str, str]:
    among = [row[i] for i in given["of"] if row[i] > given["above"]]
    value, count = Counter(among).most_common(1)[0]
    return {"count": str(count), "value": plain(value)}


def _equal_to(given: Mapping[str, Any], row: Mapping[str, float]) -> dict[str, str]:
    count = sum(row[i] == row[given["to"]] for i in given["of"])
    return {"count": str(count), "value": plain(row[given["to"]])}


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


_OF_THE_VALUES: dict[str, Callable[[Mapping[str, Any], Mapping[str, float]], dict[str, str]]] = {
    "ratio": _ratio,
    "repeated": _repeated,
    "equal_to": _equal_to,
}
