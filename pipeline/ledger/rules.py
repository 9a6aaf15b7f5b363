"""The closed list of rule kinds about a ledger's rows: each a small function from rows to how far a rule is broken.

As in checking/rules.py, for the rows of all ledgers at once: a kind yields the column that its findings point at, and
an excess for every row: above 0 is broken, 0 or less is kept, NaN means that the rule says nothing of the row, as where
a cell that it compares is blank or cannot be read (the reader says that) or the sheet has no such column. A new kind is
one function here, named at the end, its parameters and what its message may quote in declarations/ledger_kinds.py, and
a test.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pipeline.ledger.conditions import concerned
from pipeline.ledger.credit_code import check_digit
from pipeline.ledger.rows import Array, Rows
from pipeline.ledger.states import days_overdue, due, state
from pipeline.model.ledger_plan import STATES
from pipeline.model.rule import Rule
from pipeline.words.few import first_of
from pipeline.words.wording import chinese_date, inert, listing, same_text

_MOST_OTHERS = 5


class Held(NamedTuple):
    """A rule held against one column of all rows. words: what its message may quote of a row besides the usual."""

    column: str
    excess: Array
    words: Callable[[int], Mapping[str, str]]


def row_filled(rows: Rows, rule: Rule) -> Iterator[Held]:
    """Each of `of` is filled, in the rows that the rule is about."""
    about = concerned(rows, rule)
    for column in rule.parameters["of"]:
        lacking = np.where(about & rows.present[column], rows.blank(column), np.nan)
        yield Held(column, lacking, _no_words)


def row_order(rows: Rows, rule: Rule) -> Iterator[Held]:
    """The dates of `of` follow each other in that order, missing ones left out; `strict`: none twice."""
    columns, least = rule.parameters["of"], float(rule.parameters["strict"])
    before = rows.days[columns[0]]
    for place, column in enumerate(columns[1:], 1):
        yield Held(column, before - rows.days[column] + least, _latest(rows, columns[:place]))
        before = np.fmax(before, rows.days[column])


def row_until_cutoff(rows: Rows, rule: Rule) -> Iterator[Held]:
    """No date of `of` is after the cut-off of the workbook's period."""
    for column in rule.parameters["of"]:
        yield Held(column, rows.days[column] - rows.cutoff, _no_words)


def row_since(rows: Rows, rule: Rule) -> Iterator[Held]:
    """No date of `of` is before the first day that counts."""
    for column in rule.parameters["of"]:
        yield Held(column, rows.since - rows.days[column], _no_words)


def row_overdue(rows: Rows, rule: Rule) -> Iterator[Held]:
    """No hazard is open on the cut-off and past its day, or the extended one where that has its approval."""
    ends, late = due(rows), days_overdue(rows)

    def words(n: int) -> dict[str, str]:
        owner = inert(rows.texts[rows.role("owner")][n]) or rule.parameters["nobody"]
        return {"due": day_words(ends[n]), "days": f"{late[n]:.0f}", "owner": owner}

    yield Held(rows.role("due"), late, words)


def row_unique(rows: Rows, rule: Rule) -> Iterator[Held]:
    """No two rows of a ledger say the same in all of `of`, width and spaces aside; rows with a blank among them may.

    Rows that say the same in all of `told_by` too are another rule's.
    """
    columns, told_by = rule.parameters["of"], rule.parameters["told_by"]
    alike = dict[tuple[object, ...], list[int]]()
    for n, line in enumerate(rows.lines):
        if said := _said(rows, n, columns):
            alike.setdefault((id(line.ledger), *said), []).append(n)
    same = {n: group for group in alike.values() for n in group}
    known = {n: _said(rows, n, told_by) or (n,) for n in same}
    counts = Counter((id(same[n]), known[n]) for n in same)

    def words(n: int) -> dict[str, str]:
        others = [str(rows.lines[m].row.number) for m in same[n] if known[m] != known[n]]
        return {"others": first_of(others, _MOST_OTHERS)}

    times = [
        len(same[n]) - counts[id(same[n]), known[n]] if n in same else np.nan
        for n in range(len(rows.lines))
    ]
    yield Held(columns[0], np.array(times), words)


def _said(rows: Rows, n: int, columns: Sequence[str]) -> tuple[object, ...]:
    """What a row says in some columns, to be compared; nothing where one of them is blank, or there are none."""
    said = tuple(same_text(rows.texts[column][n]) for column in columns)
    return said if all(said) else ()


def row_agrees(rows: Rows, rule: Rule) -> Iterator[Held]:
    """The status says what the dates say on the cut-off; `overdue` are words that only an overdue one may say."""
    column, states = rows.role("status"), state(rows)
    allowed = [rule.parameters[name] for name in STATES]
    late = days_overdue(rows) > 0

    def fitting(n: int) -> list[str]:
        only_late = () if late[n] else rule.parameters["overdue"]
        return [word for word in allowed[int(states[n])] if word not in only_late]

    told = ~np.isnan(states) & ~rows.blank(column) & ~rows.unread[column]
    said = rows.texts[column]
    excess = [float(said[n] not in fitting(n)) if t else np.nan for n, t in enumerate(told)]
    yield Held(column, np.array(excess), lambda n: {"expected": listing(fitting(n))})


def row_code(rows: Rows, rule: Rule) -> Iterator[Held]:
    """The last place of a code in `of` is what the others ask for; what is no code at all the reader says."""
    for column in rule.parameters["of"]:
        digits = [(check_digit(code), code[17:]) for code in rows.texts[column]]
        excess = [float(asked != digit) if asked and digit else np.nan for asked, digit in digits]
        yield Held(column, np.array(excess), _no_words)


@lru_cache(maxsize=1024)  # few days, in many messages
def day_words(day: float) -> str:
    """A day counted like date.toordinal(): 2023年7月28日."""
    return chinese_date(date.fromordinal(int(day)))


def _no_words(_: int) -> dict[str, str]:
    return {}


def _latest(rows: Rows, columns: tuple[str, ...]) -> Callable[[int], dict[str, str]]:
    """The latest of some dates of a row, with the name of its column."""

    def words(n: int) -> dict[str, str]:
        told = [column for column in columns if rows.days[column][n] == rows.days[column][n]]
        latest = max(told, key=lambda column: rows.days[column][n])
        label = rows.declared.columns[latest].label
        return {"before": label, "before_day": day_words(rows.days[latest][n])}

    return words


_CHECKS = (
    *(row_filled, row_order, row_until_cutoff, row_since),
    *(row_overdue, row_unique, row_agrees, row_code),
)
KINDS: dict[str, Callable[[Rows, Rule], Iterator[Held]]] = {c.__name__: c for c in _CHECKS}
