"""Blank forms: one workbook for each unit."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.unit_form import draw_unit_form
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.period import Period


def blank_forms(
    declared: Declarations,
    templates: Path,
    period: Period,
    *,
    sample: bool = False,
    earlier: Mapping[str, Earlier] | None = None,
) -> dict[str, bytes]:
    """Every unit's workbook for a month or week, by file name; the office's alone where the units send an Annex 2.

    earlier: what sheets had before, by sheet id; None where nothing can be known of that.
    """
    return {
        f"{unit.name}_{period.chinese}.xlsx": stable_bytes(
            *draw_unit_form(declared, templates, unit, period, sample, earlier)
        )
        for unit in declared.roster.units.values()
        if unit.is_office or declared.rollup is None
    }
