"""Findings that the office waived in writing, and the line of decisions.csv with which it would."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.inbox.decisions import ASKED, Decision
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.received import Finding


def waived(finding: Finding, unit: str, period: Period, decisions: Sequence[Decision]) -> Finding:
    """The finding, as a warning with the reason in it where the office waived it in writing."""
    if not finding.waivable or finding.waived:
        return finding
    for d in decisions:
        same = (d.decision, d.unit, d.period) == ("waive", unit, period)
        if same and meets(d, finding):
            return replace(
                finding,
                severity="warning",
                waived=d.reason,
                message=f"{finding.message}（已豁免，{d.decided_by}同意：{d.reason}）",
            )
    return finding


def meets(decision: Decision, finding: Finding) -> bool:
    """Whether a decision names a finding's sheet, and its rule: for every indicator, or for the finding's."""
    targets = (finding.rule, f"{finding.rule}:{finding.indicator}")
    return finding.sector in decision.sectors and decision.target in targets


def ready_row(finding: Finding, unit: str, period: Period, declared: Declarations) -> str:
    """The line of decisions.csv that waives a finding, but for the reason, the name and the day."""
    roster = declared.roster
    sector = roster.sheets[finding.sector].title if finding.sector else ""
    target = finding.rule
    if finding.indicator:
        target += f":{_shortest_name(finding.indicator, declared)}"
    return ",".join((str(period), roster.units[unit].name, sector, "豁免", target, *ASKED))


def _shortest_name(indicator: str, declared: Declarations) -> str:
    """An indicator by its number, as an office cites it; by its name where two share the number."""
    found = declared.form.indicators.get(indicator)
    if found is None:  # a column of the ledger
        return indicator
    return found.name if len(declared.form.by_item[found.item]) > 1 else found.item
