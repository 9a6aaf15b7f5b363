"""A figure of the paper out of some values: an indicator, or a measure that is worked out of several."""

from collections.abc import Mapping
from decimal import Decimal

from pipeline.figures.totals import measure, total_of
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.words.wording import MINUS, NOT_REPORTED, percent, plain, show


def figure(name: str, parts: Mapping[str, Decimal], declared: Declarations) -> str:
    """An indicator or measure out of some values, as text; 未报 where a part is missing.

    With the minus of print, which is as wide as a figure, in sentences as in tables.
    """
    return _figure(name, parts, declared).replace("-", MINUS)


def _figure(name: str, parts: Mapping[str, Decimal], declared: Declarations) -> str:
    if name in declared.form.indicators:
        return show(declared.form.indicators[name], parts.get(name), NOT_REPORTED)
    planned = declared.form.measures[name]
    value = measure(parts, planned)
    if value is None:
        return NOT_REPORTED
    if planned.over:
        return percent(value, total_of(parts, planned.over))
    return plain(value)


def all_parts(release: Release) -> dict[str, Decimal]:
    """The totals that exist."""
    return {i: t.value for i, t in release.totals.items() if t.value is not None}


def number(name: str, parts: Mapping[str, Decimal], declared: Declarations) -> Decimal | None:
    """An indicator or measure (of a rate: the summed part) out of some values; None where a part is missing."""
    if name in declared.form.measures:
        return measure(parts, declared.form.measures[name])
    return parts.get(name)
