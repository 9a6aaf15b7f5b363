"""schemas/*.toml as frozen values, refused as a whole where they contradict themselves."""

from pathlib import Path

from pipeline.declarations.assessment import load_assessment
from pipeline.declarations.bulletin import load_bulletin
from pipeline.declarations.campaign import load_campaign
from pipeline.declarations.closing import load_closing
from pipeline.declarations.commands import commands_in
from pipeline.declarations.form import load_form
from pipeline.declarations.hazard_plan import load_hazard_plan
from pipeline.declarations.ledger import load_ledger
from pipeline.declarations.milestones import load_milestones
from pipeline.declarations.rollup import load_rollup, load_rollup_rules, reworded
from pipeline.declarations.roster import load_roster
from pipeline.declarations.rules import load_rules
from pipeline.declarations.work_reports import load_work_reports
from pipeline.model.declared import Declarations


def load_declarations(root: Path) -> Declarations:
    """All of a workspace's schemas/, joined; DeclarationError names file and key of the first fault."""
    schemas = root / "schemas"
    roster = load_roster(schemas)
    rollup, form = load_rollup(schemas, load_form(schemas, roster), roster)
    campaign, (rules, explaining) = load_campaign(schemas), load_rules(schemas, form, roster)
    bulletin = load_bulletin(schemas, form, rules)
    closing = load_closing(schemas, form, campaign.document)
    weights, purpose = load_assessment(schemas)
    reports, told = load_work_reports(schemas, roster, rules)
    told += load_rollup_rules(schemas, [r.code for r in (*rules, *told)])
    codes = [r.code for r in (*rules, *told)]
    ledger, of_ledger = load_ledger(schemas, form, roster, codes)
    worded = reworded(schemas, (*rules, *told, *of_ledger))
    return Declarations(
        *(form, roster, campaign, worded, explaining, bulletin, closing),
        weights=weights,
        purpose=purpose,
        ledger=ledger,
        hazards=load_hazard_plan(schemas, ledger),
        milestones=load_milestones(schemas, roster, campaign),
        work_reports=reports,
        rollup=rollup,
        commands=commands_in(root),
    )
