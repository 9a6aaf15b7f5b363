"""What a cell had before, shown when it is selected."""

import math
from collections.abc import Mapping

from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.form import Indicator
from pipeline.model.period import Period
from pipeline.words.wording import show

Prompt = tuple[str, str]  # title and text; Excel takes 32 and 255 characters
_LONGEST_TITLE, _LONGEST_TEXT = 32, 255


def prompts_of(
    declared: Declarations, sheet: str, period: Period, earlier: Mapping[str, Earlier] | None
) -> dict[str, Prompt]:
    """The prompt of each value of a sheet. earlier: what sheets had before; None where nothing can be known."""
    if earlier is None:
        return {}
    return {
        i.id: _prompt(i, earlier.get(sheet), period, declared.form.basis)
        for i in declared.form.indicators.values()
    }


def _prompt(indicator: Indicator, before: Earlier | None, period: Period, basis: str) -> Prompt:
    last, kind = period.shift(-1), period.kind
    value = before.values.get(indicator.id, math.nan) if before else math.nan
    if not before or math.isnan(value):
        return _cut(f"上{kind}未报", f"{last.chinese}没有收到有效的数。")
    what = {"difference": basis, "last": "实有"}.get(indicator.over_months, "所报")
    shown = " ".join(filter(None, (show(indicator, value), indicator.unit)))
    if before.period == last:
        return _cut(f"上{kind}{what}", f"{shown}（{last.chinese}）")
    return _cut(f"上{kind}未报", f"{before.period.chinese}{what} {shown}")


def _cut(title: str, text: str) -> Prompt:
    return title[:_LONGEST_TITLE], text[:_LONGEST_TEXT]
