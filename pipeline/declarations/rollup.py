"""schemas/rollup.toml, where there is one: what comes in is the Annex 2 of the level below."""

import string
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.declarations.case_rules import read_case_rules
from pipeline.declarations.roster_sheets import OWN
from pipeline.declarations.tables import Table
from pipeline.model.form import Form, Indicator
from pipeline.model.rollup import BECOMES, CASES, RollupPlan
from pipeline.model.roster import Roster
from pipeline.model.rule import Rule

_FILE = "rollup.toml"
_HINT = "取自下级报表"  # in the office's own form, where form.toml has who fills it in a unit's
# What may be told mildly: no figure depends on it.
_MILD = ("note_below", "restated_below", "other_reporters")


def load_rollup(schemas: Path, form: Form, roster: Roster) -> tuple[RollupPlan | None, Form]:
    """What is taken over, and the form as it is filled up here; the form as it was where nothing is rolled up.

    DeclarationError names the first indicator of level unit or office of which nobody said what becomes of it.
    """
    if not (schemas / _FILE).exists():
        return None, form
    file = Table.load(schemas / _FILE)
    below = file.table("below")
    plan = RollupPlan(
        form=below.take("form", str, form.id),
        version=below.take("form_version", int, form.version),
        leaf=below.take("leaf", str),
        becomes=_becomes(file.table("above"), form),
    )
    below.close()
    file.take("rule", list, [])  # of load_rollup_rules
    file.take("said", dict, {})  # of reworded
    file.close()
    _check_roster(file, plan, roster)
    return plan, _raised(form, plan)


def _check_roster(file: Table, plan: RollupPlan, roster: Roster) -> None:
    """Who reports has to be such that figures can be rolled up."""
    if not roster.shared or OWN not in roster.subjects:
        problem = "逐级汇总时，roster.toml要写shared_sectors = true和unit_sheet"
        raise file.fault("below", problem)
    if "stays" in plan.becomes.values() and roster.office is None:
        raise file.fault("above", "有“stays”的指标，roster.toml里却没有[office]来填")


def _becomes(table: Table, form: Form) -> dict[str, str]:
    """By indicator, of all that are not filled by sector."""
    asked = [i for i in form.indicators.values() if i.level != "sector"]
    becomes = {i.id: table.one_of(i.id, BECOMES) for i in asked}
    for i in form.at_level("sector"):
        if any(table.is_word(i.id, word) for word in BECOMES):
            raise table.fault(i.id, "是分领域填报的，按领域相加，这一项要删去")
    table.close()
    for i in asked:
        if becomes[i.id] != "stays" and (becomes[i.id] == "any") != i.is_yesno:
            raise table.fault(i.id, "是否项用any，其他用sum（或stays）")
    return becomes


def _raised(form: Form, plan: RollupPlan) -> Form:
    """The same form with the levels that its values have up here; those of sectors are in nobody's form."""
    levels = {k: _level(i, plan) for k, i in form.indicators.items()}
    return replace(form, indicators=levels, hints={**form.hints, "sector": _HINT})


def _level(indicator: Indicator, plan: RollupPlan) -> Indicator:
    if indicator.id not in plan.becomes:
        return indicator
    return replace(indicator, level="office" if plan.becomes[indicator.id] == "stays" else "unit")


def load_rollup_rules(schemas: Path, taken: Collection[str]) -> tuple[Rule, ...]:
    """How the findings of a published Annex 2 are worded; taken: the codes of other rules."""
    if not (schemas / _FILE).exists():
        return ()
    file = Table.load(schemas / _FILE)
    quoted = ("found", "expected", "count")
    rules = read_case_rules(file, "rule", "rollup", CASES, taken, quoted=quoted)
    for rule in rules:
        if rule.parameters["case"] not in _MILD and rule.severity != "error":
            problem = "这种情形只能是error，否则改动过的数会被公布"
            raise file.fault(f"{rule.code}.severity", problem)
    return rules


def reworded(schemas: Path, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules with the messages of [said]: what is true of a form, told of a published Annex 2."""
    if not (schemas / _FILE).exists():
        return tuple(rules)
    table = Table.load(schemas / _FILE).table("said", {})
    told = {r.code: table.wording(r.code, _quoted(r), r.message) for r in rules}
    table.close()
    return tuple(replace(r, message=told[r.code]) for r in rules)


def _quoted(rule: Rule) -> list[str]:
    """What a rule's message quotes, which another message may quote as well."""
    return [field for _, field, _, _ in string.Formatter().parse(rule.message) if field]
