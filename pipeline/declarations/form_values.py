"""The values of schemas/form.toml: what kinds there are, who fills each, how each adds up."""

import re

from pipeline.declarations.tables import Table
from pipeline.model.form import LEVELS, OVER_MONTHS, Indicator, Kind
from pipeline.model.roster import Roster


def read_kind(name: str, table: Table) -> Kind:
    """One kind of value."""
    kind = Kind(
        name, table.take("decimals", int), table.take("largest", int), table.take("note", str, "")
    )
    table.close()
    if not 0 <= kind.decimals <= 6:
        raise table.fault("decimals", "应在0至6之间")
    if not 1 <= kind.largest <= 10**9:  # so that sums of any number of sheets stay exact
        raise table.fault("largest", "应在1至10亿之间")
    return kind


def read_indicator(name: str, table: Table, kinds: dict[str, Kind], roster: Roster) -> Indicator:
    """One indicator of one of these kinds, filled by somebody on the roster."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise table.fault("", "标识只能用小写字母、数字和下划线")
    indicator = Indicator(
        id=name,
        item=table.take("item", str),
        name=table.take("name", str),
        label=table.take("label", str),
        kind=kinds[table.one_of("kind", tuple(kinds))],
        unit=table.take("unit", str),
        level=_level(table, roster),
        over_sectors=table.one_of("over_sectors", ("sum", "any")),
        over_months=table.one_of("over_months", OVER_MONTHS),
    )
    table.close()
    if indicator.is_yesno != (indicator.over_sectors == "any"):
        raise table.fault("over_sectors", "是否项用any，其他用sum")
    return indicator


def _level(table: Table, roster: Roster) -> str:
    """Who fills it. Without sectors a unit's one sheet is what a sector's is elsewhere."""
    level = table.one_of("level", LEVELS)
    if level == "office" and roster.office is None:
        raise table.fault("level", "roster.toml里没有[office]，没有人填这一项")
    if roster.has_sectors:
        return level
    if level == "sector":
        raise table.fault("level", "roster.toml里没有[sectors]，各单位填的写unit")
    return {"unit": "sector"}.get(level, level)
