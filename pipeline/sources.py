"""The cells behind the totals: one source an accepted value, in the order of the form and of the roster."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from pipeline.model.released import Release
from pipeline.model.roster import Roster
from pipeline.wording import inert

_LONGEST_PATH = 400


@dataclass(frozen=True, slots=True)
class Source:
    """A value that counts, and the cell that holds it; the names in it are safe to print.

    reporter: the sector's name or, of a value that is filled once per unit, the unit's.
    """

    sheet_id: str
    reporter: str
    value: Decimal
    file: str
    sheet: str
    cell: str
    sha256: str
    received_at: datetime | None


def sources(release: Release) -> dict[str, list[Source]]:
    """Indicator id -> the values that its total is made of; empty where nobody reported."""
    found: dict[str, list[Source]] = {i: [] for i in release.declared.form.indicators}
    files = {f.path: f for f in release.files}
    clean = cache(inert)  # the same few names come back
    columns = ("sheet_id", "indicator", "level", "file", "sheet", "cell")
    rows = zip(*(release.state.values[c].tolist() for c in columns), strict=True)
    for sheet_id, name, level, path, sheet, cell in rows:
        file = files[path]
        assert file.sha256, "an accepted file has been read"
        found[name].append(
            Source(
                sheet_id=sheet_id,
                reporter=_reporter(level, sheet_id, release.declared.roster),
                value=release.figures[sheet_id][name],
                file=clean(path, _LONGEST_PATH),
                sheet=clean(sheet),
                cell=cell,
                sha256=file.sha256,
                received_at=file.received_at,
            )
        )
    return found


def _reporter(level: str, sheet_id: str, roster: Roster) -> str:
    sheet = roster.sheets[sheet_id]
    return sheet.name if level == "sector" else roster.units[sheet.unit].name
