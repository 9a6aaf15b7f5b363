"""A period as its papers tell it: how every file and every sheet stands, also those that came with a wrong period."""

from collections.abc import Mapping, Sequence

from pipeline.inbox.decisions import Decision
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Read
from pipeline.model.states import FileState, PeriodState
from pipeline.settling.deadlines import Deadlines
from pipeline.settling.filing import file_states
from pipeline.settling.settle import Settled
from pipeline.settling.strays import with_returned


def as_seen(
    settled: Settled,
    candidates: Mapping[str, Candidate],
    others: Sequence[Arrival],
    read: Sequence[Read],
    decisions: Sequence[Decision],
    declared: Declarations,
) -> tuple[list[FileState], list[PeriodState]]:
    """Every file of the inbox as seen from the newest period that is settled, and all periods up to it.

    candidates: every submission, by path. others: what is not weighed. read: all that was read, set aside or not.
    """
    *before, this = settled.periods.values()
    due, judged = Deadlines(this.period, decisions, declared), settled.candidates[this.period]
    files = file_states(candidates, others, read, judged, due, declared)
    return files, [*before, with_returned(this, files, due, declared)]
