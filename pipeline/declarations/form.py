"""schemas/form.toml: the form, its headings and what is said of it."""

from pathlib import Path

from pipeline.declarations.form_checks import check_form
from pipeline.declarations.form_values import read_indicator, read_kind
from pipeline.declarations.tables import Table
from pipeline.model.form import LEVELS, Form, Heading, Indicator, Measure, Section, SharedItem
from pipeline.model.roster import Roster

HEADINGS = (
    *("unit", "sector", "period", "basis", "reporter", "reviewer", "phone"),
    *("filled_on", "blanks_are_zero", "remarks"),
)
# What a note of the 填表说明 may quote; a sentence is left out of a form in which one of its words stands for nothing.
NOTE_WORDS = (
    *("basis", "cumulative_from", "kind", "due", "office", "sector", "short"),
    *("stock_items", "shared_items", "unit_items", "sheets", "example", "blanks_label"),
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
        table.check_known(key, ids, indicators, "指标")
    measure = Measure(name, table.take("name", str), table.take("unit", str), **parts)
    table.close()
    return measure
