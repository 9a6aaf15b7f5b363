"""The second campaign (tests/second_campaign/): its workspace, and forms filled from its declarations alone."""

import random
import shutil
from collections.abc import Mapping
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.forms.template_files import draw_templates
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.week import Week
from pipeline.starting.new import start_workspace
from tests.support.places import TESTS
from tests.support.typed_cells import as_saved, typed, unworked

HERE = TESTS / "second_campaign"
MAY, JUNE, JULY = Month(2024, 5), Month(2024, 6), Month(2024, 7)
W27 = Week(2024, 27)
UNITS = (
    *("chengguan", "donghe", "nanwan", "liulin"),
    *("shiqiao", "baisha", "qingshan", "hekou"),
)
Values = Mapping[str, float | str]


def second_workspace(folder: Path) -> Path:
    """A workspace of the second campaign with an empty inbox."""
    start_workspace(folder, minimal=True)
    for part in ("schemas", "templates"):
        shutil.copytree(HERE / part, folder / part, dirs_exist_ok=True)
    for name, data in draw_templates(load_declarations(folder)).items():
        (folder / "templates" / name).write_bytes(data)
    return folder


def values(unit: str, period: Period) -> dict[str, float | str]:
    """Right values of a unit, by indicator: invented, and the same every time."""
    chance = random.Random(f"{unit} {period}")
    given: dict[str, float | str] = {
        "shifts": 60 + chance.randrange(9),
        "drills": 1 + chance.randrange(3),
        "drill_people": 20 + chance.randrange(200),
        "trained": chance.randrange(80),
        "plan_revised": chance.choice(["是", "否"]),
        "patrols": 8 + chance.randrange(20),
        "patrol_km": round(30 + 90 * chance.random(), 2),
        "risks_found": chance.randrange(9),
        "risks_left": chance.randrange(3),
        "risks_fixed": 1 + chance.randrange(8),
        "pumps": chance.randrange(12),
        "bags": 100 * chance.randrange(90),
        "stone": round(400 * chance.random(), 1),
        "boats": 2,
        "fund": round(5 + 60 * chance.random(), 4),
        "warnings": 1 + chance.randrange(6),
        "moved": chance.randrange(900),
        "shelters": chance.randrange(5),
        "loss": round(9 * chance.random(), 4),
    }
    return given | {"fund_upper": round(float(given["fund"]) / 4, 4)}


def fill(blank: bytes, declared: Declarations, unit: str, given: Values) -> bytes:
    """A blank form with values and the headings that a clerk fills in."""
    heads = {"reporter": "填表员", "reviewer": "分管领导", "filled_on": "2024年6月3日"}
    asked = {h: v for h, v in heads.items() if h in declared.form.headings}
    cells = {f"{unit}_{key}": v for key, v in {**given, **asked}.items()}
    return unworked(typed(blank, as_saved(cells)))
