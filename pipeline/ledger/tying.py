"""Which rows of a ledger each of the form's counts of hazards is made of, and what the sheet itself says."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.ledger.rows import Array, Flags, Rows
from pipeline.model.ledger import Tie
from pipeline.model.record import record
from pipeline.model.rule import Rule
from pipeline.words.few import first_of
from pipeline.words.wording import plain

_MOST_SPANS = 12


@record
class CountedRows:
    """The rows of one count, by flags over all rows.

    counted: they make it up. lacking: they may belong to it, but a cell that would tell is blank. unknown: a cell that
    would tell cannot be read, so that nobody can count.
    """

    counted: Flags
    lacking: Flags
    unknown: Flags


class HeldTie(NamedTuple):
    """A count held against every sheet. words: what a message may quote of a sheet besides the usual."""

    indicator: str
    excess: Array
    words: Callable[[int], Mapping[str, str]]


def ledger_tie(rows: Rows, rule: Rule) -> Iterator[HeldTie]:
    """Each count of the form is the number of the rows that it is made of; one that is blank is reported elsewhere."""
    for tie in rows.declared.ties:
        tied = counted_rows(rows, tie)
        count, told = per_sheet(rows, tied.counted), reported(rows, tie.indicator)
        knowable = (per_sheet(rows, tied.unknown) == 0) & ~np.isnan(rows.cutoffs)
        excess = np.where(knowable, np.abs(told - count), np.nan)
        yield HeldTie(tie.indicator, excess, _tie_words(rows, rule, tied, told - count))


def _tie_words(
    rows: Rows, rule: Rule, tied: CountedRows, gap: Array
) -> Callable[[int], Mapping[str, str]]:
    said = rule.parameters

    def words(n: int) -> dict[str, str]:
        numbers, lacking = (numbers_of(rows, f, n) for f in (tied.counted, tied.lacking))
        count, side = str(len(numbers)), "fewer" if gap[n] > 0 else "more"
        return {
            "count": count,
            "expected": said["expected"].format(count=count),
            "compared": said[side].format(difference=plain(abs(float(gap[n])))),
            "which": said["which"].format(rows=rows_named(numbers)) if numbers else "",
            "lacking": said["lacking"].format(rows=rows_named(lacking)) if lacking else "",
        }

    return words


def counted_rows(rows: Rows, tie: Tie) -> CountedRows:
    """The rows found from the first day to the cut-off, of the count's sources, listed and fixed where it asks so."""
    asked = list(_asked(rows, tie))
    counted = np.all([yes for _, yes, _ in asked], axis=0)
    possible = np.all([yes | maybe for _, yes, maybe in asked], axis=0)
    unread = np.any([rows.unread[column] for column, _, _ in asked], axis=0)
    return CountedRows(counted, possible & ~counted, unread | ~rows.placed)


def _asked(rows: Rows, tie: Tie) -> Iterator[tuple[str, Flags, Flags]]:
    """What a count asks of a row: a column, whether it says so, and whether it is blank though it should not be."""
    found, source, level = rows.role("found"), rows.role("source"), rows.role("level")
    fixed, closed = rows.role("fixed"), rows.role("closed")
    yield found, rows.by_cutoff(found) & (rows.days[found] >= rows.since), rows.blank(found)
    if tie.sources:
        yield source, rows.among(source, tie.sources), rows.blank(source)
    if tie.listed:
        yield level, ~rows.blank(level) & ~rows.unread[level], np.zeros(len(rows.lines), dtype=bool)
    if tie.fixed:
        yield fixed, rows.by_cutoff(fixed), rows.blank(fixed) & rows.by_cutoff(closed)


def per_sheet(rows: Rows, flags: Flags) -> Array:
    """How many rows of each sheet."""
    return np.bincount(rows.sheet[flags], minlength=len(rows.sheets)).astype(float)


def reported(rows: Rows, indicator: str) -> Array:
    """What each sheet says itself; NaN where it has no number."""
    entries = (form.entries.get(indicator) for _, form in rows.sheets)
    return np.array([e.value if e else math.nan for e in entries], dtype=float)


def numbers_of(rows: Rows, flags: Flags, sheet: int) -> list[int]:
    """The numbers of those rows that belong to a sheet, as they stand in the ledger."""
    of_sheet = np.flatnonzero(flags & (rows.sheet == sheet))
    return sorted(rows.lines[int(n)].row.number for n in of_sheet)


def rows_named(numbers: Sequence[int], most: int = _MOST_SPANS) -> str:
    """5至18、21、23; what is beyond `most` such spans is 等."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    words = [w for span in spans for w in _span(span)]
    return first_of(words, most)


def _span(numbers: list[int]) -> list[str]:
    if len(numbers) < 3:
        return [str(n) for n in numbers]
    return [f"{numbers[0]}至{numbers[-1]}"]
