"""The sheets behind Annex 2 that show every value: by sector and by unit."""

from collections.abc import Iterable

from pipeline.annex2_charts import add_charts
from pipeline.annex2_page import sector_title, unit_title
from pipeline.annex2_pen import Pen
from pipeline.annex2_table import Reporter, Table, draw_table
from pipeline.combining import combined
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.model.roster import Roster, Unit
from pipeline.together import sector_word
from pipeline.wording import NOT_REPORTED, NOTHING, listing


def add_sector_sheet(pen: Pen, release: Release) -> None:
    """What every sector reported: one row an indicator, one column a sector; below it charts."""
    roster, indicators = release.declared.roster, release.declared.form.at_level("sector")
    names = [i.id for i in indicators]
    table = Table(
        title=sector_title(roster),
        note=f"“{NOT_REPORTED}”的不计入合计",
        corner=(*_sector_heads(roster), "报送情况"),
        reporters=[
            Reporter(s, (*_sector(s, roster), sector_word(release, s)), names, values)
            for s, values in release.sectors.items()
        ],
        indicators=indicators,
        width=7.9,  # five characters of a name in a line
    )
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
    table = Table(
        title=unit_title(roster),
        note=f"“{NOT_REPORTED}”的不计入合计，“{NOTHING}”不由该单位填报",
        corner=("填报单位", *_leads_head(roster), "报送情况"),
        reporters=[_unit(u, indicators, release) for u in asked],
        indicators=indicators,
        width=10.5,
    )
    draw_table(pen, release, table)


def _sector_heads(roster: Roster) -> tuple[str, ...]:
    return (roster.terms.sector,) if roster.shared else roster.who_heads


def _sector(sector: str, roster: Roster) -> tuple[str, ...]:
    """Its name and its unit; the name alone where it has several."""
    return (roster.subjects[sector].title,) if roster.shared else roster.who(sector)


def _unit(unit: Unit, indicators: Iterable[Indicator], release: Release) -> Reporter:
    """A unit's column: what its first sheet has and, where units share the sectors, the sums over its own."""
    roster, states = release.declared.roster, release.state.sheets
    figures = dict(release.figures.get(unit.first_sector, {}))
    word = states[unit.first_sector].word
    if roster.shared and not unit.is_office:
        own = [release.figures[s] for s in unit.sectors if s in release.figures]
        figures |= combined(own, release.declared.form, "sector")
        word = f"{len(release.state.accepted(dict.fromkeys(unit.sectors)))}/{len(unit.sectors)}"
    asked = [i.id for i in indicators if roster.asks(i, unit.first_sector)]
    return Reporter(unit.id, (unit.name, *_leads(unit, roster), word), asked, figures)


def _leads_head(roster: Roster) -> tuple[str, ...]:
    return (roster.terms.leads,) if roster.has_sectors and not roster.shared else ()


def _leads(unit: Unit, roster: Roster) -> tuple[str, ...]:
    """The sectors that a unit leads; the office leads none."""
    sectors = roster.sectors
    named = listing(sectors[s].name for s in unit.sectors if s in sectors) or NOTHING
    return (named,) if roster.has_sectors and not roster.shared else ()
