"""The note under Annex 2: who is in the totals, and how they are counted."""

from collections.abc import Iterable

from pipeline.figures.totals import by_sheet
from pipeline.model.released import Release
from pipeline.model.roster import Unit
from pipeline.rollup.below_in_words import told_below
from pipeline.words.let_pass import with_let_pass
from pipeline.words.unit_names import few_names, few_sheets, of_units
from pipeline.words.wording import chinese_date, listing


def annex_note(release: Release) -> str:
    """注：汇总10/12个领域，甲、乙未计入；单位数未去重。."""
    clauses = (
        _sectors(release),
        told_below(release),
        _units(release),
        _gaps(release),
        _let_pass(release),
        _double_counts(release),
    )
    return f"注：{'；'.join(c for c in clauses if c)}。"


def date_line(release: Release) -> str:
    """The line above the grid: 时间：2023年7月28日."""
    return f"时间：{chinese_date(release.declared.campaign.cutoff(release.period))}"


def _sectors(release: Release) -> str:
    roster = release.declared.roster
    sectors = roster.sectors
    lacking = [k for k in sectors if not _accepted(release, k)]
    count = f"{of_units(roster)}{len(sectors) - len(lacking)}/{len(sectors)}个{roster.terms.sector}"
    return f"汇总{count}{_not_counted(few_sheets(lacking, release.declared))}"


def _units(release: Release) -> str:
    """Silent when all have reported: the coverage of sectors has said enough; without sectors all but the office."""
    roster = release.declared.roster
    units = roster.units
    lacking = [u for u in units.values() if not _accepted(release, u.first_sector)]
    if not lacking:
        return ""
    short = release.declared.campaign.document["office_short"]
    office = f"{short}未报" if any(u.is_office for u in lacking) else ""
    # Where units share the sectors, these have named the units.
    if not roster.has_sectors or roster.shared:
        return office
    named = [_unit_name(u, release) for u in lacking if not u.is_office]
    names = _not_counted(few_names(named, release.declared))
    return (
        f"单位报送{len(units) - len(lacking)}/{len(units)}{names}{f'，{office}' if office else ''}"
    )


def _unit_name(unit: Unit, release: Release) -> str:
    """A unit, and which of its sheets carries its own values where another one has come in."""
    first = release.declared.roster.sheets[unit.first_sector].title
    partly = any(_accepted(release, s) for s in unit.sectors)
    return f"{unit.name}（“{first}”表）" if partly else unit.name


def _not_counted(names: Iterable[str]) -> str:
    text = listing(names)
    return f"，{text}未计入" if text else ""


def _gaps(release: Release) -> str:
    """Single values that lack on sheets that count: the office has waived their absence."""
    roster = release.declared.roster
    figures = by_sheet(release.state, release.declared)
    gone = {
        level: figures.lacking([s for s in sheets if _accepted(release, s)])
        for level, sheets in roster.by_level.items()
    }
    lacking = [i.name for i in release.declared.form.indicators.values() if i.id in gone[i.level]]
    who = f"{roster.terms.short}或单位" if roster.has_sectors else "单位"
    return f"{listing(lacking)}有{who}缺报，见后表" if lacking else ""


def _let_pass(release: Release) -> str:
    """Whose figures are in the totals though they break a rule."""
    told = with_let_pass("", release)
    return f"{told}，原因见“报送情况”" if told else ""


def _double_counts(release: Release) -> str:
    """What the schema says of sums of a kind: a firm that two sectors checked is in the sum twice."""
    kinds = {i.kind.id: i.kind.note for i in release.declared.form.at_level("sector")}
    return "；".join(note for note in kinds.values() if note)


def _accepted(release: Release, sheet: str) -> bool:
    return release.state.sheets[sheet].state == "accepted"
