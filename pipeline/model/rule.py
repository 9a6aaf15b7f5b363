"""A declared rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.model.month import Month


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared rule. `parameters` belong to its kind; `months` bounds it in time."""

    code: str
    kind: str
    severity: str
    audience: str
    message: str
    heading: str
    public: str
    typed: str
    reason: str
    waivable: bool
    months: tuple[Month, Month] | None
    only: tuple[str, ...]
    exempt: tuple[str, ...]
    parameters: Mapping[str, Any]

    def holds_in(self, month: Month) -> bool:
        """Whether the rule applies to a month."""
        return self.months is None or self.months[0] <= month <= self.months[1]

    def concerns(self, sheet: str, unit: str) -> bool:
        """Whether the rule applies to a sheet of a unit."""
        named = {sheet, unit}
        return not named & set(self.exempt) and (not self.only or bool(named & set(self.only)))

    @property
    def indicators(self) -> set[str]:
        """All that its parameters name (also words that are no indicators)."""
        named = (v if isinstance(v, tuple) else (v,) for v in self.parameters.values())
        return {str(name) for names in named for name in names}
