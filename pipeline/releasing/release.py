"""The release of a period: the one thing that all writers see, so that no two outputs can disagree."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.figures.array import by_sector
from pipeline.figures.totals import add_up, by_sheet, gains, last_known
from pipeline.ledger.hazard_book import hazard_book
from pipeline.milestones.progress import told_in
from pipeline.model.declared import Declarations
from pipeline.model.milestones import Noted
from pipeline.model.released import Release
from pipeline.model.states import FileState, PeriodState
from pipeline.releasing.let_pass import let_pass
from pipeline.rollup.below import with_below
from pipeline.settling.settle import Settled
from pipeline.work_reports.collecting import collect


def build_release(
    declared: Declarations, files: Sequence[FileState], history: Sequence[PeriodState], sample: bool
) -> Release:
    """The release of the newest period in `history`: all so far, oldest first."""
    before = history[-2] if len(history) > 1 else None
    figures = by_sheet(history[-1], declared)
    return Release(
        period=history[-1].period,
        declared=declared,
        sample=sample,
        files=tuple(files),
        history=tuple(history),
        totals=add_up(history[-1], before, declared),
        figures=figures,
        sectors=by_sector(figures, declared),
        known=last_known(history, declared),
        gains=tuple(gains(history, declared)),
        hazards=hazard_book(history, declared),
    )


def complete(figures: Release, settled: Settled, noted: Noted) -> Release:
    """With what stands beside its figures: what was let pass, milestones, reports, who is in them at the bottom."""
    declared, period = figures.declared, figures.period
    release = replace(
        figures,
        let_pass=let_pass(figures),
        milestones=told_in(declared, noted, period),
        reports=collect(settled.periods, settled.submissions, period, declared),
    )
    if declared.rollup is None:
        return release
    return with_below(release, settled.submissions[period])
