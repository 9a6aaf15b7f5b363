"""One thing that can be wrong with a sheet."""

from collections.abc import Mapping

from pipeline.model.record import record
from pipeline.model.rule import SEVERITIES, Rule
from pipeline.selfcheck.places import SheetBlock


@record
class Line:
    """A row of the self-check.

    rules: those that may be broken here. broken: of one rule the condition under which it is; of several an expression
    that gives the code of the broken one, "" for none.
    place: the value or heading that it points at, empty for the sheet as a whole; at: an expression of its reference,
    where that depends on what is typed. said: the message by code.
    """

    block: SheetBlock
    rules: tuple[Rule, ...]
    broken: str
    said: Mapping[str, str]
    indicator: str | None = None
    place: str = ""
    at: str = ""

    @property
    def severity(self) -> int:
        """Its place among the severities, the gravest first."""
        return min(SEVERITIES.index(r.severity) for r in self.rules)

    @property
    def tells_which(self) -> bool:
        """Whether it is the code that says which rule is broken."""
        return len(self.rules) > 1
