"""A published Annex 2 of the level below as a submission of its unit."""

import math
from collections.abc import Mapping
from dataclasses import replace

from pipeline.faults import found_by_reader
from pipeline.headings import check_musts
from pipeline.marks import version_faults
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Arrival, Entry, Finding, HeadingCell, SheetForm, Submission
from pipeline.model.rollup import Line, Record
from pipeline.model.roster import Sector, Unit
from pipeline.periods import parse_period
from pipeline.rollup.comparing import differences, values_of
from pipeline.rollup.record import RECORD, BrokenRecordError, read_record
from pipeline.rollup.telling import differing, foreign, notices, told
from pipeline.spelled import units_spelled
from pipeline.workbook import Book


def read_annex(arrival: Arrival, book: Book, declared: Declarations) -> Submission | Arrival | None:
    """A submission; the arrival with its fate, where nobody can tell whose or what it is; None for anything else."""
    plan, roster = declared.rollup, declared.roster
    if plan is None:
        return None
    if RECORD not in book.sheet_names:
        published = any(f"total_{i}" in book.names for i in declared.form.indicators)
        return _refused(arrival, told(declared, "record_lost")) if published else None
    try:
        record = read_record(book)
    except BrokenRecordError:
        return _refused(arrival, told(declared, "record_broken"))
    if record.form != plan.form:
        return _refused(arrival, found_by_reader(declared, "other_form", found=record.form))
    unit = units_spelled(roster).whole(record.unit)
    if unit is None or unit.is_office:
        return _refused(arrival, told(declared, "no_unit", found=record.unit))
    return _submission(arrival, book, record, unit, declared)


def _refused(arrival: Arrival, finding: Finding) -> Arrival:
    return replace(arrival, fate="unrecognised", data=None, findings=(finding,))


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
    found += foreign(record, unit, values, declared)
    found += differing(list(differences(book, record, declared)), unit, declared)
    found += notices(record, unit, declared)
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
        first = declared.form.by_item[indicator.item][0].id if about.own else indicator.id
        at = book.names.get(f"{prefix}_{first}")
        if at:
            value = values.get(indicator.id)
            state, number = ("blank", math.nan) if value is None else ("number", float(str(value)))
            line = record.lines.get(("" if about.own else about.sector, indicator.id))
            text = line.value if line else ""
            entries[indicator.id] = Entry(indicator.id, *at, number, state, text)
    period, pages = parse_period(record.period), [e.sheet for e in entries.values()]
    group = "" if about.own else about.sector
    partial = (i for (of, i), line in record.lines.items() if of == group and _lacks(line))
    return SheetForm(
        sector=about.id,
        sheet=pages[0] if pages else RECORD,
        headings=_headings(record, about, declared),
        entries=entries,
        period=period,
        kind=period.kind if period else Month.kind,
        zero=False,
        submitted=any(e.state == "number" for e in entries.values()),
        partial=tuple(i for i in partial if i in entries),
    )


def _lacks(line: Line) -> bool:
    """Whether a value is there, but not of all."""
    return bool(line.value) and not line.share.is_whole


def _headings(record: Record, about: Sector, declared: Declarations) -> dict[str, HeadingCell]:
    """As a form would have them: of those that nobody fills in on an Annex 2 nothing is asked."""
    texts = {"unit": record.unit, "sector": about.title, "period": record.period}
    texts |= {"basis": record.basis, "remarks": record.remarks}
    return {h: HeadingCell(texts.get(h, ""), "", "") for h in declared.form.headings}
