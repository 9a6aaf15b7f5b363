"""The heading block of a sheet: unit, sector, period and basis must be right; the rest is asked for."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, SheetForm
from pipeline.model.roster import Sector, Unit
from pipeline.model.week import Week
from pipeline.words.faults import EMPTY, WRITTEN, Place, found_by_reader, word
from pipeline.words.periods import weeks_near
from pipeline.words.spelled import units_spelled
from pipeline.words.wording import inert, is_formula, listing, same_text


def is_named(text: str, entry: Unit | Sector) -> bool:
    """Whether a text is one of the accepted spellings of a unit or sector."""
    return same_text(text) in {same_text(n) for n in (entry.name, *entry.spellings)}


def check_headings(
    form: SheetForm,
    so_far: Sequence[SheetForm],
    unit: str,
    came: datetime | None,
    declared: Declarations,
) -> list[Finding]:
    """The faults of a submitted sheet's headings; `so_far` are the sheets of the book up to this one.

    came: when the book came in, which tells the period to name as an example.
    """
    musts = check_musts(form, so_far, unit, came, declared)
    return [*musts, *_check_asked(form, so_far, declared)]


def check_musts(
    form: SheetForm,
    so_far: Sequence[SheetForm],
    unit: str,
    came: datetime | None,
    declared: Declarations,
) -> list[Finding]:
    """The faults of those headings that have to be right."""
    roster, basis = declared.roster, declared.form.basis
    sector, owner = roster.sheets[form.sector], roster.units[unit]
    findings = _check_unit(form, sector, owner, declared)
    if "sector" in form.headings and not is_named(form.headings["sector"].text, sector):
        findings.append(_fault(declared, "sector_wrong", form, "sector", sector.title))
    if form.headings["basis"].text != basis:
        findings.append(_fault(declared, "basis_wrong", form, "basis", basis))
    return [
        *findings,
        *_check_period(form, so_far, came, declared),
        *_check_sheet_names(form, declared),
    ]


def _check_unit(
    form: SheetForm, sector: Sector, owner: Unit, declared: Declarations
) -> list[Finding]:
    """Whether the sector is the unit's, and whether the unit is the one that the form was made for."""
    findings, told = [], form.headings["unit"].text
    if sector.unit != owner.id:
        words = {"found": sector.title, "expected": owner.name}
        place = _place(form, "sector" if "sector" in form.headings else "unit")
        findings.append(found_by_reader(declared, "not_the_units_sector", place, **words))
    if not is_named(told, owner):
        other = units_spelled(declared.roster).whole(told)
        case = "another_unit" if other else "unit_wrong"
        findings.append(_fault(declared, case, form, "unit", owner.name))
    return findings


def _check_sheet_names(form: SheetForm, declared: Declarations) -> list[Finding]:
    """figures.csv names the sheet of every value to the letter, and a spreadsheet runs what looks like a formula."""
    name = declared.roster.sheets[form.sector].title
    return [
        found_by_reader(
            declared, "sheet_name", Place(form.sector, title), found=title, expected=name
        )
        for title in sorted({e.sheet for e in form.entries.values()})
        if is_formula(title)
    ]


def _check_period(
    form: SheetForm, so_far: Sequence[SheetForm], came: datetime | None, declared: Declarations
) -> list[Finding]:
    if form.period is None:
        return [_unknown_period(form, came, declared)]
    if not declared.campaign.has(form.period):
        schedule = declared.campaign.schedule(form.period.kind)
        window = f"{schedule.first.chinese}至{schedule.last.chinese}"
        return [_fault(declared, "period_outside", form, "period", window)]
    first = next(f for f in so_far if f.submitted)
    if first.period and form.period != first.period:
        return [_fault(declared, "periods_differ", form, "period", first.period.chinese)]
    return []


def _unknown_period(form: SheetForm, came: datetime | None, declared: Declarations) -> Finding:
    """What to write instead: the weeks in which the days lie that were written, or the period of the day it came."""
    near = weeks_near(form.headings["period"].text)
    if near:
        return _fault(declared, "week_wrong", form, "period", "”或“".join(w.chinese for w in near))
    schedule = declared.campaign.schedule(form.kind)
    meant = declared.campaign.came_in(came.date(), form.kind) if came else schedule.first
    sample = min(max(meant, schedule.first), schedule.last)
    case = "week_wrong" if form.kind == Week.kind else "period_wrong"
    return _fault(declared, case, form, "period", sample.chinese)


def _check_asked(
    form: SheetForm, so_far: Sequence[SheetForm], declared: Declarations
) -> list[Finding]:
    """One notice that lists the empty headings of the first sheet; later sheets inherit from it."""
    if any(f.submitted and f is not form for f in so_far):
        return []
    asked = [h for h in declared.form.headings.values() if h.demand == "asked"]
    blank = [h for h in asked if not form.headings[h.id].text]
    if not blank:
        return []
    found = listing(h.label for h in blank)
    return [found_by_reader(declared, "heading_blank", _place(form, blank[0].id), found=found)]


def _fault(
    declared: Declarations, case: str, form: SheetForm, heading: str, expected: str
) -> Finding:
    text = form.headings[heading].text
    told = WRITTEN.format(found=inert(text)) if text else EMPTY
    words = {"found": told, "expected": expected}
    return word(declared.intake_rule(case), words, _place(form, heading), found=text or "（空白）")


def _place(form: SheetForm, heading: str) -> Place:
    cell = form.headings[heading]
    return Place(form.sector, cell.sheet or None, cell.cell or None)
