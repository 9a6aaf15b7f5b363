"""inbox/decisions.csv: what the office decided in writing."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.model.declared import Declarations, Roster
from pipeline.model.month import Month
from pipeline.model.received import Finding
from pipeline.office_csv import Row, parse_day, read_csv
from pipeline.wording import same_text

_COLUMNS = {
    "period": ("报告期", "月份"),
    "unit": ("单位", "填报单位"),
    "sector": ("行业领域", "领域"),
    "decision": ("决定",),
    "target": ("对象", "事项"),
    "reason": ("理由", "原因"),
    "decided_by": ("决定人", "批准人"),
    "decided_on": ("决定日期", "日期"),
}
_WORDS = {"豁免": "waive", "撤回": "withdraw", "延期": "extend"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; sectors are the sheet ids that it covers, until is set for an extension."""

    period: Month
    unit: str
    sectors: tuple[str, ...]
    decision: str
    target: str
    reason: str
    decided_by: str
    until: date | None


def read_decisions(inbox: Path, declared: Declarations) -> list[Decision]:
    """All decisions; OfficeFileError names the line that cannot be understood."""
    return [_decision(row, declared) for row in read_csv(inbox / "decisions.csv", _COLUMNS).rows]


def _decision(row: Row, declared: Declarations) -> Decision:
    word = _WORDS.get(row["decision"], row["decision"])
    if word not in _WORDS.values():
        raise row.fault(f"不认识“{row['decision']}”，应为豁免、撤回或延期")
    if not row["reason"] or not row["decided_by"]:
        raise row.fault("要写明理由和决定人")
    unit = _one(row, "unit", declared.roster)
    sectors = (
        (_one(row, "sector", declared.roster),)
        if row["sector"]
        else declared.roster.units[unit].sectors
    )
    if word == "waive":
        _check_rule(row, declared)
    return Decision(
        period=_period(row),
        unit=unit,
        sectors=sectors,
        decision=word,
        target=row["target"],
        reason=row["reason"],
        decided_by=row["decided_by"],
        until=parse_day(row, "target") if word == "extend" else None,
    )


def _one(row: Row, column: str, roster: Roster) -> str:
    entries = roster.units if column == "unit" else roster.sheets
    text = same_text(row[column])
    for entry in entries.values():
        if text in {entry.id, *map(same_text, (entry.name, *entry.spellings))}:
            return entry.id
    raise row.fault(f"不认识“{row[column]}”")


def _period(row: Row) -> Month:
    text = row["period"].replace("年", "-").replace("/", "-").rstrip("月")
    year, _, month = text.partition("-")
    try:
        return Month.parse(f"{year}-{int(month):02d}")
    except ValueError:
        raise row.fault(f"报告期“{row['period']}”应写成2023-07") from None


def _check_rule(row: Row, declared: Declarations) -> None:
    code = row["target"].partition(":")[0]
    rule = next((r for r in declared.rules if r.code == code), None)
    if rule is None or not rule.waivable:
        raise row.fault(f"“{code}”不是可以豁免的规则")


def waived(finding: Finding, unit: str, period: Month, decisions: list[Decision]) -> Finding:
    """The finding, as a warning with the reason in it where the office waived it in writing."""
    if not finding.waivable or finding.waived:
        return finding
    targets = {finding.rule, f"{finding.rule}:{finding.indicator}"}
    for d in decisions:
        same = (d.decision, d.unit, d.period) == ("waive", unit, period)
        if same and finding.sector in d.sectors and d.target in targets:
            reason = f"{d.decided_by}同意：{d.reason}"
            return replace(
                finding,
                severity="warning",
                waived=reason,
                message=f"{finding.message}（已豁免，{reason}）",
            )
    return finding
