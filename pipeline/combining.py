"""What several sheets report, taken together: those of a sector that several units report, or of one unit."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.figures import Figures, together
from pipeline.model.declared import Declarations
from pipeline.model.form import Form
from pipeline.wording import tidy

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


def _of_level(level: str, values: Values, form: Form) -> Values:
    return {name: v for name, v in values.items() if form.indicators[name].level == level}


def by_sector(figures: Figures, declared: Declarations) -> dict[str, Values]:
    """Sector id -> its values over all who report it, as far as they did; figures: by sheet id and indicator."""
    roster, form = declared.roster, declared.form
    if not roster.shared:
        return {sector: figures.get(sector, {}) for sector in roster.by_sector}
    return {
        sector: _of_level("sector", together(figures, sheets), form)
        for sector, sheets in roster.by_sector.items()
    }
