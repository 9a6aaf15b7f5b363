"""schemas/*.toml as frozen values, refused as a whole where they contradict themselves."""

from pathlib import Path

from pipeline.declarations.assessment import load_weights
from pipeline.declarations.bulletin import load_bulletin
from pipeline.declarations.campaign import load_campaign
from pipeline.declarations.closing import load_closing
from pipeline.declarations.form import load_form
from pipeline.declarations.hazard_plan import load_hazard_plan
from pipeline.declarations.ledger import load_ledger
from pipeline.declarations.roster import load_roster
from pipeline.declarations.rules import load_rules
from pipeline.model.declared import Declarations


def load_declarations(root: Path) -> Declarations:
    """All of a workspace's schemas/, joined; DeclarationError names file and key of the first fault."""
    schemas = root / "schemas"
    form, roster = load_form(schemas), load_roster(schemas)
    campaign, (rules, explaining) = load_campaign(schemas), load_rules(schemas, form, roster)
    bulletin, closing = load_bulletin(schemas, form, rules), load_closing(schemas, form)
    weights = load_weights(schemas)
    ledger, ledger_rules = load_ledger(schemas, form, roster, [r.code for r in rules])
    rules = (*rules, *ledger_rules)
    return Declarations(
        form,
        roster,
        campaign,
        rules,
        explaining,
        bulletin,
        closing,
        weights,
        ledger,
        load_hazard_plan(schemas, ledger),
    )
