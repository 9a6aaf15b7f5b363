"""inbox/decisions.csv: what the office decided in writing."""

import re
from datetime import date, timedelta
from pathlib import Path

from pipeline.model.declared import Declarations
from pipeline.model.errors import OfficeFileError
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.roster import Roster
from pipeline.words.naming import named_indicators, named_subject, named_unit, not_known
from pipeline.words.office_csv import Row, read_csv
from pipeline.words.office_dates import parse_day, parse_period_of
from pipeline.words.wording import bare, chinese_date, inert, same_text

DECISIONS = "inbox/decisions.csv"  # as the manifest names it
_COLUMNS = {
    "period": ("报告期", "月份"),
    "unit": ("单位", "填报单位"),
    "sector": ("领域",),  # and what the roster calls it
    "decision": ("决定",),
    "target": ("对象", "事项"),
    "reason": ("理由", "原因"),
    "decided_by": ("决定人", "批准人"),
    "decided_on": ("决定日期", "日期"),
}
# What a ready row leaves to be written: as long as it stands there, without its brackets too, nothing is decided.
ASKED = ("（理由）", "（决定人）", "（日期）")
_LONGEST = timedelta(days=300)  # of an extension
_WORDS = {"豁免": "waive", "撤回": "withdraw", "延期": "extend"}


@record
class Decision:
    """One decision; sectors are the sheet ids that it covers, until is set for an extension."""

    period: Period
    unit: str
    sectors: tuple[str, ...]
    decision: str
    target: str
    reason: str
    decided_by: str
    until: date | None


def read_decisions(inbox: Path, declared: Declarations) -> list[Decision]:
    """All decisions; OfficeFileError names the lines that cannot be understood."""
    terms = declared.roster.terms
    columns = _COLUMNS
    if declared.roster.has_sectors:
        columns = _COLUMNS | {"sector": (*_COLUMNS["sector"], terms.sector, terms.short)}
    found, faults = list[Decision](), list[OfficeFileError]()
    for row in read_csv(inbox / "decisions.csv", columns).rows:
        try:
            found.append(_decision(row, declared))
        except OfficeFileError as e:
            faults.append(e)
    if faults:
        raise faults[0].with_others(faults[1:])
    return found


def _decision(row: Row, declared: Declarations) -> Decision:
    word = _WORDS.get(row["decision"], row["decision"])
    if word not in _WORDS.values():
        raise row.fault(f"不认识“{row.shown('decision')}”，应为豁免、撤回或延期")
    given = [bare(row.shown(column)) for column in ("reason", "decided_by")]
    if not all(given) or not {bare(a) for a in ASKED}.isdisjoint(given):
        raise row.fault("要写明理由和决定人")
    if word == "withdraw" and not row["target"]:
        raise row.fault("要写明撤回哪个文件（路径或sha256）")
    if row["decided_on"]:
        parse_day(row, "decided_on")
    unit, period = _one(row, "unit", declared.roster), _period(row, declared)
    return Decision(
        period=period,
        unit=unit,
        sectors=_sectors(row, unit, declared.roster),
        decision=word,
        target=_waivable(row, declared) if word == "waive" else _file(row["target"]),
        reason=row.shown("reason"),
        decided_by=row.shown("decided_by"),
        until=_until(row, period, declared) if word == "extend" else None,
    )


def _until(row: Row, period: Period, declared: Declarations) -> date:
    """The new due day: one that is earlier would make late what came in time, one of another year is a slip."""
    day, due = parse_day(row, "target"), declared.campaign.due(period)
    told = f"延期到{chinese_date(day)}"
    if day < due:
        raise row.fault(f"{told}，早于{period.short}的报送截止日{chinese_date(due)}，请核对")
    if day > due + _LONGEST:
        raise row.fault(f"{told}，离{period.short}的报送截止日{chinese_date(due)}太远，请核对年份")
    return day


def _sectors(row: Row, unit: str, roster: Roster) -> tuple[str, ...]:
    """The sector named, or all of the unit's."""
    if not row["sector"]:
        return roster.units[unit].sectors
    sheet = roster.sheet_of(unit, _one(row, "sector", roster))
    if sheet not in roster.units[unit].sectors:
        raise row.fault(f"“{row.shown('sector')}”不由“{row.shown('unit')}”填报")
    return (sheet,)


def _one(row: Row, column: str, roster: Roster) -> str:
    """The id of the unit or sector that a column names."""
    named = named_unit if column == "unit" else named_subject
    entry = named(row[column], roster)
    if entry is None:
        listed = roster.units if column == "unit" else roster.subjects
        raise row.fault(not_known(row[column], listed.values()))
    return entry


def _period(row: Row, declared: Declarations) -> Period:
    period = parse_period_of(row, "period")
    if not declared.campaign.has(period):
        raise row.fault(f"{period.chinese}不在应报的报告期内")
    return period


def _waivable(row: Row, declared: Declarations) -> str:
    """The target of a waiver: rule, or rule:indicator by its id, however the office named it."""
    code, _, name = same_text(row["target"]).partition(":")
    if not any(r.code == code and r.waivable for r in declared.rules):
        raise row.fault(f"“{inert(code)}”不是可以豁免的规则，可以豁免的错误下面印有要加的那一行")
    named = named_indicators(name, declared.form)
    if len(named) > 1:
        names = "、".join(i.name for i in named)
        raise row.fault(f"“{inert(name)}”有{len(named)}项指标，请写其中一项的名称（{names}）")
    if name and not named:
        raise row.fault(f"“{inert(name)}”不是一项指标，请写序号（如1-1）或名称")
    return f"{code}:{named[0].id}" if name else code


def _file(target: str) -> str:
    """A path or sha256 as the manifest has it."""
    is_hash = re.fullmatch("[0-9A-Fa-f]{64}", target)
    return target.lower() if is_hash else target.replace("\\", "/")
