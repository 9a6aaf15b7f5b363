"""What is not weighed at all: samples beside real forms, and files that the office withdrew."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.inbox.decisions import Decision
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Read, Submission
from pipeline.words.faults import found_by_reader


def set_aside(
    read: Sequence[Read], decisions: Sequence[Decision], declared: Declarations
) -> tuple[list[Submission], list[Arrival]]:
    """Submissions that may count, and everything else with its fate: samples beside real forms, withdrawn files."""
    submissions = [r for r in read if isinstance(r, Submission)]
    others = [r for r in read if isinstance(r, Arrival)]
    if not all(s.sample for s in submissions):
        aside = found_by_reader(declared, "sample_set_aside")
        others += [
            replace(s.arrival, fate="ignored", findings=(aside,)) for s in submissions if s.sample
        ]
        submissions = [s for s in submissions if not s.sample]
    withdrawn, kept = _withdrawals(decisions, others), []
    for s in submissions:
        decision = withdrawn.get(s.arrival.path) or withdrawn.get(str(s.arrival.sha256))
        if decision and _is_about(decision, s):
            who = f"{decision.decided_by}：{decision.reason}"
            why = found_by_reader(declared, "withdrawn", found=who)
            others.append(replace(s.arrival, fate="withdrawn", findings=(why, *s.findings)))
        else:
            kept.append(s)
    return kept, others


def _is_about(decision: Decision, s: Submission) -> bool:
    """Whether a withdrawal names the file's own unit and period, and all its sectors; else it is a slip of the pen.

    A workbook counts as a whole or not at all: one of its two sectors cannot be withdrawn alone.
    """
    sectors = set(s.sectors) or set(decision.sectors)
    same_period = s.period in (None, decision.period)
    return decision.unit == s.unit and same_period and sectors <= set(decision.sectors)


def _withdrawals(decisions: Sequence[Decision], others: Sequence[Arrival]) -> dict[str, Decision]:
    """The decision by path or sha256 of the file withdrawn; a second copy names its bytes."""
    withdrawn = {d.target: d for d in decisions if d.decision == "withdraw"}
    twins = {str(a.sha256): withdrawn[a.path] for a in others if a.sha256 and a.path in withdrawn}
    return withdrawn | twins
