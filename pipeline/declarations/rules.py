"""schemas/rules.toml: rules, each of a closed list of kinds with parameters of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.declarations.campaign import month_of
from pipeline.declarations.once import check_once
from pipeline.declarations.rule_cases import CASES, MILD_CASES
from pipeline.declarations.rule_kinds import (
    KINDS,
    OF_A_MONTH,
    QUOTED_MANY,
    quotable,
    quotable_in_public,
)
from pipeline.declarations.rule_parameters import read_parameters
from pipeline.declarations.rule_relations import check_relations
from pipeline.declarations.tables import Table
from pipeline.model.form import Form
from pipeline.model.month import Month
from pipeline.model.roster import Roster
from pipeline.model.rule import SEVERITIES, Explaining, Rule
from pipeline.words.wording import bare


def load_rules(schemas: Path, form: Form, roster: Roster) -> tuple[tuple[Rule, ...], Explaining]:
    """All rules, and how explanations are read; DeclarationError names the rule that is about something unknown.

    intake.toml, if there is one, goes on where rules.toml ends, with what offices seldom change: how findings of the
    reader are worded, and how explanations are read.
    """
    file, intake = Table.load(schemas / "rules.toml"), schemas / "intake.toml"
    tables, last = list(file.listed("rule")), file
    files = [file] * len(tables)
    if intake.exists():
        last = Table.load(intake)
        tables += last.listed("rule")
        files += [last] * (len(tables) - len(files))
    explanations = last.table("explanations")
    rules = tuple(read_rule(table, form, roster) for table in tables)
    explaining = _explaining(explanations)
    for one in (last, file):
        one.close()
    check_once(last, rules, [case for cases in CASES.values() for case in cases], files=files)
    check_relations(file, rules)
    return rules, explaining


def _explaining(table: Table) -> Explaining:
    whole = table.strings("whole_sheet")
    if not whole:
        raise table.fault("whole_sheet", "至少要有一个词")
    prompt = table.take("prompt", str)
    nothing = frozenset(map(bare, (*table.strings("nothing"), prompt)))
    table.close()
    return Explaining(nothing, whole, prompt)


def read_rule(table: Table, form: Form, roster: Roster) -> Rule:
    """One rule; DeclarationError where it is about something unknown, or its kind cannot do what it asks."""
    code = table.code()
    kind = table.one_of("kind", tuple(KINDS))
    severity = table.one_of("severity", SEVERITIES)
    parameters = read_parameters(table, kind, form)
    rule = Rule(
        code=code,
        kind=kind,
        severity=severity,
        audience=table.one_of("audience", ("核对", "通报"), "核对"),
        **_texts(table, kind, parameters, form),
        waivable=severity == "error" and _may_be_waived(kind, parameters),
        months=read_months(table),
        only=read_who(table, "only", roster),
        exempt=read_who(table, "except", roster),
        unless=table.strings("unless", ()),
        together=table.take("together", int, 0),
        parameters=parameters,
    )
    table.close()
    _check(table, rule)
    return rule


def _texts(table: Table, kind: str, parameters: Mapping[str, Any], form: Form) -> dict[str, str]:
    """What is said of a finding, to whom it is told and in public; each text quotes only what its kind knows."""
    indicators = tuple(form.indicators)
    quoted = quotable(kind, parameters.get("case"), indicators)
    figures = quotable_in_public(kind, parameters, (*indicators, *form.measures))
    return {
        # nothing where a rule is about no unit's sheet
        "message": "" if kind in OF_A_MONTH else table.wording("message", quoted),
        "message_many": table.wording("message_many", QUOTED_MANY, ""),
        "public": table.wording("public", figures, ""),
        "reason": table.take("reason", str),
        **{key: table.take(key, str, "") for key in ("heading", "typed", "short")},
    }


def _may_be_waived(kind: str, parameters: Mapping[str, Any]) -> bool:
    """Of the reader's findings only the one that depends on a day: what could not be read stays unread."""
    return kind not in CASES or parameters.get("case") == "stale_month"


def _check(table: Table, rule: Rule) -> None:
    """What a kind cannot do is refused rather than ignored."""
    if rule.audience == "通报" and not (rule.public and rule.heading):
        raise table.fault("public", "通报用的规则要写明通报中的说法（public）和问题名称（heading）")
    if rule.kind in OF_A_MONTH and rule.audience != "通报":
        raise table.fault("audience", "这一类只用于通报")
    if rule.kind in CASES:
        if rule.months or rule.only or rule.exempt:
            raise table.fault("months", "这一类对所有月份、单位和领域都适用，不能限定")
        if rule.parameters["case"] not in MILD_CASES and rule.severity != "error":
            raise table.fault("severity", "这种情形只能是error，否则读不准的数会被公布")
    if rule.typed and rule.kind not in ("not_above", "needs"):
        raise table.fault("typed", "这一类不能在填表时核对")


def read_months(table: Table) -> tuple[Month, Month] | None:
    """The months that bound a rule, None where nothing does."""
    texts = table.strings("months", ())
    if not texts:
        return None
    if len(texts) != 2:
        raise table.fault("months", "应为[起, 止]两个月")
    first, last = (month_of(Table(table.file, table.key, {"months": t}), "months") for t in texts)
    if last < first:
        raise table.fault("months", "止早于起")
    return first, last


def read_who(table: Table, key: str, roster: Roster) -> tuple[str, ...]:
    """The sectors and units that a key names."""
    ids = table.strings(key, ())
    table.check_known(key, ids, {*roster.subjects, *roster.units}, "领域或单位")
    return ids
