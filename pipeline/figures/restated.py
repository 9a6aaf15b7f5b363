"""Issued figures that are others now, in words: cell by cell for a table, or in one line; a whole sheet as one."""

from collections.abc import Iterable
from itertools import groupby

from pipeline.model.declared import Declarations
from pipeline.model.issued import Restatement
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.words.wording import NOT_REPORTED, NOTHING, listing, show


@record
class GoneSheet:
    """A sheet that was in issued figures with so many values and no longer is with any."""

    month: Period
    sheet: str
    count: int
    reason: str


def gone_sheets(release: Release) -> list[GoneSheet]:
    """The sheets of which all issued figures are gone, since no workbook of theirs counts any more.

    Each of these figures is still restated; they stand one by one in what was issued.
    """
    known = {(m.period, s.sheet): s.state for m in release.history for s in m.sheets.values()}
    lacking = [
        r
        for r in release.restated
        if r.sheet and r.new is None and known.get(_of_sheet(r)) != "accepted"
    ]
    by_sheet = groupby(sorted(lacking, key=_of_sheet), _of_sheet)
    gone = [list(same) for _, same in by_sheet]
    return [GoneSheet(g[0].month, g[0].sheet, len(g), g[0].reason) for g in gone]


def _of_sheet(r: Restatement) -> tuple[Period, str]:
    return r.month, r.sheet


def told_gone(gone: GoneSheet, declared: Declarations) -> tuple[str, ...]:
    """The cells of `told_cells` for a whole sheet."""
    month, sheet = declared.campaign.called(gone.month), declared.roster.sheets[gone.sheet]
    what = f"整张表（{gone.count}个数）"
    return (month, what, sheet.name, "已计入", "未计入", NOTHING, gone.reason)


def told_cells(r: Restatement, declared: Declarations) -> tuple[str, ...]:
    """Month, indicator, whose, old and new value, unit of measure, reason: a row of the table of restatements."""
    indicator = declared.form.indicators[r.indicator]
    old, new = (show(indicator, v, NOT_REPORTED) for v in (r.old, r.new))
    name = f"{indicator.item} {indicator.name}"
    unit, reason = indicator.unit or NOTHING, r.reason if r.sheet else "相应更正"
    return (declared.campaign.called(r.month), name, who(r, declared), old, new, unit, reason)


def told_restated(restated: Iterable[Restatement], declared: Declarations) -> tuple[str, ...]:
    """Changed figures, a text for each month, sheet and reason: 6月燃气：1-1 企业自查发现12改为15。原因：笔误."""
    changes: dict[tuple[str, str, str], list[str]] = {}
    for r in restated:
        month, name, whose, old, new, _, reason = told_cells(r, declared)
        changes.setdefault((month, whose, reason), []).append(f"{name}{old}改为{new}")
    return tuple(
        f"{month}{whose}：{listing(told)}{f'。原因：{reason}' if reason else ''}"
        for (month, whose, reason), told in changes.items()
    )


def who(r: Restatement, declared: Declarations) -> str:
    """Whose figure it is: a sector's, a unit's where it is filled once per unit, or that of all."""
    if not r.sheet:
        return "合计"
    sheet = declared.roster.sheets[r.sheet]
    by_sector = declared.form.indicators[r.indicator].level == "sector"
    return sheet.name if by_sector else declared.roster.units[sheet.unit].name
