"""What several sheets report, taken together: those of a sector that several units report, or of one unit."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.model.form import Form
from pipeline.words.wording import tidy

Values = Mapping[str, Decimal]


def combined(parts: Iterable[Values], form: Form, level: str) -> dict[str, Decimal]:
    """The values of a level over some sheets: sums, or 1 if any said yes; without those that none of them has."""
    found: dict[str, list[Decimal]] = {i.id: [] for i in form.at_level(level)}
    for values in parts:
        for name, value in values.items():
            if name in found:
                found[name].append(value)
    return {
        name: max(values) if form.indicators[name].is_yesno else tidy(sum(values, Decimal(0)))
        for name, values in found.items()
        if values
    }
