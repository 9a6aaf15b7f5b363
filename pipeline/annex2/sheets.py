"""The sheets behind Annex 2 that show every value: by sector and by unit."""

from collections.abc import Collection

from pipeline.annex2.charts import add_charts
from pipeline.annex2.long_table import draw_long_table
from pipeline.annex2.page import sector_title, unit_title
from pipeline.annex2.table import AnnexTable, Reporter, Reporters, draw_table
from pipeline.drawing.pen import Pen
from pipeline.figures.combining import combined
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.model.roster import Roster, Unit
from pipeline.words.let_pass import by_decision, with_let_pass
from pipeline.words.together import sector_word
from pipeline.words.wording import NOT_REPORTED, NOTHING, listing


def add_sector_sheet(pen: Pen, release: Release) -> None:
    """What every sector reported: one row an indicator, one column a sector; below it charts."""
    roster, indicators = release.declared.roster, release.declared.form.at_level("sector")
    names = [i.id for i in indicators]
    table = AnnexTable(
        title=sector_title(roster),
        note=_note_by_sector(release),
        corner=(*_sector_heads(roster), "报送情况"),
        reporters=Reporters(
            release.sectors,
            lambda s: Reporter(
                s, (*_sector(s, roster), sector_word(release, s)), names, release.sectors[s]
            ),
        ),
        indicators=indicators,
        width=7.9,  # five characters of a name in a line
    )
    if _is_long(table, release):
        draw_long_table(pen, release, table)
    else:
        add_charts(pen, release, draw_table(pen, release, table))


def add_unit_sheet(pen: Pen, release: Release) -> None:
    """What is filled once per unit, and what the office alone fills: one column a unit; nothing where neither is.

    Where units share the sectors, also what each reports over its own.
    """
    roster, form = release.declared.roster, release.declared.form
    indicators = [i for i in form.indicators.values() if i.level != "sector" or roster.shared]
    if not indicators:
        return
    asked = [u for u in roster.units.values() if roster.has_sectors or u.is_office]
    table = AnnexTable(
        title=unit_title(roster),
        note=f"“{NOT_REPORTED}”的不计入合计，“{NOTHING}”不由该单位填报",
        corner=("填报单位", *_leads_head(roster), "报送情况"),
        reporters=Reporters(asked, lambda unit: _unit(unit, indicators, release)),
        indicators=indicators,
        width=10.5,
    )
    draw = draw_long_table if _is_long(table, release) else draw_table
    draw(pen, release, table)


def _note_by_sector(release: Release) -> str:
    note = f"“{NOT_REPORTED}”的不计入合计"
    if not with_let_pass("", release):
        return note
    return f"{note}；有的数{by_decision(release)}，原因见“报送情况”"


def _is_long(table: AnnexTable, release: Release) -> bool:
    """Whether a table has too many reporters to stand side by side."""
    return len(table.reporters) > release.declared.bulletin.limits.rows


def _sector_heads(roster: Roster) -> tuple[str, ...]:
    return (roster.terms.sector,) if roster.shared else roster.who_heads


def _sector(sector: str, roster: Roster) -> tuple[str, ...]:
    """Its name and its unit; the name alone where it has several."""
    return (roster.subjects[sector].title,) if roster.shared else roster.who(sector)


def _unit(unit: Unit, indicators: Collection[Indicator], release: Release) -> Reporter:
    """A unit's column: what its first sheet has and, where units share the sectors, the sums over its own."""
    roster, states = release.declared.roster, release.state.sheets
    figures = dict(release.figures.get(unit.first_sector, {}))
    word = states[unit.first_sector].word
    if roster.shared and not unit.is_office:
        own = roster.sectors_of(unit)
        values = [release.figures[s] for s in own if s in release.figures]
        figures |= combined(values, release.declared.form, "sector")
        word = f"{sum(states[s].state == 'accepted' for s in own)}/{len(own)}"
    asked = [i.id for i in indicators if any(roster.asks(i, s) for s in unit.sectors)]
    return Reporter(unit.id, (unit.name, *_leads(unit, roster), word), asked, figures)


def _leads_head(roster: Roster) -> tuple[str, ...]:
    return (roster.terms.leads,) if roster.has_sectors and not roster.shared else ()


def _leads(unit: Unit, roster: Roster) -> tuple[str, ...]:
    """The sectors that a unit leads; the office leads none."""
    sectors = roster.sectors
    named = listing(sectors[s].name for s in unit.sectors if s in sectors) or NOTHING
    return (named,) if roster.has_sectors and not roster.shared else ()
