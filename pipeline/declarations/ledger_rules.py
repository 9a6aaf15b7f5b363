"""schemas/ledger.toml, [[rule]]: what is told of a ledger, by the reader itself and by comparing its cells."""

from collections.abc import Collection, Iterator

from pipeline.declarations.tables import Table
from pipeline.model.rule import SEVERITIES, Rule

# Cases that the reader of the ledger itself detects; each must be worded by exactly one rule.
SHEET_CASES = (
    *("no_header", "column_twice", "column_lost", "column_missing", "other_column"),
    *("second_ledger", "renamed", "hidden_ledger", "too_many_rows", "ledger_alone"),
    *("total_row", "not_a_row"),
)
SECTOR_CASES = ("sector_blank", "sector_unknown", "sector_inherited", "sector_elsewhere")
CELL_CASES = (
    *("cell_error", "cell_without_value", "cell_merged", "cell_not_text", "cell_too_long"),
    *("cell_not_date", "cell_date_outside", "cell_not_money", "cell_not_choice"),
    *("cell_code_as_number", "cell_not_code", "cell_read_as"),
)
INTAKE_CASES = (*SHEET_CASES, *SECTOR_CASES, *CELL_CASES)
# Cases that may be told mildly: what is read is right all the same, or no figure depends on it.
MILD_CASES = (
    *("column_missing", "other_column", "renamed", "hidden_ledger", "ledger_alone"),
    *("total_row", "not_a_row", "sector_inherited", "sector_elsewhere"),
    *("cell_too_long", "cell_not_code", "cell_read_as"),
)
KINDS = ("ledger_intake",)
# What a message may quote; cells: up to three of them, and how many they are.
QUOTED = ("found", "expected", "column", "row")
QUOTED_MANY = (*QUOTED, "count", "cells")


def read_ledger_rules(file: Table, taken: Collection[str]) -> tuple[Rule, ...]:
    """All rules of the ledger, in the order of the file; taken: the codes that other rules have."""
    rules = tuple(_rule(table) for table in file.listed("rule"))
    codes = [*taken, *(r.code for r in rules)]
    for rule in rules:
        if codes.count(rule.code) > 1:
            raise file.fault(rule.code, "编号重复")
        for key, problem in _faults(rule):
            raise file.fault(f"{rule.code}.{key}", problem)
    cases = [r.parameters["case"] for r in rules if r.kind == "ledger_intake"]
    for case in INTAKE_CASES:
        if cases.count(case) != 1:
            raise file.fault(f"case={case}", f"应正好有一条，现有{cases.count(case)}条")
    return rules


def _rule(table: Table) -> Rule:
    table.key = code = table.take("code", str)
    rule = Rule(
        code=code,
        kind=table.one_of("kind", KINDS),
        severity=table.one_of("severity", SEVERITIES),
        audience="核对",
        message=table.wording("message", QUOTED),
        message_many=table.wording("message_many", QUOTED_MANY, ""),
        heading="",
        public="",
        typed="",
        reason=table.take("reason", str),
        waivable=False,
        months=None,
        only=(),
        exempt=(),
        unless=(),
        together=table.take("together", int, 0),
        parameters={"case": table.one_of("case", INTAKE_CASES)},
        short=table.take("short", str, ""),
    )
    table.close()
    return rule


def _faults(rule: Rule) -> Iterator[tuple[str, str]]:
    """What contradicts itself in a rule: (key, problem)."""
    if bool(rule.together) != bool(rule.message_many):
        yield "together", "together和message_many要一起写"
    if rule.together and rule.together < 2:
        yield "together", "至少是2"
    if rule.parameters["case"] not in MILD_CASES and rule.severity != "error":
        yield "severity", "这种情形只能是error，否则读不准的内容会被采用"
