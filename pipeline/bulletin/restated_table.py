"""更正情况: the bulletin's table of issued figures that are others now."""

from pipeline.model.declared import Declarations
from pipeline.model.issued import Restatement
from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.words.wording import NOT_REPORTED, NOTHING, show


def restated_table(release: Release) -> TableBlock:
    """One row a changed figure, and one a total that follows; no rows where nothing was restated."""
    plan = release.declared.bulletin.restated
    rows = tuple(_row(r, release.declared) for r in release.restated)
    numeric = (False, False, False, True, True, False, False)
    return TableBlock("restated", plan.title, plan.note, heads(release.declared), rows, numeric)


def heads(declared: Declarations) -> tuple[str, ...]:
    """The headings of the table."""
    return ("报告期", "指标", declared.roster.terms.sector, "原数", "现数", "单位", "原因")


def _row(r: Restatement, declared: Declarations) -> TableRow:
    indicator = declared.form.indicators[r.indicator]
    old, new = (show(indicator, v, NOT_REPORTED) for v in (r.old, r.new))
    name = f"{indicator.item} {indicator.name}"
    unit, reason = indicator.unit or NOTHING, r.reason if r.sheet else "相应更正"
    cells = (r.month.short, name, who(r, declared), old, new, unit, reason)
    return TableRow(cells, total=not r.sheet)


def told_restated(r: Restatement, declared: Declarations) -> str:
    """A changed figure in one line: 6月1-1 企业自查发现（燃气）12改为15，笔误."""
    month, name, whose, old, new, _, reason = _row(r, declared).cells
    return f"{month}{name}（{whose}）{old}改为{new}{f'，{reason}' if reason else ''}"


def who(r: Restatement, declared: Declarations) -> str:
    """Whose figure it is: a sector's, a unit's where it is filled once per unit, or that of all."""
    if not r.sheet:
        return "合计"
    sheet = declared.roster.sheets[r.sheet]
    by_sector = declared.form.indicators[r.indicator].level == "sector"
    return sheet.name if by_sector else declared.roster.units[sheet.unit].name
