"""What schemas/ declares, checked and joined."""

from dataclasses import dataclass

from pipeline.model.bulletin_plan import BulletinPlan
from pipeline.model.campaign import Campaign
from pipeline.model.closing_plan import ClosingPlan
from pipeline.model.form import Form, Indicator
from pipeline.model.month import Month
from pipeline.model.roster import Roster
from pipeline.model.rule import Explaining, Rule


@dataclass(frozen=True, slots=True)
class Declarations:
    """All of schemas/, joined and free of contradictions."""

    form: Form
    roster: Roster
    campaign: Campaign
    rules: tuple[Rule, ...]
    explaining: Explaining
    bulletin: BulletinPlan
    closing: ClosingPlan

    def applies(self, rule: Rule, sheet: str, month: Month | None) -> bool:
        """Whether a rule is about a sheet in a month (None: a month that could not be read)."""
        in_time = rule.months is None or (month is not None and rule.holds_in(month))
        return in_time and rule.concerns(sheet, self.roster.sheets[sheet].unit)

    def rule(self, code: str) -> Rule:
        """The rule with a code."""
        return next(r for r in self.rules if r.code == code)

    def hint(self, indicator: Indicator, sheet: str) -> str:
        """What stands in a cell that is not asked for on a sheet: who fills it, or on which sheet."""
        unit = self.roster.units[self.roster.sheets[sheet].unit]
        first = self.roster.sheets[unit.first_sector].name
        return self.form.hints[indicator.level].format(first_sheet=first)

    def intake_rule(self, case: str) -> Rule:
        """The rule that words a case which the reader itself detects."""
        return next(r for r in self.rules if r.parameters.get("case") == case)
