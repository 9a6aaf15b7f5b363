"""What schemas/ declares, checked and joined."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from pipeline.model.bulletin_plan import BulletinPlan
from pipeline.model.campaign import Campaign
from pipeline.model.closing_plan import ClosingPlan
from pipeline.model.commands import Commands
from pipeline.model.form import Form, Indicator
from pipeline.model.hazard_plan import HazardPlan
from pipeline.model.ledger import Ledger
from pipeline.model.milestones import MilestonePlan
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.rollup import RollupPlan
from pipeline.model.roster import Roster
from pipeline.model.rule import Explaining, Rule
from pipeline.model.work_reports import ReportPlan


@record
class Declarations:
    """All of schemas/, joined and free of contradictions.

    closing: None where there is no closing report. weights: of the counts of 考核参考; empty for no score. purpose:
    what 考核参考 is for. ledger and hazards (what the papers show of it): None where the campaign has none. rollup:
    what is taken over from the level below; None where forms come in. commands: how they are called in this folder; for
    screens alone, papers are the same everywhere.
    """

    form: Form
    roster: Roster
    campaign: Campaign
    rules: tuple[Rule, ...]
    explaining: Explaining
    bulletin: BulletinPlan
    closing: ClosingPlan | None
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    purpose: str = ""
    ledger: Ledger | None = None
    hazards: HazardPlan | None = None
    milestones: MilestonePlan = field(default_factory=MilestonePlan)
    work_reports: ReportPlan = field(default_factory=ReportPlan)
    rollup: RollupPlan | None = None
    commands: Commands = Commands()

    def applies(self, rule: Rule, sheet: str, period: Period | None) -> bool:
        """Whether a rule is about a sheet in a period (None: one that could not be read)."""
        in_time = rule.months is None or (period is not None and rule.holds_in(period))
        return in_time and rule.concerns(self.roster.sheets[sheet])

    def rule(self, code: str) -> Rule:
        """The rule with a code."""
        return next(r for r in self.rules if r.code == code)

    def hint(self, indicator: Indicator, sheet: str) -> str:
        """What stands in a cell that is not asked for on a sheet: who fills it, or on which sheet."""
        unit = self.roster.units[self.roster.sheets[sheet].unit]
        first = self.roster.sheets[unit.first_sector].title
        return self.form.hints[indicator.level].format(first_sheet=first)

    def takes_remarks(self, unit: str) -> bool:
        """Whether what a unit sends has a place for explanations: a form has one, a published Annex 2 has none."""
        return self.rollup is None or (
            unit in self.roster.units and self.roster.units[unit].is_office
        )

    def intake_rule(self, case: str) -> Rule:
        """The rule that words a case which the reader itself detects."""
        return next(r for r in self.rules if r.parameters.get("case") == case)

    def rollup_rule(self, case: str) -> Rule:
        """The rule that words a case which the reader of a published Annex 2 detects."""
        return next(r for r in self.rules if (r.kind, r.parameters.get("case")) == ("rollup", case))

    def ledger_rule(self, case: str) -> Rule:
        """The rule that words a case which the reader of the ledger detects, or the comparison with an earlier one."""
        rules = (r for r in self.rules if r.kind in ("ledger_intake", "ledger_past"))
        return next(r for r in rules if r.parameters["case"] == case)
