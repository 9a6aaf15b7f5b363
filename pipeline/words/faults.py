"""Findings in the words of the declared rules."""

import string
from collections.abc import Mapping

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator, SharedItem
from pipeline.model.received import Finding
from pipeline.model.record import record
from pipeline.model.rule import Rule
from pipeline.words.wording import harmless, inert


@record
class Place:
    """Where a finding points: a sheet id, a worksheet and cell, an indicator; as much of it as there is."""

    sector: str | None = None
    sheet: str | None = None
    cell: str | None = None
    indicator: Indicator | None = None


NOWHERE = Place()
# What a heading holds, as messages go on after its name: “数据口径”写的是“当月”.
WRITTEN, EMPTY = "写的是“{found}”", "空着"


def found_by_reader(
    declared: Declarations,
    case: str,
    place: Place = NOWHERE,
    *,
    found: str = "",
    expected: str = "",
) -> Finding:
    """A finding of the reader itself; case: of declarations/rule_cases.py or, about texts, of model/work_reports.py."""
    words = {"found": inert(found), "expected": expected}
    return word(declared.intake_rule(case), words, place, found=found)


def word(rule: Rule, words: Mapping[str, str], place: Place, *, found: str = "") -> Finding:
    """A finding of a rule; `words` fill the placeholders of its message."""
    indicator = place.indicator
    names = named(indicator) if indicator else {}
    return Finding(
        rule=rule.code,
        severity=rule.severity,
        audience=rule.audience,
        sector=place.sector,
        sheet=place.sheet,
        cell=place.cell,
        indicator=indicator.id if indicator else None,
        value=inert(found),
        expected=words.get("expected", ""),
        # A sheet's name may be among the words: none of them begins a line of its own.
        message=harmless(rule.message.format(**{**names, **words})),
        waivable=rule.waivable,
    )


def named(indicator: Indicator) -> dict[str, str]:
    """What a message may quote of an indicator itself; a yes or no has no unit."""
    return {"item": indicator.item, "name": indicator.name, "unit": indicator.unit}


def wanted(indicator: Indicator, shared: SharedItem | None = None) -> str:
    """What a cell of an indicator should hold, in words; `shared` is the item where it holds two values."""
    if shared:
        sample = string.Formatter().vformat(shared.format, (), _Ones())
        return f"“{sample}”这样的两个数"
    if indicator.is_yesno:
        return "“是”或“否”"
    if indicator.kind.decimals:
        return f"以{indicator.unit}为单位的数（至多{indicator.kind.decimals}位小数）"
    return "0或正整数"


class _Ones(dict[str, str]):
    """Any name is a 1: an example of how a shared cell is written."""

    def __missing__(self, _: str) -> str:
        return "1"
