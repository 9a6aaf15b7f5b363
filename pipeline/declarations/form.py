"""schemas/form.toml: the form, its headings and its values."""

import re
import string
from pathlib import Path

from pipeline.declarations.tables import Table
from pipeline.model.declared import (
    LEVELS,
    Form,
    Heading,
    Indicator,
    Kind,
    Measure,
    Section,
    SharedItem,
)

HEADINGS = (
    "unit",
    "sector",
    "period",
    "basis",
    "reporter",
    "reviewer",
    "phone",
    "filled_on",
    "blanks_are_zero",
    "remarks",
)


def load_form(schemas: Path) -> Form:
    """The form; DeclarationError names file and key of anything that contradicts itself."""
    file = Table.load(schemas / "form.toml")
    head = file.table("form")
    kinds = {k: _kind(k, t) for k, t in file.named("kinds")}
    indicators = {k: _indicator(k, t, kinds) for k, t in file.named("indicators")}
    form = Form(
        id=head.take("id", str),
        version=head.take("version", int),
        title=head.strings("title"),
        basis=head.take("basis", str),
        bases=head.strings("bases"),
        basis_note=head.take("basis_note", str),
        sample_note=head.take("sample_note", str),
        hints=_hints(file.table("hints")),
        headings=_headings(file),
        sections=tuple(_section(t) for t in file.listed("section")),
        indicators=indicators,
        shared_items={s.item: s for s in map(_shared, file.listed("shared_item"))},
        measures={k: _measure(k, t, indicators) for k, t in file.named("measures")},
    )
    head.close()
    _check(file, form)
    file.close()
    return form


def _kind(name: str, table: Table) -> Kind:
    kind = Kind(name, table.take("decimals", int), table.take("largest", int))
    table.close()
    return kind


def _indicator(name: str, table: Table, kinds: dict[str, Kind]) -> Indicator:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise table.fault("", "标识只能用小写字母、数字和下划线")
    indicator = Indicator(
        id=name,
        item=table.take("item", str),
        name=table.take("name", str),
        label=table.take("label", str),
        kind=kinds[table.one_of("kind", tuple(kinds))],
        unit=table.take("unit", str),
        level=table.one_of("level", LEVELS),
        over_sectors=table.one_of("over_sectors", ("sum", "any")),
        over_months=table.one_of("over_months", ("difference", "last", "any")),
    )
    table.close()
    if indicator.is_yesno != (indicator.over_sectors == "any"):
        raise table.fault("over_sectors", "是否项用any，其他用sum")
    return indicator


def _hints(table: Table) -> dict[str, str]:
    hints = {level: table.take(level, str) for level in LEVELS}
    table.close()
    return hints


def _headings(file: Table) -> dict[str, Heading]:
    headings = {}
    for name, table in file.named("headings"):
        demand = table.one_of("demand", ("must", "asked", "free"))
        headings[name] = Heading(name, table.take("label", str), demand)
        table.close()
    if set(headings) != set(HEADINGS):
        raise file.fault("headings", f"应正好有这些：{'、'.join(HEADINGS)}")
    return headings


def _section(table: Table) -> Section:
    section = Section(table.take("id", str), table.take("number", int), table.take("label", str))
    table.close()
    return section


def _shared(table: Table) -> SharedItem:
    shared = SharedItem(*(table.take(k, str) for k in ("item", "label", "format")))
    table.close()
    return shared


def _measure(name: str, table: Table, indicators: dict[str, Indicator]) -> Measure:
    parts = {k: table.strings(k, ()) for k in ("sum", "less", "over")}
    for key, ids in parts.items():
        for unknown in [i for i in ids if i not in indicators]:
            raise table.fault(key, f"没有“{unknown}”这个指标")
    measure = Measure(name, table.take("name", str), table.take("unit", str), **parts)
    table.close()
    return measure


def _check(file: Table, form: Form) -> None:
    """What only shows when the parts are seen together."""
    numbers = {str(s.number) for s in form.sections}
    labels: dict[str, str] = {}
    for indicator in form.indicators.values():
        key = f"indicators.{indicator.id}"
        if indicator.item.partition("-")[0] not in numbers:
            raise file.fault(f"{key}.item", f"没有第{indicator.item}项所在的部分")
        if indicator.label in labels:
            raise file.fault(f"{key}.label", f"与{labels[indicator.label]}的名称相同")
        labels[indicator.label] = indicator.id
    if form.basis not in form.bases:
        raise file.fault("form.basis", "不在bases之内")
    _check_shared(file, form)


def _check_shared(file: Table, form: Form) -> None:
    for item, indicators in form.items().items():
        ids = {i.id for i in indicators}
        shared = form.shared_items.get(item)
        if len(ids) > 1 and shared is None:
            raise file.fault(
                f"indicators.{indicators[1].id}.item",
                f"与{indicators[0].id}同占第{item}项一格，却没有声明为shared_item",
            )
        if shared:
            fields = {f for _, f, _, _ in string.Formatter().parse(shared.format) if f}
            if fields != ids:
                raise file.fault(
                    "shared_item.format", f"第{item}项应正好用到{'、'.join(sorted(ids))}"
                )
    for unknown in set(form.shared_items) - set(form.items()):
        raise file.fault("shared_item.item", f"没有第{unknown}项")
