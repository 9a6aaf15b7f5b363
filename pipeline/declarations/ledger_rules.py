"""schemas/ledger.toml, [[rule]]: what is told of a ledger, by the reader itself and by comparing its cells."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pipeline.declarations.ledger_kinds import (
    OF_ROWS,
    PAST_CASES,
    PAST_KINDS,
    ROW_KINDS,
    TIE_KINDS,
    quotable,
    quotable_many,
    read_row_parameters,
)
from pipeline.declarations.once import check_once
from pipeline.declarations.rule_kinds import QUOTED_MANY as QUOTED_TIES
from pipeline.declarations.rule_relations import faults_of_many
from pipeline.declarations.rules import read_months, read_who
from pipeline.declarations.tables import Table
from pipeline.model.ledger import LedgerColumn
from pipeline.model.record import record
from pipeline.model.roster import Roster
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
    *("cell_code_as_number", "cell_not_code", "cell_read_as", "cell_rounded"),
)
INTAKE_CASES = (*SHEET_CASES, *SECTOR_CASES, *CELL_CASES)
# Cases that may be told mildly: what is read is right all the same, or no figure depends on it.
MILD_CASES = (
    *("column_missing", "other_column", "renamed", "hidden_ledger", "ledger_alone"),
    *("total_row", "not_a_row", "sector_inherited", "sector_elsewhere"),
    *("cell_too_long", "cell_not_code", "cell_read_as", "cell_rounded"),
)
KINDS = ("ledger_intake", *ROW_KINDS, *PAST_KINDS, *TIE_KINDS)
# What a message may quote; cells: up to three of them, and how many they are.
QUOTED = ("found", "expected", "column", "row")
QUOTED_MANY = (*QUOTED, "count", "cells")


@record
class LedgerContext:
    """What a ledger's rules may speak of. taken: the codes that other rules have. status: the column of that role."""

    columns: Mapping[str, LedgerColumn]
    status: str
    roster: Roster
    taken: Collection[str]


def read_ledger_rules(file: Table, known: LedgerContext) -> tuple[Rule, ...]:
    """All rules of the ledger, in the order of the file; DeclarationError names the first that contradicts itself."""
    rules = tuple(_rule(table, known) for table in file.listed("rule"))
    for rule in rules:
        for key, problem in _faults(rule):
            raise file.fault(f"{rule.code}.{key}", problem)
    check_once(file, rules, (*INTAKE_CASES, *PAST_CASES), known.taken)
    return rules


def _rule(table: Table, known: LedgerContext) -> Rule:
    code = table.code()
    kind = table.one_of("kind", KINDS)
    severity = table.one_of("severity", SEVERITIES)
    is_intake = kind == "ledger_intake"
    rule = Rule(
        code=code,
        kind=kind,
        severity=severity,
        message=table.wording("message", QUOTED if is_intake else quotable(kind)),
        message_many=table.wording("message_many", _quoted_many(kind), ""),
        reason=table.take("reason", str),
        waivable=severity == "error" and not is_intake,
        months=read_months(table),
        only=read_who(table, "only", known.roster),
        exempt=read_who(table, "except", known.roster),
        together=table.take("together", int, 0),
        parameters=_parameters(table, kind, known),
        short=table.take("short", str, ""),
    )
    table.close()
    return rule


def _quoted_many(kind: str) -> tuple[str, ...]:
    if kind == "ledger_intake":
        return QUOTED_MANY
    return QUOTED_TIES if kind in TIE_KINDS else quotable_many(kind)


def _parameters(table: Table, kind: str, known: LedgerContext) -> dict[str, Any]:
    if kind == "ledger_intake":
        return {"case": table.one_of("case", INTAKE_CASES)}
    return read_row_parameters(table, kind, known.columns, known.status)


def _faults(rule: Rule) -> Iterator[tuple[str, str]]:
    """What contradicts itself in a rule: (key, problem)."""
    yield from faults_of_many(rule)
    if rule.kind in OF_ROWS and rule.kind != "ledger_intake" and not rule.together:
        yield "together", "逐行核对的规则可能有很多条，要写明从几条起合并成一条"
    if rule.kind == "ledger_intake":
        if rule.parameters["case"] not in MILD_CASES and rule.severity != "error":
            yield "severity", "这种情形只能是error，否则读不准的内容会被采用"
        if rule.months or rule.only or rule.exempt:
            yield "months", "这一类对所有月份、单位和领域都适用，不能限定"
