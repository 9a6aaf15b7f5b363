"""A whole province in memory: thousands of units, each with its month's workbook as the reader gives it."""

import hashlib
import math
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.declarations.roster_sheets import sheets_of
from pipeline.model.compact import compact
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.outcomes import Checked
from pipeline.model.period import Period
from pipeline.model.received import Arrival, Entry, HeadingCell, SheetForm, Submission
from pipeline.model.roster import Roster, Sector, Unit
from pipeline.monthly import check_month, month_outputs
from pipeline.receiving.receive import Received
from pipeline.rendering.templates import load_pages
from tests.support.places import ROOT

JUNE = Month(2023, 6)


@cache
def province(units: int) -> Declarations:
    """The shipped declarations with so many counties, each of which reports all twelve sectors."""
    shipped = load_declarations(ROOT)
    names = {k: (s.name, s.spellings) for k, s in shipped.roster.sectors.items()}
    counties = {f"u{n}": Unit(f"u{n}", f"第{n:05}县", (), tuple(names)) for n in range(units)}
    counties, sheets, subjects = sheets_of(names, counties, "", shared=True)
    own, sheet = shipped.roster.office, shipped.roster.office_sheet
    assert own
    assert sheet
    counties[own.id], sheets[sheet.id], subjects[sheet.id] = own, sheet, sheet
    terms = shipped.roster.terms
    return replace(shipped, roster=Roster(counties, sheets, subjects, own, terms, True, True))


def province_of(units: int, **limits: int) -> Declarations:
    """The same with other limits of the bulletin's lists."""
    declared = province(units)
    bulletin = replace(declared.bulletin, limits=replace(declared.bulletin.limits, **limits))
    return replace(declared, bulletin=bulletin)


def check(declared: Declarations, came: Iterable[Submission], root: Path) -> Checked:
    """A month of which these workbooks were read, checked; root: an empty folder."""
    (root / "inbox").mkdir(exist_ok=True)
    received = Received(declared, [], [compact(s) for s in came])
    return check_month(root, None, lambda: received)


def outputs(checked: Checked, root: Path) -> dict[str, bytes]:
    """All that is published of it, by name."""
    if not (root / "templates").exists():
        shutil.copytree(ROOT / "templates", root / "templates")
    pages = load_pages(root / "templates")
    return month_outputs(root, checked, pages, lambda _: None, pdf=False)[0]


def submissions(
    declared: Declarations,
    month: Period = JUNE,
    *,
    faulty: int = 0,
    doubtful: int = 0,
    missing: int = 0,
) -> Iterator[Submission]:
    """One workbook a unit and sector; every so many-th (0: none) has an error, has to be explained, or is missing."""
    due = datetime.combine(declared.campaign.due(month), time(9), declared.campaign.offset)
    for n, sheet in enumerate(declared.roster.sheets.values()):
        values = _values(declared, sheet.id, n)
        if missing and n % missing == 0:
            continue
        if faulty and n % faulty == 1:
            values["self_fixed"] = values["self_found"] + 1
        if doubtful and n % doubtful == 2 and "exposed_ent" in values:
            values["case_total"] = values["exposed_ent"] + 1
        form = _form(declared, sheet, month, values)
        path = f"inbox/{month}/{declared.roster.units[sheet.unit].name}/{sheet.title}.xlsx"
        digest = hashlib.sha256(path.encode()).hexdigest()
        arrival = Arrival(path, digest, None, due - timedelta(seconds=n), "")
        yield Submission(arrival, sheet.unit, False, "2023-06-27T08:00:00Z", (form,), ())


def _values(declared: Declarations, sheet: str, n: int) -> dict[str, float]:
    """Plausible values that keep the rules, other ones on every sheet."""
    dice = random.Random(n)
    values = {
        i.id: _value(i, dice)
        for i in declared.form.indicators.values()
        if declared.roster.asks(i, sheet)
    }
    if declared.roster.sheets[sheet].sector == "power":  # an enterprise, which punishes nobody
        values |= dict.fromkeys(("penalty_count", "penalty_wan", "dual_penalty"), 0.0)
        values |= dict.fromkeys(("transferred", "shutdown_ent", "case_crime"), 0.0)
    return values


# What is not drawn from 3 to 19: parts are smaller than their wholes, and what is rewarded anonymously is asked about.
_DRAWN = {"checked_ent": (20, 40), "case_total": (1, 2), "reward_anon_wan": (0, 0)}
_ONCE = ("self_fixed", "dept_fixed", "listed_total", "listed_fixed", "case_crime", "dual_penalty")
_DRAWN |= dict.fromkeys(_ONCE, (1, 1))


def _value(indicator: Indicator, dice: random.Random) -> float:
    if indicator.is_yesno:
        return 1.0
    return float(dice.randint(*_DRAWN.get(indicator.id, (3, 19))))


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
