"""All that is wrong or odd about a period's workbooks: one finding a cause, waived or explained where that was done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from pipeline.checking.explanations import Said, explained, what_is_said
from pipeline.checking.gathering import members
from pipeline.checking.history import check_history
from pipeline.checking.symptoms import one_per_cause
from pipeline.inbox.decisions import Decision
from pipeline.inbox.waivers import waived
from pipeline.ledger.past import EarlierLedger, check_past
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.received import Finding, SheetKey, Submission

Explanations = dict[str, dict[str, Said]]  # by sheet id and item


def judged(
    submissions: Sequence[Submission],
    findings: Mapping[SheetKey, Sequence[Finding]],
    earlier: Mapping[str, Earlier],
    decisions: Sequence[Decision],
    declared: Declarations,
    ledgers: Mapping[str, EarlierLedger] = MappingProxyType({}),
) -> list[Candidate]:
    """Every submission of a period with its findings. ledgers: the newest earlier ones, by sheet id.

    Waivers come first, so that a waived fault stays on its own, and once more for what was gathered of the others.
    """
    compared = _compared(submissions, earlier, ledgers, declared)
    candidates = []
    for s in submissions:
        keys = [(s.arrival.path, sheet) for sheet in s.sectors]
        own = [f for key in keys for f in (*findings[key], *compared.get(key, []))]
        candidates.append(Candidate(s, _told([*s.findings, *own], s, decisions, declared)))
    return candidates


def _compared(
    submissions: Sequence[Submission],
    earlier: Mapping[str, Earlier],
    ledgers: Mapping[str, EarlierLedger],
    declared: Declarations,
) -> dict[SheetKey, list[Finding]]:
    """What comparing with earlier periods finds on the sheets that are certainly their sector's own."""
    doubtful = _of_others(submissions, declared)
    forms = {(s.arrival.path, f.sector): f for s in submissions for f in s.submitted}
    certain = {key: form for key, form in forms.items() if key not in doubtful}
    found = check_history(certain, earlier, declared)
    for s in submissions:
        for sheet in s.sectors if s.ledger else ():
            if (key := (s.arrival.path, sheet)) in certain:
                found[key] += check_past(s, sheet, ledgers.get(sheet), declared)
    return found


def _told(
    found: Sequence[Finding], s: Submission, decisions: Sequence[Decision], declared: Declarations
) -> tuple[Finding, ...]:
    """One finding a cause, waived where that was decided; what followed from a waived one stands again."""
    told = waive(one_per_cause(waive(found, s, decisions), declared, s.kind), s, decisions)
    freed = [x for f in told for x in _freed(f, declared)]
    return (*(_alone(f, declared) for f in told), *one_per_cause(freed, declared, s.kind))


def _alone(finding: Finding, declared: Declarations) -> Finding:
    """A finding that was waived without what followed from it; any other as it is."""
    own = members(finding, declared)
    return replace(finding, also=() if own == (finding,) else own) if finding.waived else finding


def _freed(finding: Finding, declared: Declarations) -> list[Finding]:
    """What followed from a fault that was waived as a whole: nobody waived that, so it is told again."""
    if not finding.waived:
        return []
    own = members(finding, declared)
    return [f for f in finding.also if f not in own]


def _of_others(submissions: Sequence[Submission], declared: Declarations) -> set[SheetKey]:
    """Sheets that are not certainly the sector's own: they are not told what that sector reported before."""
    cases = ("unit_wrong", "another_unit", "sector_wrong", "not_the_units_sector")
    codes = {declared.intake_rule(case).code for case in cases}
    return {
        (s.arrival.path, f.sector or "") for s in submissions for f in s.findings if f.rule in codes
    }


def waive(found: Sequence[Finding], s: Submission, decisions: Sequence[Decision]) -> list[Finding]:
    """The findings of a submission, as warnings where the office waived them."""
    assert s.period
    return [waived(f, s.unit, s.period, decisions) for f in found]


def with_explanations(
    candidates: Sequence[Candidate], before: Explanations, declared: Declarations
) -> tuple[list[Candidate], Explanations]:
    """A period's versions with the units' explanations, and what the newest valid ones say, sheet by sheet.

    A version is held against the newest valid one before it, of the same period or (`before`) of an earlier one.
    """
    newest, told = dict(before), {}
    in_order = sorted(candidates, key=lambda c: (c.age, c.path))
    for _, of_one_age in groupby(in_order, key=lambda c: c.age):
        added: Explanations = {}
        for candidate in of_one_age:
            said = {
                f.sector: what_is_said(f, newest.get(f.sector, {}), declared)
                for f in candidate.submission.submitted
            }
            told[candidate.path] = _with(candidate, said, declared)
            if candidate.valid:  # of equal twins the first
                added |= {sheet: what for sheet, what in said.items() if sheet not in added}
        newest |= added
    return [told[c.path] for c in candidates], newest


def _with(candidate: Candidate, said: Explanations, declared: Declarations) -> Candidate:
    forms = {f.sector: f for f in candidate.submission.submitted}
    findings = tuple(
        explained(f, forms[f.sector], said[f.sector], declared) if f.sector in forms else f
        for f in candidate.findings
    )
    return replace(candidate, findings=findings)
