"""The sample's workbook of milestones: invented days, with what real offices have: some late, some still missing."""

from datetime import date

from pipeline.milestones.blank import blank_noted
from pipeline.model.declared import Declarations
from pipeline.model.milestones import Key, NotedEntry

PATH = "inbox/sample/节点台账.xlsx"
_STAGE_TWO = {"safety": 26, "rescue": 27, "traffic": 28, "planning": 31, "police": 31}


def noted(declared: Declarations) -> dict[Key, NotedEntry]:
    """What is noted: one plan late, one group's too; of the checklists one late in July, one missing."""
    units = [u.id for u in declared.roster.units.values() if not u.is_office]
    days: dict[Key, date] = {("launch", "office"): date(2023, 5, 24)}
    days |= {("plan", u): date(2023, 5, 24 + n % 2) for n, u in enumerate(units)}
    days |= {("liaison", u): date(2023, 5, 23 + n % 3) for n, u in enumerate(units)}
    days |= {("group_plan", f"group{n}"): date(2023, 5, 24 + n) for n in range(1, 7)}
    days |= {("checklist", u): date(2023, 5, 29 + n % 3) for n, u in enumerate(units)}
    days |= {("self_check_stage", u): date(2023, 7, day) for u, day in _STAGE_TWO.items()}
    days |= {
        ("plan", "economy"): date(2023, 5, 29),
        ("group_plan", "group6"): date(2023, 6, 5),
        ("checklist", "grid"): date(2023, 7, 6),
        ("self_check_stage", "enforcement"): date(2023, 7, 30),
        ("self_check_stage", "ecology"): date(2023, 8, 3),
    }
    del days["checklist", "economy"]
    return {key: NotedEntry(0, day, note="样例") for key, day in days.items()}


def sample_noted(declared: Declarations) -> bytes:
    """The workbook, marked as a sample."""
    return blank_noted(declared, noted(declared), declared.form.sample_note)
