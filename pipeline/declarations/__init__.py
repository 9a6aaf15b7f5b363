"""schemas/*.toml as frozen values, refused as a whole where they contradict themselves."""

from pathlib import Path

from pipeline.declarations.assessment import load_assessment
from pipeline.declarations.bulletin import load_bulletin
from pipeline.declarations.campaign import load_campaign
from pipeline.declarations.closing import load_closing
from pipeline.declarations.form import load_form
from pipeline.declarations.roster import load_roster
from pipeline.declarations.rules import load_rules
from pipeline.model.declared import Declarations


def load_declarations(root: Path) -> Declarations:
    """All of a workspace's schemas/, joined; DeclarationError names file and key of the first fault."""
    schemas = root / "schemas"
    roster = load_roster(schemas)
    form = load_form(schemas, roster)
    campaign, (rules, explaining) = load_campaign(schemas), load_rules(schemas, form, roster)
    bulletin, closing = load_bulletin(schemas, form, rules), load_closing(schemas, form)
    weights, purpose = load_assessment(schemas)
    return Declarations(
        form, roster, campaign, rules, explaining, bulletin, closing, weights, purpose
    )
