"""What several sheets report, taken together: those of a sector that several units report, or of one unit."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pipeline.model.form import Form, Indicator
from pipeline.words.wording import tidy

Values = Mapping[str, Decimal]


def combined(parts: Iterable[Values], form: Form, level: str) -> dict[str, Decimal]:
    """The values of a level over some sheets: sums, or 1 if any said yes; without those that none of them has."""
    found: dict[str, list[Decimal]] = {i.id: [] for i in form.at_level(level)}
    for values in parts:
        for name, value in values.items():
            if name in found:
                found[name].append(value)
    return {n: total(form.indicators[n], values) for n, values in found.items() if values}


def total(indicator: Indicator, values: Sequence[Decimal]) -> Decimal:
    """The sum of what was reported, at least one value; of a yes or no 1 if any said yes."""
    return max(values) if indicator.is_yesno else tidy(sum(values, Decimal(0)))
