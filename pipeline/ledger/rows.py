"""The rows of all ledgers side by side, as the rules look at them: one array a column."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerRow, LedgerSheet
from pipeline.model.received import SheetForm, Submission
from pipeline.model.record import record

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class PlacedRow(NamedTuple):
    """A row, the ledger that it stands in, and the number (among `Rows.sheets`) of the sheet that it belongs to."""

    ledger: LedgerSheet
    sheet: int
    row: LedgerRow


@record
class Rows:
    """Rows of ledgers, one after the other.

    sheets: every sheet of a workbook that has a ledger, also where no row belongs to it. texts: "" where a cell says
    nothing or cannot be read; unread: where it is the latter. days: of columns that hold dates, counted like
    date.toordinal(), NaN where there is none. present: whether the sheet has such a column at all. sheet: the number of
    each row's sheet; placed: whether the row itself says that. cutoff: of its period, NaN where nobody can tell it;
    cutoffs: the same sheet by sheet. since: the first day that counts.
    """

    declared: Ledger
    sheets: Sequence[tuple[Submission, SheetForm]]
    lines: Sequence[PlacedRow]
    texts: Mapping[str, Sequence[str]]
    unread: Mapping[str, Flags]
    days: Mapping[str, Array]
    present: Mapping[str, Flags]
    sheet: NDArray[np.intp]
    placed: Flags
    cutoff: Array
    cutoffs: Array
    since: int

    def among(self, column: str, words: Collection[str]) -> Flags:
        """Whether a cell says one of some words."""
        return np.array([text in words for text in self.texts[column]], dtype=bool)

    def blank(self, column: str) -> Flags:
        """Whether a cell says nothing; one that cannot be read says something."""
        return self.among(column, ("",)) & ~self.unread[column]

    def by_cutoff(self, column: str) -> Flags:
        """Whether a cell holds a date that is not after the cut-off."""
        return np.asarray(self.days[column] <= self.cutoff)

    def role(self, role: str) -> str:
        """The column that says what the program has to know."""
        return self.declared.roles[role]


def gather(submissions: Sequence[Submission], declared: Declarations) -> Rows:
    """The rows of submissions that have a ledger and submit something, in their order."""
    assert declared.ledger
    sheets, lines = _lines(submissions)
    sheet = np.array([line.sheet for line in lines], dtype=np.intp)
    cutoffs = _cutoffs(sheets, declared)
    columns = declared.ledger.columns
    texts = {c: [line.row.values.get(c, "") for line in lines] for c in columns}
    return Rows(
        declared=declared.ledger,
        sheets=sheets,
        lines=lines,
        texts=texts,
        unread={c: _unread(c, lines) for c in columns},
        days={c: _days(texts[c]) for c, told in columns.items() if told.kind == "date"},
        present={c: _present(c, sheets)[sheet] for c in columns},
        sheet=sheet,
        placed=_flags(bool(line.row.sector) for line in lines),
        cutoff=cutoffs[sheet],
        cutoffs=cutoffs,
        since=declared.campaign.cumulative_from.toordinal(),
    )


def _lines(
    submissions: Sequence[Submission],
) -> tuple[list[tuple[Submission, SheetForm]], list[PlacedRow]]:
    """The sheets of the workbooks that have a ledger, and its rows with the number of the sheet of each."""
    sheets, lines = list[tuple[Submission, SheetForm]](), list[PlacedRow]()
    for submission in submissions:
        if (ledger := submission.ledger) and (forms := submission.submitted):
            numbers = {form.sector: n for n, form in enumerate(forms, len(sheets))}
            numbers[""] = len(sheets)  # of no sheet that anybody can tell: told on the first
            sheets += [(submission, form) for form in forms]
            own = (row for row in ledger.rows if row.sector in numbers)
            lines += [PlacedRow(ledger, numbers[row.sector], row) for row in own]
    return sheets, lines


def _unread(column: str, lines: Sequence[PlacedRow]) -> Flags:
    return _flags(column in line.row.unreadable for line in lines)


def _flags(flags: Iterable[bool]) -> Flags:
    return np.array(list(flags), dtype=bool)


def _days(texts: Sequence[str]) -> Array:
    """Texts like 2023-06-01 as numbers; there are far fewer days than cells."""
    known = {t: float(date.fromisoformat(t).toordinal()) if t else math.nan for t in set(texts)}
    return np.array([known[t] for t in texts], dtype=float)


def _present(column: str, sheets: Sequence[tuple[Submission, SheetForm]]) -> Flags:
    return _flags(bool(s.ledger and column in s.ledger.columns) for s, _ in sheets)


def _cutoffs(sheets: Sequence[tuple[Submission, SheetForm]], declared: Declarations) -> Array:
    """The cut-off of each workbook's period, which its first sheet tells."""
    campaign = declared.campaign
    days = [campaign.cutoff(s.period).toordinal() if s.period else math.nan for s, _ in sheets]
    return np.array(days, dtype=float)
