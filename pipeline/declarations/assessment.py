"""schemas/assessment.toml: what each count in 考核参考 weighs, if the office wants a score at all."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.assessment import COUNTS


def load_weights(schemas: Path) -> Mapping[str, Decimal]:
    """The counts that weigh something; empty where there is no such file, or no weight in it."""
    if not (schemas / "assessment.toml").exists():
        return {}
    file = Table.load(schemas / "assessment.toml")
    assessment = file.table("assessment", {})
    given = assessment.table("weights", {})
    weights = {name: Decimal(str(given.take(name, float, 0.0))) for name in COUNTS}
    for table in (given, assessment, file):
        table.close()
    return {name: weight for name, weight in weights.items() if weight}
