"""schemas/closing.toml: what the closing report of the campaign shows and asks for."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.declarations.shown_figures import planned_caption, planned_chart, planned_table
from pipeline.declarations.tables import Table
from pipeline.declarations.title import title_lines
from pipeline.model.closing_plan import ClosingPlan
from pipeline.model.form import Form


def load_closing(schemas: Path, form: Form, document: Mapping[str, str]) -> ClosingPlan | None:
    """The plan, if there is one; DeclarationError where it shows something unknown or not filled by sectors.

    document: the office's own names, as campaign.toml has them.
    """
    if not (schemas / "closing.toml").exists():
        return None
    file = Table.load(schemas / "closing.toml")
    report = file.table("report")
    plan = ClosingPlan(
        title=title_lines(report, document),
        addressees=report.take("addressees", str),
        series=planned_table(file.table("series_table"), form),
        series_chart=planned_chart(file.table("series_chart"), form),
        sectors_note=report.take("sectors_note", str),
        left=planned_table(file.table("left_table"), form),
        discipline=planned_caption(file.table("discipline_table")),
        open_demands=report.strings("open_demands"),
        lasting=report.strings("lasting"),
    )
    report.close()
    file.close()
    return plan
