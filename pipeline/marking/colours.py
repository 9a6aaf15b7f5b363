"""Conditional formats: ours put before those that a unit made itself, and taken away in the next round."""

from collections.abc import Iterable

from pipeline.marking.conditions import SIGN
from pipeline.marking.sheet_edit import ORDER
from pipeline.marking.texts import as_content
from pipeline.marking.xml_edit import Element, XmlPart, quoted
from pipeline.model.record import record

_KIND = "conditionalFormatting"
# LibreOffice goes by the order in the file, not by priority.
_BEFORE = ORDER[ORDER.index(_KIND) - 1]


@record
class Colour:
    """An area that has a differential style as long as a condition holds."""

    area: str
    condition: str
    style: int


def forget_colours(sheet: XmlPart) -> None:
    """Take the colours of an earlier round away."""
    for formats in sheet.root.walk(_KIND):
        rules = formats.all("cfRule")
        ours = [r for r in rules if _is_ours(r)]
        for gone in [formats] if ours and len(ours) == len(rules) else ours:
            sheet.replace(gone, "")


def add_colours(sheet: XmlPart, colours: Iterable[Colour]) -> None:
    """Colour areas. Ours come first, so that they show; the unit's own keep their order behind them."""
    added = list(colours)
    for rule in sheet.root.walk("cfRule"):
        own = rule.attributes.get("priority", "")
        if own.isdecimal() and not _is_ours(rule):
            sheet.set(rule, "priority", str(int(own) + len(added)))
    for priority, colour in enumerate(added, 1):
        told = f'type="expression" dxfId="{colour.style}" priority="{priority}"'
        formula = f"<formula>{as_content(colour.condition)}</formula>"
        xml = f"<{_KIND} sqref={quoted(colour.area)}><cfRule {told}>{formula}</cfRule></{_KIND}>"
        sheet.place(sheet.root, _BEFORE, sheet.own(xml), ORDER)


def _is_ours(rule: Element) -> bool:
    return any(SIGN in formula.text for formula in rule.children)
