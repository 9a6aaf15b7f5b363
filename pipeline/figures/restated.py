"""An issued figure that is another now, in words: cell by cell for a table, or in one line."""

from collections.abc import Iterable

from pipeline.model.declared import Declarations
from pipeline.model.issued import Restatement
from pipeline.words.wording import NOT_REPORTED, NOTHING, listing, show


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
