"""The valid workbooks that are damaged: June's forms of several units as several programs write them.

fixtures/right.xls and .ods are `form("rescue", JUNE)`, converted by LibreOffice 7.4:
soffice --headless --convert-to xls (ods).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from tests.faulty.making import without_names
from tests.support.workspaces import JUNE, form

_FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass(frozen=True, slots=True)
class Seed:
    """A valid workbook: whose it is, its format (xlsx, xls, ods), its bytes."""

    unit: str
    kind: str
    data: bytes


@cache
def seeds() -> dict[str, Seed]:
    """Name -> a valid workbook."""
    found = {
        unit: Seed(unit, "xlsx", form(unit, JUNE))
        for unit in ("rescue", "planning", "traffic", "office")
    }
    for unit in ("rescue", "planning"):  # texts in a part of their own, as Excel writes them
        found[f"{unit} shared"] = Seed(unit, "xlsx", form(unit, JUNE, edit=_resave))
    found["rescue without names"] = Seed("rescue", "xlsx", form("rescue", JUNE, edit=without_names))
    for kind in ("xls", "ods"):
        found[kind] = Seed("rescue", kind, (_FIXTURES / f"right.{kind}").read_bytes())
    return found


def _resave(_: Workbook) -> None:
    """Nothing but openpyxl's own way to write."""
