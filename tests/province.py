"""A whole province in memory: thousands of units, each with its month's workbook as the reader gives it."""

import hashlib
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.declarations.roster_sheets import sheets_of
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.received import Arrival, Entry, HeadingCell, SheetForm, Submission
from pipeline.model.roster import Roster, Sector, Unit

ROOT = Path(__file__).parents[1]
JUNE = Month(2023, 6)


@cache
def province(units: int) -> Declarations:
    """The shipped declarations with so many counties, each of which reports all twelve sectors."""
    shipped = load_declarations(ROOT)
    names = {k: (s.name, s.spellings) for k, s in shipped.roster.sectors.items()}
    counties = {f"u{n}": Unit(f"u{n}", f"第{n}县", (), tuple(names)) for n in range(units)}
    counties, sheets, subjects = sheets_of(names, counties, shared=True)
    own, sheet = shipped.roster.office, shipped.roster.office_sheet
    assert own
    assert sheet
    counties[own.id], sheets[sheet.id], subjects[sheet.id] = own, sheet, sheet
    terms = shipped.roster.terms
    return replace(shipped, roster=Roster(counties, sheets, subjects, own, terms, True, True))


def submissions(
    declared: Declarations, month: Period = JUNE, faulty: int = 0
) -> Iterator[Submission]:
    """One workbook a unit and sector; `faulty`: every so many-th breaks a rule (0: none does)."""
    due = datetime.combine(declared.campaign.due(month), time(9), declared.campaign.offset)
    for n, sheet in enumerate(declared.roster.sheets.values()):
        values = _values(declared, sheet.id, n)
        if faulty and n % faulty == 1:
            values["self_fixed"] = values["self_found"] + 1
        form = _form(declared, sheet, month, values)
        path = f"inbox/{month}/{declared.roster.units[sheet.unit].name}/{sheet.title}.xlsx"
        digest = hashlib.sha256(path.encode()).hexdigest()
        arrival = Arrival(path, digest, None, due - timedelta(seconds=n), "")
        yield Submission(arrival, sheet.unit, False, "2023-06-27T08:00:00Z", (form,), ())


def _values(declared: Declarations, sheet: str, n: int) -> dict[str, float]:
    """Plausible values that keep the rules, other ones on every sheet."""
    dice = random.Random(n)
    return {
        i.id: _value(i, dice)
        for i in declared.form.indicators.values()
        if declared.roster.asks(i, sheet)
    }


# What is not drawn from 2 to 9: parts are smaller than their wholes, and what is rewarded anonymously is asked about.
_SET = {
    "checked_ent": (20, 40),
    "self_fixed": (1, 1),
    "dept_fixed": (1, 1),
    "reward_anon_wan": (0, 0),
}
_SET |= {
    "listed_total": (1, 1),
    "listed_fixed": (1, 1),
    "case_crime": (1, 1),
    "dual_penalty": (1, 1),
    "case_total": (1, 2),
}


def _value(indicator: Indicator, dice: random.Random) -> float:
    if indicator.is_yesno:
        return 1.0
    return float(dice.randint(*_SET.get(indicator.id, (2, 9))))


def _form(
    declared: Declarations, sheet: Sector, month: Period, values: Mapping[str, float]
) -> SheetForm:
    entries = {}
    for n, i in enumerate(declared.form.indicators):
        value = values.get(i, math.nan)
        state = "number" if i in values else "elsewhere"
        found = f"{value:.15g}" if i in values else ""
        entries[i] = Entry(i, sheet.title, f"D{n + 14}", value, state, found)
    texts = {"unit": declared.roster.units[sheet.unit].name, "sector": sheet.title}
    texts |= {"period": month.chinese, "basis": declared.form.basis, "remarks": ""}
    headings = {
        h: HeadingCell(texts.get(h, "张三"), sheet.title, f"C{n + 4}")
        for n, h in enumerate(declared.form.headings)
    }
    return SheetForm(sheet.id, sheet.title, headings, entries, month, month.kind, False, True)
