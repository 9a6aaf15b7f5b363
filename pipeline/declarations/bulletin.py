"""schemas/bulletin.toml: which figures the bulletin's tables and chart show."""

from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.bulletin_plan import BulletinPlan, Caption, SheetChart, ShownColumn
from pipeline.model.form import Form


def load_bulletin(schemas: Path, form: Form) -> BulletinPlan:
    """The plan; DeclarationError where a column shows something unknown or not filled by sectors."""
    file = Table.load(schemas / "bulletin.toml")
    columns, sectors = planned_table(file.table("sector_table"), form)
    chart, bars = planned_chart(file.table("chart"), form)
    plan = BulletinPlan(
        sectors=sectors,
        columns=columns,
        totals=planned_caption(file.table("totals_table")),
        status=planned_caption(file.table("status_table")),
        chart=chart,
        bars=bars,
        sheet_charts=tuple(_sheet_chart(t, form) for t in file.listed("annex2_chart")),
    )
    file.close()
    return plan


def planned_caption(table: Table) -> Caption:
    """A table's caption and note."""
    caption = Caption(table.take("caption", str), table.take("note", str))
    table.close()
    return caption


def planned_table(table: Table, form: Form) -> tuple[tuple[ShownColumn, ...], Caption]:
    """The columns of a table whose figures sectors fill, and its caption and note."""
    columns = []
    for column in table.listed("columns"):
        value = column.take("value", str)
        columns.append(
            ShownColumn(column.take("head", str), _checked(column, "value", value, form))
        )
        column.close()
    return tuple(columns), planned_caption(table)


def planned_chart(table: Table, form: Form) -> tuple[str, tuple[str, ...]]:
    """A chart's caption and what its bars show."""
    caption = table.take("caption", str)
    bars = tuple(_drawable(table, "bars", v, form) for v in table.strings("bars"))
    table.close()
    return caption, bars


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


def _sheet_chart(table: Table, form: Form) -> SheetChart:
    """A chart of Annex 2: rates alone, or counts and amounts alone."""
    caption, axis, bars = table.take("caption", str), table.take("axis", str), table.strings("bars")
    if not bars:
        raise table.fault("bars", "至少要有一个指标或计算项")
    fitting = _checked if all(_is_rate(b, form) for b in bars) else _drawable
    chart = SheetChart(caption, axis, tuple(fitting(table, "bars", b, form) for b in bars))
    table.close()
    return chart


def _is_rate(value: str, form: Form) -> bool:
    return value in form.measures and bool(form.measures[value].over)


def _drawable(table: Table, key: str, value: str, form: Form) -> str:
    """A bar is a count or an amount; a rate or an answer has no length beside them."""
    if _is_rate(value, form) or (value in form.indicators and form.indicators[value].is_yesno):
        raise table.fault(key, f"“{value}”是比率或是否项，不能画成条形")
    return _checked(table, key, value, form)
