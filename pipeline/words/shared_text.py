"""The values that share one official cell, as the text that stands in it."""

import string
from collections.abc import Mapping
from decimal import Decimal

from pipeline.model.form import Form, SharedItem
from pipeline.words.wording import NOT_REPORTED, show


def shared_text(shared: SharedItem, form: Form, values: Mapping[str, Decimal | None]) -> str:
    """One text; a missing value is 未报 without its unit, all missing just 未报."""
    parts, unit, reported = [], "", False
    for literal, name, _, _ in string.Formatter().parse(shared.format):
        parts.append(literal.removeprefix(unit))
        if name:
            indicator, value = form.indicators[name], values[name]
            parts.append(show(indicator, value, NOT_REPORTED))
            unit = indicator.unit if value is None else ""
            reported |= value is not None
    return "".join(parts) if reported else NOT_REPORTED
