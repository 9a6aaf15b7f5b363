"""A published Annex 2 of the level below as a submission of its unit."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Arrival, Entry, Finding, HeadingCell, SheetForm, Submission
from pipeline.model.rollup import Record, RecordLine
from pipeline.model.roster import Sector, Unit
from pipeline.rollup.comparing import contradictions, values_of
from pipeline.rollup.record import RECORD, BrokenRecordError, read_record
from pipeline.rollup.telling import differing, foreign, notices, other_form, told
from pipeline.sheets.headings import check_musts
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.file_names import check_name
from pipeline.words.periods import parse_period
from pipeline.words.spelled import units_spelled
from pipeline.words.wording import show

Values = Mapping[str, Mapping[str, Decimal]]  # sector (empty for no sector) -> indicator -> value


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
    except BrokenRecordError as e:
        place = Place(sheet=RECORD, cell=e.cell)
        return _refused(arrival, told(declared, "record_broken", place, found=str(e)))
    if fault := other_form(record, plan, declared):
        return _refused(arrival, fault)
    unit = units_spelled(roster).whole(record.unit)
    if unit is None or unit.is_office:
        return _refused(arrival, told(declared, "no_unit", found=record.unit))
    return _submission(arrival, book, record, unit, declared)


def _refused(arrival: Arrival, finding: Finding) -> Arrival:
    return replace(arrival, fate="unrecognised", data=None, findings=(finding,))


def _submission(
    arrival: Arrival, book: Book, record: Record, unit: Unit, declared: Declarations
) -> Submission:
    values = values_of(record, declared)
    sheets = [declared.roster.sheets[s] for s in unit.sectors]
    forms = tuple(_sheet(book, record, about, values, declared) for about in sheets)
    found = _musts(forms, unit, arrival, declared)
    found += foreign(record, unit, values, declared)
    found += differing(list(contradictions(book, record, declared)), unit, declared)
    found += notices(record, unit, declared)
    found += check_name(arrival.path, unit.id, parse_period(record.period), declared)
    if not any(f.submitted for f in forms):
        found.append(found_by_reader(declared, "nothing_filled"))
    return Submission(
        arrival, unit.id, record.sample, book.saved_at, forms, tuple(found), record=record
    )


def _musts(
    forms: Sequence[SheetForm], unit: Unit, arrival: Arrival, declared: Declarations
) -> list[Finding]:
    """What has to be right of every sheet; they all have it from one record, so that a fault is told once."""
    found: dict[tuple[str, str | None, str | None], Finding] = {}
    for n, form in enumerate(forms, 1):
        if form.submitted:
            for fault in check_musts(form, forms[:n], unit.id, arrival.received_at, declared):
                found.setdefault((fault.rule, fault.sheet, fault.cell), fault)
    return list(found.values())


def _sheet(
    book: Book, record: Record, about: Sector, values: Values, declared: Declarations
) -> SheetForm:
    """What the file says of a sector, or of what is filled once per unit."""
    group = "" if about.own else about.sector
    entries = {e.indicator: e for e in _entries(book, group, values.get(group, {}), declared)}
    period, pages = parse_period(record.period), [e.sheet for e in entries.values()]
    partial = (i for (whose, i), line in record.lines.items() if whose == group and _lacks(line))
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


def _entries(
    book: Book, group: str, values: Mapping[str, Decimal], declared: Declarations
) -> Iterator[Entry]:
    """Where each figure of a sector stands, with its value; without sector those that are filled once per unit."""
    form = declared.form
    for indicator in form.at_level("sector" if group else "unit"):
        # The values of a shared item stand in one cell of the official form, which has the name of the first.
        first = indicator.id if group else form.by_item[indicator.item][0].id
        at, value = book.names.get(f"{group or 'total'}_{first}"), values.get(indicator.id)
        if at is None:
            continue  # what is lost is told when the cells are compared
        if value is None:
            yield Entry(indicator.id, *at, math.nan, "blank", "")
        else:
            yield Entry(indicator.id, *at, float(value), "number", show(indicator, value))


def _lacks(line: RecordLine) -> bool:
    """Whether a value is there, but not of all."""
    return bool(line.value) and not line.share.is_whole


def _headings(record: Record, about: Sector, declared: Declarations) -> dict[str, HeadingCell]:
    """As a form would have them: of those that nobody fills in on an Annex 2 nothing is asked."""
    texts = {"unit": record.unit, "sector": about.title, "period": record.period}
    texts |= {"basis": record.basis, "remarks": record.remarks}
    return {h: HeadingCell(texts.get(h, ""), "", "") for h in declared.form.headings}
