"""Forms with a wrong period on them, counted where they were meant for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.model.declared import Declarations
from pipeline.model.states import FileState, PeriodState, SheetState
from pipeline.settling.deadlines import Deadlines, came_for


def with_returned(
    state: PeriodState, files: Sequence[FileState], due: Deadlines, declared: Declarations
) -> PeriodState:
    """The period with what came for it under a wrong one: its sheets are returned, not missing.

    And a sheet that then came right, but late, was put right after it had been returned.
    """
    sheets = dict(state.sheets)
    strays = [
        f for f in files if f.period != state.period and f.status in ("returned", "superseded")
    ]
    for file in strays:
        at = file.received_at
        if at and came_for(at, file.period, state.period, declared.campaign):
            for sheet in file.submitted:
                sheets[sheet] = _with_stray(sheets[sheet], at, in_time=at <= due.of(sheet))
    return replace(state, sheets=sheets)


def _with_stray(state: SheetState, at: datetime, in_time: bool) -> SheetState:
    if state.state == "missing":
        return replace(state, state="returned", word="退回未补正", arrived=at)
    first = min(at, state.arrived or at)
    word = "退回后补正" if state.word == "迟报" and in_time else state.word
    return replace(state, word=word, arrived=first)
