"""What of the issued figures is another now: each change once, sheet by sheet, and what it makes of the total."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.figures.combining import total
from pipeline.figures.totals import by_sheet
from pipeline.inbox.decisions import Decision
from pipeline.issues.restating_reasons import with_reasons
from pipeline.ledger.masking import hidden_names, without_names
from pipeline.ledger.names import Names
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.issued import Issue, Issues, Restatement
from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.words.private_numbers import without_numbers
from pipeline.words.wording import inert, show

_LONGEST = 60  # characters of a reason
Cells = dict[tuple[str, str], Decimal]  # by sheet and indicator


def restate(
    release: Release,
    issues: Issues,
    candidates: Mapping[str, Candidate],
    decisions: Sequence[Decision],
) -> Release:
    """The release with the number and date of the issue that it is, and with its restatements and their reasons."""
    if not issues.sound:
        return release
    issue = issue_of(release, issues)
    release = replace(release, was_issued=issues.newest(release.period) is not None)
    if issue:
        return replace(release, issue=issue.stamp, restated=issue.restated)
    found = restatements(issues, release.history, release.declared)
    reasoned = with_reasons(found, issues, release, candidates, decisions)
    names = hidden_names(release)
    restated = (replace(r, reason=_as_shown(r.reason, names)) for r in reasoned)
    return replace(release, restated=tuple(restated))


def _as_shown(reason: str, names: Names) -> str:
    """As papers may say it: whoever wrote it wrote to the office."""
    return inert(without_numbers(without_names(reason, names)), _LONGEST)


def issue_of(release: Release, issues: Issues) -> Issue | None:
    """The issue that a release is: it says the same, and of no earlier month there is anything left to tell."""
    mine = None if issues.hides(release.period, alone=True) else issues.newest(release.period)
    if mine is None or not says_the_same(release, mine):
        return None
    return None if restatements(issues, release.history, release.declared) else mine


def restatements(
    issues: Issues, history: Sequence[PeriodState], declared: Declarations
) -> list[Restatement]:
    """What differs from the issued figures in the months of `history`, without reasons.

    A month's figures are those of its newest issue and, for a bulletin of a later month, what later bulletins have
    restated of them. Nothing is compared where a damaged record may say otherwise.
    """
    found: list[Restatement] = []
    for state in history:
        is_own = state is history[-1]
        newest = None if issues.hides(state.period, alone=is_own) else issues.newest(state.period)
        if newest:
            before = _cells(newest.figures)
            if not is_own:
                _overlay(before, newest, issues.sound)
            found += _differences(state.period, before, _cells(by_sheet(state, declared)), declared)
    return found


def says_the_same(release: Release, issue: Issue) -> bool:
    """Whether a release has the figures of an issue, the totals' changes and coverage and every sheet's standing."""
    words = {sheet: state.word for sheet, state in release.state.sheets.items()}
    if words != issue.words or _cells(release.figures) != _cells(issue.figures):
        return False
    return all(
        issue.totals.get(t.indicator.id)
        == (*(show(t.indicator, v) for v in (t.value, t.previous, t.change)), t.coverage)
        for t in release.totals.values()
    )


def _cells(figures: Mapping[str, Mapping[str, Decimal]]) -> Cells:
    return {
        (sheet, indicator): value
        for sheet, values in figures.items()
        for indicator, value in values.items()
    }


def _overlay(before: Cells, newest: Issue, sound: Sequence[Issue]) -> None:
    """What bulletins issued later have said of the same month."""
    for later in sound:
        if later.order > newest.order:
            for r in later.restated:
                if r.month == newest.month and r.sheet and r.new is not None:
                    before[r.sheet, r.indicator] = r.new
                elif r.month == newest.month and r.sheet:
                    before.pop((r.sheet, r.indicator), None)


def _differences(
    period: Period, before: Cells, now: Cells, declared: Declarations
) -> list[Restatement]:
    """In the order of the form and of the roster; the total after its parts, where it is another too."""
    found: list[Restatement] = []
    for indicator in declared.form.indicators:
        keys = [(sheet, indicator) for sheet in declared.roster.sheets]
        changed = [k for k in keys if before.get(k) != now.get(k)]
        found += [Restatement(period, indicator, k[0], before.get(k), now.get(k)) for k in changed]
        reported = ([cells[k] for k in keys if k in cells] for cells in (before, now))
        known = declared.form.indicators[indicator]
        old, new = (total(known, values) if values else None for values in reported)
        if old != new:
            found.append(Restatement(period, indicator, "", old, new))
    return found
