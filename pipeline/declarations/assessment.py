"""schemas/assessment.toml: what 考核参考 is for, and what each count in it weighs if it is to have a score."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.assessment import COUNTS

_PURPOSE = "考核"


def load_assessment(schemas: Path) -> tuple[Mapping[str, Decimal], str]:
    """The counts that weigh something (none where there is no such file, or no weight in it), and the purpose."""
    if not (schemas / "assessment.toml").exists():
        return {}, _PURPOSE
    file = Table.load(schemas / "assessment.toml")
    assessment = file.table("assessment", {})
    purpose = assessment.take("purpose", str, _PURPOSE)
    given = assessment.table("weights", {})
    weights = {name: Decimal(str(given.take(name, float, 0.0))) for name in COUNTS}
    for table in (given, assessment, file):
        table.close()
    return {name: weight for name, weight in weights.items() if weight}, purpose
