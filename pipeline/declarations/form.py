"""schemas/form.toml: the form, its headings and its values."""

import re
from pathlib import Path

from pipeline.declarations.form_checks import check_form
from pipeline.declarations.tables import Table
from pipeline.model.form import (
    LEVELS,
    OVER_MONTHS,
    Form,
    Heading,
    Indicator,
    Kind,
    Measure,
    Section,
    SharedItem,
)
from pipeline.model.roster import Roster

HEADINGS = (
    *("unit", "sector", "period", "basis", "reporter", "reviewer", "phone"),
    *("filled_on", "blanks_are_zero", "remarks"),
)
# What a note of the 填表说明 may quote; a note is left out of a form in which one of its words stands for nothing.
NOTE_WORDS = (
    *("basis", "cumulative_from", "kind", "due", "office", "sector", "short"),
    *("stock_items", "shared_items", "unit_items", "office_items", "example", "blanks_label"),
    *(f"{heading}_label" for heading in HEADINGS),
)


def load_form(schemas: Path, roster: Roster) -> Form:
    """The form; DeclarationError names file and key of anything that contradicts itself or the roster."""
    file = Table.load(schemas / "form.toml")
    head = file.table("form")
    kinds = {k: read_kind(k, t) for k, t in file.named("kinds")}
    indicators = {k: read_indicator(k, t, kinds, roster) for k, t in file.named("indicators")}
    form = Form(
        id=head.take("id", str),
        version=head.take("version", int),
        title=head.strings("title"),
        basis=head.take("basis", str),
        bases=head.strings("bases"),
        basis_note=head.wording("basis_note", ("cumulative_from", "kind")),
        sample_note=head.take("sample_note", str),
        hints=_hints(file.table("hints", {}), roster),
        headings=_headings(file, roster),
        sections=tuple(_section(t) for t in file.listed("section")),
        indicators=indicators,
        shared_items=_shared_items(file),
        measures={k: _measure(k, t, indicators) for k, t in file.named("measures", {})},
        notes=tuple(_note(t) for t in file.listed("note")),
    )
    head.close()
    file.close()
    check_form(file, form)
    return form


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


def _hints(table: Table, roster: Roster) -> dict[str, str]:
    """What stands in a closed cell, by level; only those are asked for that can stand anywhere."""
    needed = {
        "sector": bool(roster.office),
        "unit": roster.has_sectors,
        "office": bool(roster.office),
    }
    hints = {
        level: table.wording(level, ("first_sheet",), None if needed[level] else "")
        for level in LEVELS
    }
    table.close()
    return hints


def _headings(file: Table, roster: Roster) -> dict[str, Heading]:
    headings = {}
    for name, table in file.named("headings"):
        demand = table.one_of("demand", ("must", "asked", "free"))
        label, spellings = table.take("label", str), table.strings("spellings", ())
        headings[name] = Heading(name, label, demand, spellings)
        table.close()
    wanted = [h for h in HEADINGS if h != "sector" or roster.has_sectors]
    if set(headings) != set(wanted):
        raise file.fault("headings", f"应正好有这些：{'、'.join(wanted)}")
    return headings


def _note(table: Table) -> tuple[str, str]:
    note = table.take("head", str), table.wording("text", NOTE_WORDS)
    table.close()
    return note


def _section(table: Table) -> Section:
    section = Section(table.take("id", str), table.take("number", int), table.take("label", str))
    table.close()
    return section


def _shared_items(file: Table) -> dict[str, SharedItem]:
    items: dict[str, SharedItem] = {}
    for table in file.listed("shared_item"):
        shared = SharedItem(*(table.take(k, str) for k in ("item", "label", "format")))
        table.close()
        if shared.item in items:
            raise file.fault("shared_item.item", f"第{shared.item}项写了两次")
        items[shared.item] = shared
    return items


def _measure(name: str, table: Table, indicators: dict[str, Indicator]) -> Measure:
    parts = {
        "sum": table.strings("sum"),
        "less": table.strings("less", ()),
        "over": table.strings("over", ()),
    }
    for key, ids in parts.items():
        for unknown in [i for i in ids if i not in indicators]:
            raise table.fault(key, f"没有“{unknown}”这个指标")
    measure = Measure(name, table.take("name", str), table.take("unit", str), **parts)
    table.close()
    return measure
