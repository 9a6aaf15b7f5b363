"""What is told of a ledger, in the words of its declared rules; many findings of one rule as one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.declarations.ledger_kinds import NAMED
from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.ledger import Ledger, LedgerRow
from pipeline.model.received import Finding
from pipeline.model.rule import Rule
from pipeline.words.faults import Place, word
from pipeline.words.few import some_of
from pipeline.words.wording import harmless, inert

_MOST_NAMED = 3
_LONGEST = 24  # of a description that stands for an id
Words = Mapping[str, str]
Worded = tuple[Finding, Words]  # with what its message quotes, so that it can speak for others


def ledger_finding(
    declared: Declarations, case: str, place: Place, *, found: str = "", **quoted: str
) -> Worded:
    """A finding of the ledger's reader; `case` is one of declarations/ledger_rules.py.

    quoted: expected, column (a label) and row, as far as the message quotes them.
    """
    words = {"expected": "", "column": "", "row": "", **quoted, "found": inert(found)}
    return word(declared.ledger_rule(case), words, place, found=found), words


def called(row: LedgerRow, ledger: Ledger) -> str:
    """A hazard by its id, or by the beginning of its description where it has none."""
    said = (row.values.get(ledger.roles[role], "") for role in ("id", "description"))
    return inert(next(filter(None, said), ""), _LONGEST)


def told_together(found: Iterable[Worded], declared: Declarations) -> list[Finding]:
    """The findings of one ledger: many of one rule about one sector as one, at the place of the first of them.

    Done here, where there may be thousands, and not with the other findings, each of which is held against all others.
    """
    told: list[Finding] = []
    for (code, _), group in grouped(found, lambda f: (f[0].rule, f[0].sector)).items():
        least = declared.rule(code).together
        many = least and len(group) >= least
        told += [_as_one(group, declared)] if many else [finding for finding, _ in group]
    return told


def _cells_named(cells: list[str]) -> str:
    """H17、H18、H20等5格."""
    return some_of(cells[:_MOST_NAMED], len(cells), "格")


def _each_of(group: list[Worded], rule: Rule) -> str:
    """The first few, each in a few words."""
    most = rule.parameters.get(NAMED, 0)
    ones = [rule.parameters["one"].format(**words) for _, words in group[:most]]
    between = "；" if any("，" in one for one in ones) else "、"
    return f"{between.join(ones)}{'等' if len(group) > most else ''}"


def _as_one(group: list[Worded], declared: Declarations) -> Finding:
    first, words = group[0]
    rule, cells = declared.rule(first.rule), _cells_named([f.cell or "" for f, _ in group])
    many = {**words, "count": str(len(group)), "cells": cells, "ones": _each_of(group, rule)}
    message = harmless(rule.message_many.format(**many))
    also = tuple(finding for finding, _ in group)
    return replace(first, value="", expected="", message=message, also=also)
