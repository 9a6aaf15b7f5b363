"""schemas/bulletin.toml: which figures the bulletin's tables and chart show."""

from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.bulletin_plan import BulletinPlan, Caption, ShownColumn
from pipeline.model.form import Form


def load_bulletin(schemas: Path, form: Form) -> BulletinPlan:
    """The plan; DeclarationError where a column shows something unknown or not filled by sectors."""
    file = Table.load(schemas / "bulletin.toml")
    sectors, chart = file.table("sector_table"), file.table("chart")
    columns = []
    for table in sectors.listed("columns"):
        columns.append(ShownColumn(table.take("head", str), _shown(table, "value", form)))
        table.close()
    plan = BulletinPlan(
        sectors=_caption(sectors),
        columns=tuple(columns),
        totals=_caption(file.table("totals_table")),
        status=_caption(file.table("status_table")),
        restated=_caption(file.table("restated_table")),
        chart=chart.take("caption", str),
        bars=tuple(_drawable(chart, v, form) for v in chart.strings("bars")),
    )
    chart.close()
    file.close()
    return plan


def _caption(table: Table) -> Caption:
    caption = Caption(table.take("caption", str), table.take("note", str))
    table.close()
    return caption


def _shown(table: Table, key: str, form: Form) -> str:
    return _checked(table, key, table.take(key, str), form)


def _checked(table: Table, key: str, value: str, form: Form) -> str:
    if value in form.measures:
        ids = (*form.measures[value].sum, *form.measures[value].less, *form.measures[value].over)
    elif value in form.indicators:
        ids = (value,)
    else:
        raise table.fault(key, f"没有“{value}”这个指标或计算项")
    if any(form.indicators[i].level != "sector" for i in ids):
        raise table.fault(key, f"“{value}”不是各行业领域填报的")
    return value


def _drawable(table: Table, value: str, form: Form) -> str:
    """A bar is a count or an amount; a rate or an answer has no length beside them."""
    is_rate = value in form.measures and bool(form.measures[value].over)
    if is_rate or (value in form.indicators and form.indicators[value].is_yesno):
        raise table.fault("bars", f"“{value}”是比率或是否项，不能画成条形")
    return _checked(table, "bars", value, form)
