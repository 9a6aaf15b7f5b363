"""The sheets behind Annex 2 that show every value: by sector and by unit."""

from pipeline.annex2_charts import add_charts
from pipeline.annex2_pen import Pen
from pipeline.annex2_table import Reporter, Table, draw_table
from pipeline.model.released import Release
from pipeline.model.roster import Unit
from pipeline.wording import NOT_REPORTED, NOTHING, listing


def add_sector_sheet(pen: Pen, release: Release) -> None:
    """What every sector reported: one row an indicator, one column a sector; below it charts."""
    roster, states = release.declared.roster, release.state.sheets
    table = Table(
        title="分行业领域",
        note=f"“{NOT_REPORTED}”的不计入合计",
        corner=("行业领域", "牵头单位", "报送情况"),
        reporters=[
            Reporter(s.id, s.id, (s.name, roster.units[s.unit].name, states[s.id].word))
            for s in roster.sectors.values()
        ],
        indicators=release.declared.form.at_level("sector"),
        width=7.9,  # five characters of a name in a line
    )
    add_charts(pen, release, draw_table(pen, release, table))


def add_unit_sheet(pen: Pen, release: Release) -> None:
    """What is filled once per unit, and what the office alone fills: one column a unit."""
    states = release.state.sheets
    table = Table(
        title="分单位",
        note=f"“{NOT_REPORTED}”的不计入合计，“{NOTHING}”不由该单位填报",
        corner=("填报单位", "牵头领域", "报送情况"),
        reporters=[
            Reporter(
                u.id, u.first_sector, (u.name, _leads(u, release), states[u.first_sector].word)
            )
            for u in release.declared.roster.units.values()
        ],
        indicators=[i for i in release.declared.form.indicators.values() if i.level != "sector"],
        width=10.5,
    )
    draw_table(pen, release, table)


def _leads(unit: Unit, release: Release) -> str:
    """The sectors that a unit leads; the office leads none."""
    sectors = release.declared.roster.sectors
    return listing(sectors[s].name for s in unit.sectors if s in sectors) or NOTHING
