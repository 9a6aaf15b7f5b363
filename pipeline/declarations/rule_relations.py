"""What rules say of each other: whose symptoms they are, and what is told as one."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.declarations.ledger_kinds import OF_ROWS
from pipeline.declarations.rule_cases import CASES, CELL_CASES
from pipeline.declarations.rule_kinds import OF_A_MONTH, PER_VALUE
from pipeline.declarations.tables import Table
from pipeline.model.errors import DeclarationError
from pipeline.model.rule import SEVERITIES, Rule


def check_relations(file: Table, rules: Sequence[Rule]) -> None:
    """DeclarationError names the first rule whose `unless`, `together` or `several` cannot work."""
    known = {r.code: r for r in rules}
    for rule in rules:
        for key, problem in (*_unless(rule, known), *_together(rule), *_several(rule, known)):
            raise _fault(file, rule, key, problem)


def _fault(file: Table, rule: Rule, key: str, problem: str) -> DeclarationError:
    return file.fault(f"{rule.code}.{key}", problem)


def _unless(rule: Rule, known: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    for code in rule.unless:
        if code not in known or {known[code].kind, rule.kind} & {*OF_A_MONTH}:
            yield "unless", f"“{code}”不是一条与{rule.code}核对同一张表的规则"
        elif SEVERITIES.index(known[code].severity) > SEVERITIES.index(rule.severity):
            yield "unless", f"{code}比{rule.code}轻，不能代替它"
        elif known[code].severity == rule.severity and tier(known[code]) > tier(rule):
            yield "unless", f"{code}要看{rule.code}说的数对不对，不能代替它"
        elif rule.code in causes(code, known):
            yield "unless", f"{code}又是{rule.code}的表现，成了循环"


def causes(code: str, known: Mapping[str, Rule]) -> set[str]:
    """A rule and all that it is a symptom of, directly or not."""
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one in known and one not in seen:
            seen.add(one)
            waiting += known[one].unless
    return seen


def tier(rule: Rule) -> int:
    """0: it says that a value is none, or something else; 1: that it cannot be right; 2: that values do not agree."""
    if rule.kind in (*CASES, *OF_ROWS, "several"):
        return 0
    return 1 if rule.kind == "not_falling" else 2


def faults_of_many(rule: Rule) -> Iterator[tuple[str, str]]:
    """What contradicts itself in what is said of several findings: (key, problem)."""
    if bool(rule.together) != bool(rule.message_many):
        yield "together", "together和message_many要一起写"
    if rule.together and rule.together < 2:
        yield "together", "至少是2"


def _together(rule: Rule) -> Iterator[tuple[str, str]]:
    yield from faults_of_many(rule)
    per_value = rule.kind in PER_VALUE or bool(rule.parameters.get("each"))
    of_a_sheet = rule.kind == "intake" and rule.parameters["case"] not in CELL_CASES
    if rule.together and (of_a_sheet or not per_value):
        yield "together", "这一类的发现不是一格一条，不能合并"


def _several(rule: Rule, known: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    if rule.kind != "several":
        return
    if rule.least < 2:
        yield "least", "至少是2"
    if not rule.gathers or rule.gathers == (rule.code,):
        yield "of", "至少要有一条别的规则"
    for code in rule.gathers:
        if code not in known or known[code].kind not in PER_VALUE:
            yield "of", f"“{code}”不是一条逐格核对的规则"
        elif known[code].severity != rule.severity:
            yield "severity", f"应与{code}相同"
