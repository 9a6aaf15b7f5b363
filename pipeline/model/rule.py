"""A declared rule."""

from collections.abc import Mapping
from typing import Any

from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.roster import Sector

SEVERITIES = ("error", "warning", "notice")  # the gravest first


@record
class Rule:
    """One declared rule. `parameters` belong to its kind; `months` bounds it in time.

    unless: rules of which this one is a symptom. together: from so many findings on a sheet on they are told as one,
    in the words of message_many (0: never). short: the fault in a few words. A field that a rule does not mention, or
    its kind has no use for, is as here: told to the office and the unit alone, about every sheet, never waived.
    """

    code: str
    kind: str
    severity: str
    message: str
    reason: str
    parameters: Mapping[str, Any]
    audience: str = "核对"
    message_many: str = ""
    heading: str = ""
    public: str = ""
    typed: str = ""
    waivable: bool = False
    months: tuple[Month, Month] | None = None
    only: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    together: int = 0
    short: str = ""

    def holds_in(self, period: Period) -> bool:
        """Whether the rule applies to a period: to a week where it applies to the month of its last day."""
        return self.months is None or self.months[0] <= period.months[-1] <= self.months[1]

    def concerns(self, sheet: Sector) -> bool:
        """Whether the rule applies to a sheet: what it is about and its unit can be named."""
        named = {sheet.sector, sheet.unit}
        return not named & set(self.exempt) and (not self.only or bool(named & set(self.only)))

    @property
    def named(self) -> tuple[str, ...]:
        """All words in its parameters, alone or in lists: the indicators that it is about, and whatever else."""
        lists = (p if isinstance(p, tuple) else (p,) for p in self.parameters.values())
        return tuple(word for words in lists for word in words if isinstance(word, str))

    @property
    def gathers(self) -> tuple[str, ...]:
        """The rules whose findings on one sheet it stands for: several others', or its own."""
        others: tuple[str, ...] = self.parameters["of"] if self.kind == "several" else ()
        return others or (self.code,)

    @property
    def least(self) -> int:
        """From how many such findings on."""
        return int(self.parameters["least"]) if self.kind == "several" else self.together


@record
class Explaining:
    """How 情况说明 is read.

    nothing: words that explain nothing, bare. whole_sheet: how a line about a whole sheet begins. prompt: what a ready
    line asks for.
    """

    nothing: frozenset[str]
    whole_sheet: tuple[str, ...]
    prompt: str
