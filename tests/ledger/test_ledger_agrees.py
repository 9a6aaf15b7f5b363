"""The rules see all rows as arrays, the outputs each row as it is: both must say the same of every hazard."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pipeline.ledger.accepting import accepted_ledgers
from pipeline.ledger.following import follow
from pipeline.ledger.hazard_book import book_of
from pipeline.ledger.rows import gather
from pipeline.ledger.states import days_overdue, due, state
from pipeline.ledger.tie_out import tied
from pipeline.ledger.tying import counted_rows, per_sheet
from pipeline.model.received import Submission
from pipeline.model.states import PeriodState
from tests.support.ledger_rows import right_row, with_ledger
from tests.support.releases import make_release
from tests.support.workspaces import JULY, declarations

STATES = ("open", "fixed", "closed")
DAYS = ("found_on", "due_on", "extended_to", "fixed_on", "closed_on")


def drawn(dice: random.Random, number: int) -> dict[str, str]:
    """A row with any days around the campaign's first and the cut-off, and any cell that tells left blank."""
    around = [date(2023, 5, 21), date(2023, 7, 27)]
    days = {c: str(dice.choice(around) + timedelta(dice.randrange(3))) for c in DAYS}
    more = {
        "source": dice.choice(["企业自查", "部门检查", "举报"]),
        "listed_level": dice.choice(["", "县区级"]),
        "extension_doc": dice.choice(["", "样例延期1号"]),
    }
    row = right_row(number, **days, **more)
    return {c: v for c, v in row.items() if c == "hazard_id" or dice.random() < 0.8}


def month_of(submission: Submission) -> PeriodState:
    counted = {"fire": ("inbox/rescue.xlsx", submission.ledger)}
    entries, sheets = accepted_ledgers(counted, declarations().roster)
    month = make_release(str(JULY)).state
    return replace(month, ledger=entries, ledger_sheets=sheets)


@pytest.mark.parametrize("seed", range(8))
def test_states_days_and_counts_are_the_same_by_both_ways(seed: int) -> None:
    dice, declared = random.Random(seed), declarations()
    assert declared.ledger
    unread = {f"r{5 + n}": frozenset({dice.choice(DAYS[2:])}) for n in range(0, 120, 7)}
    told = [drawn(dice, n) for n in range(120)]
    for number, columns in unread.items():
        for column in columns:
            told[int(number[1:]) - 5].pop(column, None)
    submission = with_ledger("rescue", JULY, told, **unread)
    rows, month = gather([submission], declared), month_of(submission)
    book = book_of(follow([month], declared.ledger), JULY, declared, declared.ledger)
    by_number = {h.entry.row.number: h for h in book.hazards}
    states, ends, late = state(rows), due(rows), days_overdue(rows)
    assert len(by_number) == len(rows.lines)
    for n, line in enumerate(rows.lines):
        hazard = by_number[line.row.number]
        if line.row.unreadable & {"fixed_on", "closed_on"}:
            assert hazard.days_overdue is None
        if not np.isnan(states[n]):  # nan: a day after the cut-off, which the rules tell as a fault
            assert hazard.state == STATES[int(states[n])]
            assert (hazard.days_overdue or 0) == max(0, np.nan_to_num(late[n]))
        assert (hazard.due.toordinal() if hazard.due else None) == (
            None if np.isnan(ends[n]) else ends[n]
        )
    for tie in tied(month, declared, declared.ledger):
        (asked,) = (t for t in declared.ledger.ties if t.indicator == tie.indicator)
        assert tie.ledger == per_sheet(rows, counted_rows(rows, asked).counted)[0]
