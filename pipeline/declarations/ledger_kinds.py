"""The closed list of rule kinds about a ledger: their parameters, and what their messages may quote."""

from collections.abc import Collection, Mapping
from typing import Any

from pipeline.declarations.tables import Table
from pipeline.model.ledger import LedgerColumn

# kind -> its parameters and their types. `columns` are ids of the ledger's columns, `dates` and `codes` of those that
# hold such; `says` are words that its status column may hold; `clause` is said within the message.
ROW_KINDS: dict[str, dict[str, str]] = {
    "row_filled": {
        "of": "columns",
        "when_filled": "columns?",
        "when_any": "columns?",
        "when_blank": "columns?",
        "when_says": "column?",
        "words": "words?",
    },
    "row_order": {"of": "dates", "strict": "flag?"},
    "row_until_cutoff": {"of": "dates"},
    "row_since": {"of": "dates"},
    "row_overdue": {"nobody": "clause"},
    "row_unique": {"of": "columns", "told_by": "columns?"},
    "row_agrees": {"open": "says", "fixed": "says", "closed": "says", "overdue": "says?"},
    "row_code": {"of": "codes"},
}
# The form's counts against the rows that they are made of.
TIE_KINDS: dict[str, dict[str, str]] = {
    "ledger_tie": {
        "fewer": "clause",
        "more": "clause",
        "which": "clause",
        "lacking": "clause",
        "expected": "clause",
    },
}
# A ledger against the one of an earlier period; each case must be worded by exactly one rule.
PAST_KINDS: dict[str, dict[str, str]] = {"ledger_past": {"case": "case"}}
PAST_CASES = ("hazard_vanished", "hazard_reopened", "hazard_redated", "hazards_fewer")
# What is said of rows; a count that is not its rows' is said of the count.
OF_ROWS = ("ledger_intake", *ROW_KINDS, *PAST_KINDS)
_CLAUSES = {
    "fewer": ("difference",),
    "more": ("difference",),
    "which": ("rows",),
    "lacking": ("rows",),
    "expected": ("count",),
    "nobody": (),
}
_ROW = ("row", "hazard", "column", "value")
# kind -> what its message may quote.
_QUOTED: dict[str, tuple[str, ...]] = {
    "row_filled": _ROW,
    "row_order": (*_ROW, "before", "before_day"),
    "row_until_cutoff": (*_ROW, "cutoff"),
    "row_since": (*_ROW, "since"),
    "row_overdue": (*_ROW, "due", "days", "owner", "cutoff"),
    "row_unique": (*_ROW, "others"),
    "row_agrees": (*_ROW, "expected", "cutoff"),
    "row_code": _ROW,
    "ledger_past": ("row", "hazard", "column", "value", "was", "before_month"),
    "ledger_tie": (
        *("item", "name", "value", "count", "compared", "which", "lacking", "expected", "cutoff"),
    ),
}
NAMED = "names"  # of how many rows at most a message about many speaks, each in the words of `one`


def quotable(kind: str) -> tuple[str, ...]:
    """The placeholders of a rule's message."""
    return _QUOTED[kind]


def quotable_many(kind: str) -> tuple[str, ...]:
    """The placeholders of a message about several: those of the first, how many, where, and each of the first few."""
    return (*_QUOTED[kind], "count", "cells", "ones")


def read_row_parameters(
    table: Table, kind: str, columns: Mapping[str, LedgerColumn], status: str
) -> dict[str, Any]:
    """The parameters of a kind of rule; DeclarationError where one is missing or names something unknown."""
    types = {**ROW_KINDS, **TIE_KINDS, **PAST_KINDS}[kind]
    values = {key: _parameter(table, key, type_, columns, status) for key, type_ in types.items()}
    if kind == "row_order" and len(values["of"]) < 2:
        raise table.fault("of", "至少要有两列")
    if kind == "row_filled" and bool(values["when_says"]) != bool(values["words"]):
        raise table.fault("words", "when_says和words要一起写")
    if kind in OF_ROWS:
        values["one"] = table.wording("one", _QUOTED[kind], "{hazard}")
        values[NAMED] = table.take(NAMED, int, 3)
    return values


def _parameter(
    table: Table, key: str, type_: str, columns: Mapping[str, LedgerColumn], status: str
) -> Any:
    name, optional = type_.removesuffix("?"), type_.endswith("?")
    if name == "clause":
        return table.wording(key, _CLAUSES[key])
    if name == "case":
        return table.one_of(key, PAST_CASES)
    if name == "flag":
        return table.take(key, bool, False)
    if name == "column":
        return table.one_of(key, ("", *columns), "")
    words = table.strings(key, () if optional else None)
    if not words and not optional:
        raise table.fault(key, "不能是空的")
    if name == "words":
        return words
    table.check_known(key, words, *_choices(name, columns, status))
    return words


def _choices(
    name: str, columns: Mapping[str, LedgerColumn], status: str
) -> tuple[Collection[str], str]:
    """What a list may hold, and what one of that is called."""
    if name == "says":
        return columns[status].choices, f"“{columns[status].label}”的写法"
    kinds = {"dates": ("date", "日期列"), "codes": ("code", "代码列")}
    kind, what = kinds.get(name, ("", "台账的列"))
    return [c.id for c in columns.values() if c.kind == kind or not kind], what
