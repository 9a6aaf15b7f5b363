"""The rule about overdue hazards: in which sectors the month's own ledgers have some, how many, and for how long."""

from collections.abc import Iterator

from pipeline.ledger.registers import current_overdue
from pipeline.model.released import Release
from pipeline.model.rule import Rule


def overdue_by_sector(rule: Rule, release: Release) -> Iterator[tuple[str, dict[str, str]]]:
    """(sheet, words) of each sector with at least `least` overdue ones, in official order.

    A sector without a ledger of this month is not told of: what became of its hazards since is not known.
    """
    declared, book = release.declared, release.hazards
    late = current_overdue(book) if book else ()
    for sheet, sector in declared.roster.sectors.items():
        own = [h for h in late if h.entry.sector == sheet]
        is_told = own and len(own) >= rule.parameters["least"]
        if is_told and declared.applies(rule, sheet, release.period):
            listed = sum(h.is_listed for h in own)
            clause = rule.parameters["of_listed"].format(listed=listed) if listed else ""
            words = {"sector": sector.name, "count": str(len(own)), "of_listed": clause}
            most, least = own[0].days_overdue, own[-1].days_overdue
            spread = str(most) if most == least else f"{least}至{most}"
            yield sheet, {**words, "longest": str(most), "days": spread}
