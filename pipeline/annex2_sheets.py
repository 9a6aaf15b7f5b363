"""The sheets behind Annex 2 that show every value: by sector and by unit."""

from pipeline.annex2_charts import add_charts
from pipeline.annex2_page import sector_title, unit_title
from pipeline.annex2_pen import Pen
from pipeline.annex2_table import Reporter, Table, draw_table
from pipeline.model.released import Release
from pipeline.model.roster import Roster, Unit
from pipeline.wording import NOT_REPORTED, NOTHING, listing


def add_sector_sheet(pen: Pen, release: Release) -> None:
    """What every sector reported: one row an indicator, one column a sector; below it charts."""
    roster, states = release.declared.roster, release.state.sheets
    table = Table(
        title=sector_title(roster),
        note=f"“{NOT_REPORTED}”的不计入合计",
        corner=(*roster.who_heads, "报送情况"),
        reporters=[Reporter(s, s, (*roster.who(s), states[s].word)) for s in roster.sectors],
        indicators=release.declared.form.at_level("sector"),
        width=7.9,  # five characters of a name in a line
    )
    add_charts(pen, release, draw_table(pen, release, table))


def add_unit_sheet(pen: Pen, release: Release) -> None:
    """What is filled once per unit, and what the office alone fills: one column a unit; nothing where neither is."""
    roster, states = release.declared.roster, release.state.sheets
    indicators = [i for i in release.declared.form.indicators.values() if i.level != "sector"]
    if not indicators:
        return
    asked = [u for u in roster.units.values() if roster.has_sectors or u.is_office]
    table = Table(
        title=unit_title(roster),
        note=f"“{NOT_REPORTED}”的不计入合计，“{NOTHING}”不由该单位填报",
        corner=("填报单位", *_leads_head(roster), "报送情况"),
        reporters=[
            Reporter(
                u.id, u.first_sector, (u.name, *_leads(u, roster), states[u.first_sector].word)
            )
            for u in asked
        ],
        indicators=indicators,
        width=10.5,
    )
    draw_table(pen, release, table)


def _leads_head(roster: Roster) -> tuple[str, ...]:
    return (roster.terms.leads,) if roster.has_sectors else ()


def _leads(unit: Unit, roster: Roster) -> tuple[str, ...]:
    """The sectors that a unit leads; the office leads none."""
    sectors = roster.sectors
    named = listing(sectors[s].name for s in unit.sectors if s in sectors) or NOTHING
    return (named,) if roster.has_sectors else ()
