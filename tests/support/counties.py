"""Workspaces in which several units report the same sectors: the shipped schemas with other units, and their forms."""

import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from tests.sample import Values, added_later, fill, office_values, sector_values, unit_values
from tests.support.workspaces import HEADINGS, JUNE, blanks_of, workspace

Units = Mapping[str, tuple[str, str | list[str]]]  # id -> name, sectors
COUNTIES: Units = {
    "linshu": ("临枢县", "all"),
    "gucheng": ("古城区", "all"),
    "haiwan": ("海湾县", ["gas", "fire"]),
}


def share(roster: Path, units: Units) -> None:
    """Put these units into a roster.toml in place of its own, each with the sectors that it shares with others."""
    lines = []
    for unit, (name, sectors) in units.items():
        listed = f'"{sectors}"' if isinstance(sectors, str) else repr(sectors).replace("'", '"')
        lines.append(f'{unit} = {{ name = "{name}", sectors = {listed} }}')
    text = re.sub(
        r"(?ms)^\[units\]\n.*?(?=^\[)",
        lambda _: "[units]\n" + "\n".join(lines) + "\n\n",
        roster.read_text("utf-8"),
    )
    roster.write_text(f"shared_sectors = true\n{text}", "utf-8")


def counties(folder: Path, units: Units = COUNTIES) -> Path:
    """A workspace of some counties with an empty inbox."""
    root = workspace(folder)
    share(root / "schemas" / "roster.toml", units)
    return root


def right(declared: Declarations, unit: str) -> dict[str, Values]:
    """Subject -> right values of a unit: the sample's, more of them the later it stands in the roster."""
    order, owner = list(declared.roster.units).index(unit), declared.roster.units[unit]
    found: dict[str, Values] = {}
    for sheet in owner.sectors:
        about = declared.roster.sheets[sheet].sector
        given = office_values(JUNE) if owner.is_office else {}
        if not declared.roster.sheets[sheet].own:
            given = sector_values(about, JUNE)
        whole = ("self_found", "dept_found", "assist_visits")
        given |= {i: float(given[i]) + order for i in whole if i in given}
        given |= unit_values(unit, order, JUNE) if sheet == owner.first_sector else {}
        found[about] = given | added_later(declared, sheet, JUNE, given)
    return found


def filled(
    root: Path, unit: str, period: Period, values: Mapping[str, Values] | None = None
) -> bytes:
    """A unit's right form; values: other ones, by subject."""
    declared = load_declarations(root)
    given = dict(right(declared, unit) if values is None else values)
    return fill(declared, blanks_of(root, period)[unit], given, HEADINGS)
