"""Rules that word what a reader detects and do nothing else: one a case."""

from collections.abc import Collection

from pipeline.declarations.once import check_once
from pipeline.declarations.tables import Table
from pipeline.model.rule import SEVERITIES, Rule


def read_case_rules(
    file: Table,
    key: str,
    kind: str,
    cases: tuple[str, ...],
    taken: Collection[str],
    *,
    severities: tuple[str, ...] = SEVERITIES,
    quoted: tuple[str, ...] = ("found", "expected"),
) -> tuple[Rule, ...]:
    """The rules of a kind that stand under a key; taken: the codes that others have."""
    rules = tuple(_rule(t, kind, cases, severities, quoted) for t in file.listed(key))
    check_once(file, rules, cases, taken)
    return rules


def _rule(
    table: Table,
    kind: str,
    cases: tuple[str, ...],
    severities: tuple[str, ...],
    quoted: tuple[str, ...],
) -> Rule:
    code = table.code()
    rule = Rule(
        code=code,
        kind=kind,
        severity=table.one_of("severity", severities),
        message=table.wording("message", quoted),
        reason=table.take("reason", str),
        parameters={"case": table.one_of("case", cases)},
        short=table.take("short", str, ""),
    )
    table.close()
    return rule
