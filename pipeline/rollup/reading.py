"""A published Annex 2 of the level below as a submission of its unit."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.faults import NOWHERE, Place, found_by_reader, word
from pipeline.headings import check_musts
from pipeline.marks import version_faults
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Arrival, Entry, Finding, HeadingCell, SheetForm, Submission
from pipeline.model.rollup import Record
from pipeline.model.roster import Sector, Unit
from pipeline.periods import parse_period
from pipeline.rollup.comparing import Difference, differences, values_of
from pipeline.rollup.record import RECORD, BrokenRecordError, read_record
from pipeline.spelled import units_spelled
from pipeline.wording import inert, listing
from pipeline.workbook import Book

_MOST_TOLD = 3  # differences of one kind
_SEVERAL = ("differs", "not_the_sum", "names_gone")


def read_annex(arrival: Arrival, book: Book, declared: Declarations) -> Submission | Arrival | None:
    """A submission; the arrival with its fate, where nobody can tell whose or what it is; None for anything else."""
    plan, roster = declared.rollup, declared.roster
    if plan is None:
        return None
    if RECORD not in book.sheet_names:
        published = any(f"total_{i}" in book.names for i in declared.form.indicators)
        return _refused(arrival, _told(declared, "record_lost")) if published else None
    try:
        record = read_record(book)
    except BrokenRecordError:
        return _refused(arrival, _told(declared, "record_broken"))
    if record.form != plan.form:
        return _refused(arrival, found_by_reader(declared, "other_form", found=record.form))
    unit = units_spelled(roster).whole(record.unit)
    if unit is None or unit.is_office:
        return _refused(arrival, _told(declared, "no_unit", found=record.unit))
    return _submission(arrival, book, record, unit, declared)


def _refused(arrival: Arrival, finding: Finding) -> Arrival:
    return replace(arrival, fate="unrecognised", data=None, findings=(finding,))


def _told(
    declared: Declarations, case: str, place: Place = NOWHERE, *, found: str = "", **words: str
) -> Finding:
    named = {"found": inert(found), "expected": "", "count": "", **words}
    return word(declared.rollup_rule(case), named, place, found=found)


def _submission(
    arrival: Arrival, book: Book, record: Record, unit: Unit, declared: Declarations
) -> Submission:
    assert declared.rollup
    found = version_faults(record.version, declared.rollup.version, declared)
    values = values_of(record, declared)
    forms: list[SheetForm] = []
    for sheet in unit.sectors:
        about = declared.roster.sheets[sheet]
        own = values.get("" if about.own else about.sector, {})
        form = _sheet(book, record, about, own, declared)
        forms.append(form)
        if form.submitted:
            found += check_musts(form, forms, unit.id, arrival.received_at, declared)
    found += _foreign(record, unit, values, declared)
    found += _differing(list(differences(book, record, declared)), unit, declared)
    found += _notices(record, unit, declared)
    if not any(f.submitted for f in forms):
        found.append(found_by_reader(declared, "nothing_filled"))
    sample = record.sample
    return Submission(
        arrival, unit.id, sample, book.saved_at, tuple(forms), tuple(found), record=record
    )


def _sheet(
    book: Book,
    record: Record,
    about: Sector,
    values: Mapping[str, object],
    declared: Declarations,
) -> SheetForm:
    """What the file says of a sector, or of what is filled once per unit."""
    entries, prefix = {}, "total" if about.own else about.sector
    for indicator in declared.form.at_level("unit" if about.own else "sector"):
        first = declared.form.items()[indicator.item][0].id if about.own else indicator.id
        at = book.names.get(f"{prefix}_{first}")
        if at:
            value = values.get(indicator.id)
            state, number = ("blank", math.nan) if value is None else ("number", float(str(value)))
            told = record.lines.get(("" if about.own else about.sector, indicator.id))
            text = told.value if told else ""
            entries[indicator.id] = Entry(indicator.id, *at, number, state, text)
    period, pages = parse_period(record.period), [e.sheet for e in entries.values()]
    return SheetForm(
        sector=about.id,
        sheet=pages[0] if pages else RECORD,
        headings=_headings(record, about, declared),
        entries=entries,
        period=period,
        kind=period.kind if period else Month.kind,
        zero=False,
        submitted=any(e.state == "number" for e in entries.values()),
    )


def _headings(record: Record, about: Sector, declared: Declarations) -> dict[str, HeadingCell]:
    """As a form would have them: of those that nobody fills in on an Annex 2 nothing is asked."""
    texts = {"unit": record.unit, "sector": about.title, "period": record.period}
    texts |= {"basis": record.basis, "remarks": record.remarks}
    return {h: HeadingCell(texts.get(h, ""), "", "") for h in declared.form.headings}


def _foreign(
    record: Record, unit: Unit, values: Mapping[str, object], declared: Declarations
) -> Iterator[Finding]:
    """Sectors with figures that are not the unit's: left out, its sums would be others than it published."""
    own = {declared.roster.sheets[s].sector for s in unit.sectors}
    for sector in [s for s in values if s and s not in own]:
        named = declared.roster.subjects.get(sector)
        words = {"found": named.title if named else sector, "expected": unit.name}
        yield found_by_reader(declared, "not_the_units_sector", NOWHERE, **words)
    for name in dict.fromkeys(n for _, n in record.lines if n not in declared.form.indicators):
        yield _told(declared, "names_gone", found=name, expected="", count="1")


def _differing(
    found: Sequence[Difference], unit: Unit, declared: Declarations
) -> Iterator[Finding]:
    """One finding a case: at the first of the cells, with up to three of them."""
    ranked = sorted(found, key=lambda d: _SEVERAL.index(d.case))
    for case, group in groupby(ranked, key=lambda d: d.case):
        cells = list(group)
        first = cells[0]
        sheet = declared.roster.sheet_of(unit.id, first.sector) if first.sector else None
        page, cell = first.at or (None, None)
        told = listing(_named(d) for d in cells[:_MOST_TOLD])
        words = {"expected": inert(first.expected), "count": str(len(cells))}
        yield _told(declared, case, Place(sheet, page, cell, None), found=told, **words)


def _named(difference: Difference) -> str:
    at = f"{difference.at[0]}!{difference.at[1]}" if difference.at else ""
    found, expected = inert(difference.found, 30), inert(difference.expected, 30)
    if difference.case == "names_gone":
        return f"{at or found}（{expected}）"
    return f"{at}（{found}，应为{expected}）"


def _notices(record: Record, unit: Unit, declared: Declarations) -> Iterator[Finding]:
    """What the level below says under its figures, and of its issued ones."""
    yield _told(declared, "note_below", found=record.note)
    for text in record.restated:
        yield _told(declared, "restated_below", found=text)
    most = max((line.share.expected for (s, _), line in record.lines.items() if s), default=0)
    if most != unit.reporters:
        told = str(unit.reporters)
        yield _told(declared, "other_reporters", found=str(most), expected=told)
