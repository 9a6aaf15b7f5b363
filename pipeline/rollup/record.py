"""The hidden sheet of a published Annex 2 that says the same for programs; written and read here alone."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.books.references import column_letters
from pipeline.books.workbook import Book, Sheet
from pipeline.model.rollup import Key, Record, RecordLine, Share
from pipeline.words.wording import harmless_lines, inert, same_text

RECORD = "_annex2"  # its name; _form is the mark of a form
_VERSION = "2"
_HEADS = (
    *("form", "form_version", "unit", "period", "basis", "sample"),
    *("date", "note", "whole", "remarks"),
)
_YES = {"是": True, "": False}
_PARTLY = {"部分": True, "": False}
_VALUE = re.compile(r"是|否|-?[0-9]{1,30}(\.[0-9]{1,10})?|")
_COUNT = re.compile(r"[0-9]{1,9}")
_LETTERS = [column_letters(n) for n in range(1, 8)]
_ESCAPED = "_x005F_"  # an underscore as a workbook stores it before x0041_ and the like

Row = tuple[str, ...]


class BrokenRecordError(Exception):
    """A record that cannot be relied on; its text says why, in words for an office. cell: where that is seen."""

    def __init__(self, why: str, cell: str | None = None) -> None:
        """Keep both."""
        super().__init__(why)
        self.cell = cell


def rows_of(record: Record) -> list[Row]:
    """The rows of the sheet, all of them texts: the first says how the others are to be read, the last seals them."""
    rows = [tuple(harmless_lines(text) for text in row) for row in _told(record)]
    return [*rows, ("seal", seal(rows))]


def _told(record: Record) -> Iterator[Row]:
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


def seal(rows: Iterable[Sequence[str]]) -> str:
    """What changes with any text of the rows, and with their order; spaces aside, which office programs change."""
    lines = ("\t".join(map(same_text, row)).rstrip("\t") for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_record(book: Book) -> Record:
    """What the sheet says; BrokenRecordError where it is not as it was written."""
    _, *rows = _unsealed(book.sheet(RECORD))
    heads, others = {row[0]: row[1] for row in rows[: len(_HEADS)]}, rows[len(_HEADS) :]
    kinds = {row[0] for row in others}
    if tuple(heads) != _HEADS or not kinds <= {"line", "restated"}:
        raise BrokenRecordError("各行的次序或名称不对")
    if not {heads["sample"], heads["whole"]} <= _YES.keys():
        raise BrokenRecordError("sample和whole只能是“是”或空着")
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
        lines=_lines(row for row in others if row[0] == "line"),
        restated=tuple(row[1] for row in others if row[0] == "restated"),
    )


def _unsealed(sheet: Sheet) -> list[Row]:
    """The rows but for the seal, which is theirs."""
    *rows, last = list(_rows(sheet)) or [("",) * len(_LETTERS)]
    word, version = (rows or [last])[0][:2]
    if word != "record":
        raise BrokenRecordError(f"A1是“{inert(word)}”，应为“record”", "A1")
    if version != _VERSION:
        why = f"B1写的记录格式是{inert(version)}，本级的程序认的是{_VERSION}，上下级要用同一版本的程序"
        raise BrokenRecordError(why, "B1")
    if last[:2] != ("seal", seal(rows)):
        raise BrokenRecordError("有的格改动过、删过或加过，与末行的校验码不符")
    return rows


def _rows(sheet: Sheet) -> Iterator[Row]:
    """The rows that begin with a word, in order."""
    rows = sorted(int(ref[1:]) for ref in sheet.cells if re.fullmatch("A[0-9]+", ref))
    for row in rows:
        texts = (sheet.cell(f"{letter}{row}").text for letter in _LETTERS)
        yield tuple(text.replace(_ESCAPED, "_") for text in texts)


def _lines(rows: Iterable[Row]) -> Mapping[Key, RecordLine]:
    lines: dict[Key, RecordLine] = {}
    for _, sector, indicator, value, accepted, expected, partly in rows:
        is_count = _COUNT.fullmatch(accepted) and _COUNT.fullmatch(expected)
        if not _VALUE.fullmatch(value) or not is_count or partly not in _PARTLY:
            raise BrokenRecordError(f"{inert(sector)}的{inert(indicator)}一行读不出来")
        share = Share(int(accepted), int(expected), _PARTLY[partly])
        if (sector, indicator) in lines or share.accepted > share.expected:
            raise BrokenRecordError(f"{inert(sector)}的{inert(indicator)}一行前后矛盾")
        lines[sector, indicator] = RecordLine(value, share)
    return lines
