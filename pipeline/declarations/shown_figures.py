"""What tables and charts of a paper show: captions, columns and bars, of what sectors fill."""

from collections.abc import Callable

from pipeline.declarations.tables import Table
from pipeline.model.bulletin_plan import Caption, ShownChart, ShownColumn, ShownTable
from pipeline.model.form import Form


def planned_caption(table: Table) -> Caption:
    """A table's caption and note."""
    caption = Caption(table.take("caption", str), table.take("note", str))
    table.close()
    return caption


def planned_table(table: Table, form: Form) -> ShownTable:
    """A table whose figures sectors fill."""
    return table_of(table, shown_columns(table, "columns", form))


def table_of(table: Table, columns: tuple[ShownColumn, ...]) -> ShownTable:
    """A table of such columns, with its caption and note."""
    caption = planned_caption(table)
    return ShownTable(caption.title, caption.note, columns)


def shown_columns(table: Table, key: str, form: Form) -> tuple[ShownColumn, ...]:
    """Columns whose figures sectors fill, each under its head."""
    return columns_of(
        table, key, lambda c: filled_by_sectors(c, "value", c.take("value", str), form)
    )


def columns_of(table: Table, key: str, value_of: Callable[[Table], str]) -> tuple[ShownColumn, ...]:
    """Columns, each under its head; value_of reads what one shows."""
    columns = []
    for column in table.listed(key):
        columns.append(ShownColumn(column.take("head", str), value_of(column)))
        column.close()
    return tuple(columns)


def planned_chart(table: Table, form: Form) -> ShownChart:
    """A chart of bars."""
    bars = tuple(drawable(table, "bars", value, form) for value in table.strings("bars"))
    chart = ShownChart(table.take("caption", str), bars)
    table.close()
    return chart


def is_rate(value: str, form: Form) -> bool:
    """Whether a figure is a part of a whole."""
    return value in form.measures and bool(form.measures[value].over)


def drawable(table: Table, key: str, value: str, form: Form) -> str:
    """A bar is a count or an amount; a rate or an answer has no length beside them."""
    if is_rate(value, form) or (value in form.indicators and form.indicators[value].is_yesno):
        raise table.fault(key, f"“{value}”是比率或是否项，不能画成条形，也不能算增减")
    return filled_by_sectors(table, key, value, form)


def filled_by_sectors(table: Table, key: str, value: str, form: Form) -> str:
    """What every sector fills, or what is worked out of it."""
    if value in form.measures:
        ids = (*form.measures[value].sum, *form.measures[value].less, *form.measures[value].over)
    elif value in form.indicators:
        ids = (value,)
    else:
        raise table.fault(key, f"没有“{value}”这个指标或计算项")
    if any(form.indicators[i].level != "sector" for i in ids):
        raise table.fault(key, f"“{value}”不是每张表都填的（应是level最基本的一级）")
    return value
