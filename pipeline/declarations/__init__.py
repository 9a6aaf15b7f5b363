"""schemas/*.toml as frozen values, refused as a whole where they contradict themselves."""

from pathlib import Path

from pipeline.declarations.assessment import load_weights
from pipeline.declarations.bulletin import load_bulletin
from pipeline.declarations.campaign import load_campaign
from pipeline.declarations.closing import load_closing
from pipeline.declarations.form import load_form
from pipeline.declarations.milestones import load_milestones
from pipeline.declarations.roster import load_roster
from pipeline.declarations.rules import load_rules
from pipeline.declarations.work_reports import load_work_reports
from pipeline.model.declared import Declarations


def load_declarations(root: Path) -> Declarations:
    """All of a workspace's schemas/, joined; DeclarationError names file and key of the first fault."""
    schemas = root / "schemas"
    form, roster = load_form(schemas), load_roster(schemas)
    campaign, (rules, explaining) = load_campaign(schemas), load_rules(schemas, form, roster)
    bulletin, closing = load_bulletin(schemas, form, rules), load_closing(schemas, form)
    reports, told = load_work_reports(schemas, roster, rules)
    return Declarations(
        *(form, roster, campaign, (*rules, *told), explaining, bulletin, closing),
        weights=load_weights(schemas),
        milestones=load_milestones(schemas, roster, campaign),
        work_reports=reports,
    )
