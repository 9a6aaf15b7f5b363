"""The ledgers' rules, held against all rows of all workbooks at once, and the forms' counts against the rows.

As in history.py, without pandera: each rule is one array that must be at most 0, and to say where it is not pandera
takes half as long as all of this.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from pipeline.declarations.ledger_kinds import TIE_KINDS
from pipeline.ledger.findings import Worded, told_together
from pipeline.ledger.rows import Rows, gather
from pipeline.ledger.rules import KINDS, Held, day_words
from pipeline.ledger.tying import HeldTie, ledger_tie
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, Submission
from pipeline.model.rule import Rule
from pipeline.words.faults import Place, word
from pipeline.words.wording import inert, show

Key = tuple[str, str]  # (path of the file, sheet id)


def check_ledgers(
    submissions: Sequence[Submission], declared: Declarations
) -> dict[Key, list[Finding]]:
    """The findings of workbooks with a ledger, by (file, sheet); earlier months are not looked at."""
    if declared.ledger is None or not any(s.ledger and s.submitted for s in submissions):
        return {}
    rows = gather(submissions, declared)
    held: list[tuple[Rule, Held | HeldTie]] = [*_row_rules(rows, declared), *_ties(rows, declared)]
    found: dict[Key, list[Finding]] = {}
    worded: dict[Key, list[Worded]] = {}
    for rule, one, n in _broken(held):
        if isinstance(one, HeldTie):
            found.setdefault(_key(rows, n), []).append(_of_count(rule, one, n, rows, declared))
        else:
            key = _key(rows, int(rows.sheet[n]))
            worded.setdefault(key, []).append(_of_row(rule, one, n, rows))
    for key, own in worded.items():
        found.setdefault(key, []).extend(told_together(own, declared))
    return found


def joined(
    found: Mapping[Key, Sequence[Finding]], more: Mapping[Key, Sequence[Finding]]
) -> dict[Key, list[Finding]]:
    """The findings of every sheet with those of its ledger."""
    return {key: [*own, *more.get(key, ())] for key, own in found.items()}


def _row_rules(rows: Rows, declared: Declarations) -> Iterator[tuple[Rule, Held]]:
    """Every rule about rows as columns of excesses, empty on the rows that it does not concern."""
    for rule in [r for r in declared.rules if r.kind in KINDS]:
        concerned = _concerned(rule, rows, declared)[rows.sheet]
        if concerned.any():
            for held in KINDS[rule.kind](rows, rule):
                yield rule, held._replace(excess=np.where(concerned, held.excess, np.nan))


def _ties(rows: Rows, declared: Declarations) -> Iterator[tuple[Rule, HeldTie]]:
    """The same of the counts, sheet by sheet."""
    for rule in [r for r in declared.rules if r.kind in TIE_KINDS]:
        concerned = _concerned(rule, rows, declared)
        for held in ledger_tie(rows, rule):
            yield rule, held._replace(excess=np.where(concerned, held.excess, np.nan))


def _concerned(rule: Rule, rows: Rows, declared: Declarations) -> np.ndarray:
    return np.array([declared.applies(rule, f.sector, s.period) for s, f in rows.sheets])


def _broken(
    held: Iterable[tuple[Rule, Held | HeldTie]],
) -> Iterator[tuple[Rule, Held | HeldTie, int]]:
    """Wherever a rule is broken, rule by rule in the order of rows (or sheets), with the number of the row."""
    for _, group in groupby(held, key=lambda h: h[0].code):
        ones = list(group)
        for n, k in sorted(
            (int(n), k) for k, h in enumerate(ones) for n in np.flatnonzero(h[1].excess > 0)
        ):
            yield (*ones[k], n)


def _key(rows: Rows, sheet: int) -> Key:
    submission, form = rows.sheets[sheet]
    return submission.arrival.path, form.sector


def _of_row(rule: Rule, held: Held, n: int, rows: Rows) -> Worded:
    """The finding of a broken rule on a row, at the cell that it points at."""
    ledger, sheet, row = rows.lines[n]
    column, text = rows.declared.columns[held.column], rows.texts[held.column][n]
    value = day_words(rows.days[column.id][n]) if column.kind == "date" and text else inert(text)
    words = {
        "row": str(row.number),
        "hazard": _named(row.number, rows.texts[rows.role("id")][n]),
        "column": column.label,
        "value": value,
        **_days(rows, sheet),
        **held.words(n),
    }
    sector = rows.sheets[sheet][1].sector
    place = Place(sector, ledger.sheet, ledger.cell(row, column.id) or None)
    return word(rule, words, place, found=text), words


@lru_cache(maxsize=4096)  # a row may break many rules
def _named(number: int, hazard: str) -> str:
    """第5行（YH-003）, without an id just 第5行."""
    return f"第{number}行（{inert(hazard)}）" if hazard else f"第{number}行"


def _of_count(rule: Rule, held: HeldTie, n: int, rows: Rows, declared: Declarations) -> Finding:
    """The finding of a count that is not its rows', at the count's cell."""
    form, indicator = rows.sheets[n][1], declared.form.indicators[held.indicator]
    entry = form.entries[held.indicator]
    value = show(indicator, entry.value)
    words = {"value": value, **_days(rows, n), **held.words(n)}
    return word(rule, words, Place(form.sector, entry.sheet, entry.cell, indicator), found=value)


def _days(rows: Rows, sheet: int) -> dict[str, str]:
    """The first and the last day that count."""
    cutoff = rows.cutoffs[sheet]
    return {"since": day_words(rows.since), "cutoff": "" if np.isnan(cutoff) else day_words(cutoff)}
