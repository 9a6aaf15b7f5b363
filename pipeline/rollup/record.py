"""The hidden sheet of a published Annex 2 that says the same for programs; written and read here alone."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.model.rollup import Key, Line, Record, Share
from pipeline.references import column_letters
from pipeline.workbook import Book, Sheet

RECORD = "_annex2"  # its name; _form is the mark of a form
_VERSION = "1"
_HEADS = (
    *("form", "form_version", "unit", "period", "basis", "sample"),
    *("date", "note", "whole", "remarks"),
)
_YES = {"是": True, "": False}
_VALUE = re.compile(r"是|否|-?[0-9]{1,30}(\.[0-9]{1,10})?|")
_COUNT = re.compile(r"[0-9]{1,9}")
_PARTLY = {"部分": True, "": False}
_COLUMNS = 7


class BrokenRecordError(Exception):
    """A record that cannot be relied on."""


def rows_of(record: Record) -> Iterator[tuple[str, ...]]:
    """The rows of the sheet, all of them texts; the first says how the others are to be read."""
    yield "record", _VERSION
    heads = (record.form, record.version, record.unit, record.period, record.basis)
    sample, whole = ("是" if yes else "" for yes in (record.sample, record.whole))
    told = (sample, record.date, record.note, whole, record.remarks)
    yield from zip(_HEADS, (*heads, *told), strict=True)
    for (sector, indicator), line in record.lines.items():
        share = line.share
        counts = str(share.accepted), str(share.expected)
        partly = ("部分",) if share.partly else ()
        yield "line", sector, indicator, line.value, *counts, *partly
    yield from (("restated", text) for text in record.restated)


def read_record(book: Book) -> Record:
    """What the sheet says; BrokenRecordError where it is not as it was written."""
    rows = list(_rows(book.sheet(RECORD)))
    if not rows or rows[0][:2] != ("record", _VERSION):
        raise BrokenRecordError
    heads = {row[0]: row[1] for row in rows if row[0] in _HEADS}
    if len(heads) != len(_HEADS) or not {heads["sample"], heads["whole"]} <= _YES.keys():
        raise BrokenRecordError
    return Record(
        form=heads["form"],
        version=heads["form_version"],
        unit=heads["unit"],
        period=heads["period"],
        basis=heads["basis"],
        sample=_YES[heads["sample"]],
        date=heads["date"],
        note=heads["note"],
        whole=_YES[heads["whole"]],
        remarks=heads["remarks"],
        lines=_lines(row for row in rows if row[0] == "line"),
        restated=tuple(row[1] for row in rows if row[0] == "restated"),
    )


def _rows(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """The rows that begin with a word, in order."""
    rows = sorted(int(ref[1:]) for ref in sheet.cells if re.fullmatch("A[0-9]+", ref))
    letters = [column_letters(n) for n in range(1, _COLUMNS + 1)]
    for row in rows:
        yield tuple(sheet.cell(f"{letter}{row}").text for letter in letters)


def _lines(rows: Iterable[tuple[str, ...]]) -> Mapping[Key, Line]:
    lines: dict[Key, Line] = {}
    for _, sector, indicator, value, *counts, partly in rows:
        if (sector, indicator) in lines or not _VALUE.fullmatch(value):
            raise BrokenRecordError
        if partly not in _PARTLY or not all(_COUNT.fullmatch(n) for n in counts):
            raise BrokenRecordError
        share = Share(int(counts[0]), int(counts[1]), _PARTLY[partly])
        if share.accepted > share.expected:
            raise BrokenRecordError
        lines[sector, indicator] = Line(value, share)
    return lines
