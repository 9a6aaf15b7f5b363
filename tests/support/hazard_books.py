"""Books of hazards made up by hand for the registers and the texts; every firm and person in them is invented."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import Ledger, LedgerEntry, LedgerRow, LedgerSheet
from pipeline.model.released import Release

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters(number: int) -> str:
    return LETTERS[number] if number < 26 else f"A{LETTERS[number - 26]}"


def sheet_of(ledger: Ledger, rows: Iterable[LedgerRow] = ()) -> LedgerSheet:
    columns = {name: letters(n) for n, name in enumerate(ledger.columns)}
    return LedgerSheet(ledger.sheet, columns, tuple(rows))


def hazard(
    declared: Declarations,
    sector: str,
    number: int,
    values: Mapping[str, str],
    until: date = date(2023, 7, 28),
    months: tuple[str, str] = ("2023-06", "2023-07"),
) -> Hazard:
    """A hazard as following would tell it of one row. values: by column id, dates as 2023-06-01."""
    ledger = declared.ledger
    assert ledger
    place = declared.roster.sheets[sector]
    row = LedgerRow(number, sector, dict(values))
    entry = LedgerEntry(
        sector, place.unit, f"inbox/{months[1]}/{place.unit}.xlsx", sheet_of(ledger, [row]), row
    )
    day = {
        role: date.fromisoformat(values[ledger.roles[role]])
        if values.get(ledger.roles[role])
        else None
        for role in ("found", "due", "extended", "fixed", "closed", "listed")
    }
    due = (day["extended"] if values.get(ledger.roles["approval"]) else None) or day["due"]
    closed, fixed = day["closed"], day["fixed"]
    state = "closed" if closed and closed <= until else "fixed" if fixed and fixed <= until else ""
    late = (until - due).days if due and not state and due < until else None
    return Hazard(
        key=f"{place.unit}/{values.get(ledger.roles['id']) or number}",
        followed="id",
        entry=entry,
        first_month=months[0],
        last_month=months[1],
        state=state or "open",
        found=day["found"],
        due=due,
        fixed=fixed,
        closed=closed,
        listed_on=day["listed"],
        level=values.get(ledger.roles["level"], ""),
        days_overdue=late,
    )


def random_hazards(
    declared: Declarations, seed: object, count: int, until: date = date(2023, 7, 28)
) -> list[Hazard]:
    """Hazards of all kinds, in the order of sectors; ids, firms and persons that occur nowhere else."""
    dice = random.Random(f"hazards {seed}")
    sectors = list(declared.roster.sectors)
    chosen = sorted(dice.choices(range(len(sectors)), k=count))
    return [
        hazard(declared, sectors[s], n, _values(declared, dice, n), until)
        for n, s in enumerate(chosen, 5)
    ]


def _values(declared: Declarations, dice: random.Random, number: int) -> dict[str, str]:
    ledger = declared.ledger
    assert ledger

    def day(first: date, spread: int) -> date:
        return first + timedelta(days=dice.randint(0, spread))

    found = day(date(2023, 5, 1), 85)
    fixed = day(found, 60) if dice.random() < 0.5 else None
    closed = day(fixed, 20) if fixed and dice.random() < 0.6 else None
    listed = dice.random() < 0.4
    values: dict[str, object] = {
        "hazard_id": f"YH-{number:04d}",
        "unit": f"监管{number:03d}科室",
        "enterprise": f"虚构企业{dice.randint(1, 30):03d}有限公司",
        "uscc": f"91371399MA{dice.randint(1, 25):08d}" if dice.random() < 0.8 else "",
        "address": f"虚构路{number:03d}号院内",
        "source": dice.choice(ledger.columns["source"].choices),
        "found_on": found,
        "description": f"虚构隐患描述第{number:03d}条",
        "owner": f"责任岗位{number:03d}",
        "measures": f"整改办法第{number:03d}项",
        "due_on": day(found, 90) if dice.random() < 0.9 else "",
        "plan": f"预案编号{number:03d}",
        "listed_level": dice.choice(ledger.columns["listed_level"].choices) if listed else "",
        "listed_doc": f"虚构督办〔2023〕{number}号" if listed else "",
        "listed_on": day(found, 20) if listed else "",
        "joint": "虚构协同部门" if dice.random() < 0.2 else "",
        "extended_to": day(date(2023, 7, 1), 60) if dice.random() < 0.1 else "",
        "extension_doc": f"虚构延期{number}号" if dice.random() < 0.7 else "",
        "fixed_on": fixed or "",
        "enterprise_sign": f"企业签字岗位{number:03d}" if closed else "",
        "verified_by": f"验收岗位{number:03d}" if closed else "",
        "closed_on": closed or "",
        "status": dice.choice(ledger.columns["status"].choices),
        "remark": f"备注内容{number:03d}" if dice.random() < 0.3 else "",
    }
    return {name: str(value) for name, value in values.items() if value != ""}


def book_of(
    release: Release, hazards: Iterable[Hazard], sectors: Iterable[str] | None = None
) -> HazardBook:
    """The book of a month; sectors: those with a ledger (all that are accepted)."""
    campaign, month = release.declared.campaign, release.period
    accepted = release.state.accepted(release.declared.roster.sectors)
    return HazardBook(
        since=campaign.since(month),
        until=campaign.cutoff(month),
        sectors=tuple(accepted if sectors is None else sectors),
        hazards=tuple(hazards),
    )


def with_hazards(release: Release, hazards: Iterable[Hazard], **changes: Any) -> Release:
    """A release with a book; changes: of the book."""
    book = replace(book_of(release, hazards), **changes)
    return replace(release, hazards=book)
