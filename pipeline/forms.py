"""Blank forms: one workbook for each unit."""

from pathlib import Path

from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.unit_form import draw_unit_form
from pipeline.xlsx_bytes import stable_bytes


def blank_forms(
    declared: Declarations, templates: Path, period: Period, *, sample: bool = False
) -> dict[str, bytes]:
    """Every unit's workbook for a month or week, by file name."""
    return {
        f"{unit.name}_{period.chinese}.xlsx": stable_bytes(
            *draw_unit_form(declared, templates, unit, period, sample)
        )
        for unit in declared.roster.units.values()
    }
