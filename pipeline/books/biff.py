"""The bare records of an xls stream: which cells hold something, which of them are formulas, and what boxes say."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.books.biff_boxes import BOX_RECORDS, Boxes
from pipeline.books.budget import Budget
from pipeline.books.cells import Aside
from pipeline.books.refusals import ForeignFileError
from pipeline.books.signatures import ENCRYPTED, MACROS

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_MULRK, _LABELSST = 0x00BD, 0x00FD
_FORMULAS = (0x0006, 0x0206, 0x0406)
_SINGLES = {0x0203, 0x027E, _LABELSST, 0x0204, 0x00D6, 0x0205, *_FORMULAS}
_WORKSHEET, _MACRO_SHEET, _BASIC_MODULE = 0, 1, 6
_SAVED, _TIME = 0x0D, 0x40  # of a property: its number, its type

At = tuple[int, int]  # (row, column), counted from 0


@dataclass(slots=True)
class Records:
    """One worksheet: the places of all cells that hold something, and of those that are formulas; texts of boxes."""

    cells: set[At] = field(default_factory=set)
    formulas: set[At] = field(default_factory=set)
    boxes: list[Aside] = field(default_factory=list)


def read_records(stream: bytes, budget: Budget) -> list[Records]:
    """The worksheets of a Workbook stream in its order; ForeignFileError where it is encrypted or has macro sheets."""
    offsets = list(_worksheets(stream))
    if len(set(offsets)) < len(offsets):
        raise ValueError("two sheets in one place")
    return [_read_sheet(stream, offset, budget) for offset in offsets]


def saved_at(summary: bytes) -> str:
    """The last-saved time of a SummaryInformation stream, in UTC; empty where there is none."""
    try:
        (start,) = struct.unpack_from("<I", summary, 44)
        (count,) = struct.unpack_from("<I", summary, start + 4)
        for number in range(min(count, 100)):
            id_, offset = struct.unpack_from("<II", summary, start + 8 + 8 * number)
            kind, ticks = struct.unpack_from("<IQ", summary, start + offset)
            if id_ == _SAVED and kind == _TIME and ticks:
                moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
                return moment.replace(microsecond=0).isoformat()
    except (struct.error, OverflowError):  # nobody's figures depend on a broken clock
        pass
    return ""


def _worksheets(stream: bytes) -> Iterator[int]:
    """Where each worksheet begins, as the globals at the front of the stream say."""
    for code, body in _substream(stream, 0):
        if code == _FILEPASS:
            raise ForeignFileError(*ENCRYPTED)
        if code == _BOUNDSHEET:
            offset, kind = struct.unpack_from("<IxB", stream, body)
            if kind in (_MACRO_SHEET, _BASIC_MODULE):
                raise ForeignFileError(*MACROS)
            if kind == _WORKSHEET:
                yield offset


def _substream(stream: bytes, start: int) -> Iterator[tuple[int, int]]:
    """(code, where the body begins) of each record from one BOF to its EOF, without charts in between."""
    depth, at = 0, start
    while depth or at == start:
        code, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if code == _BOF:
            depth += 1
        elif depth == 0:
            raise ValueError("no beginning")
        elif code == _EOF:
            depth -= 1
        elif depth == 1:
            yield code, at
        at += length


def _read_sheet(stream: bytes, offset: int, budget: Budget) -> Records:
    boxes, count = Boxes(), 0
    records = Records(boxes=boxes.found)
    for code, body in _substream(stream, offset):
        if code in _SINGLES:
            count += 1
            records.cells.add(_single(stream, code, body, records))
        elif code == _MULRK:
            places = _multiple(stream, body)
            count += len(places)
            records.cells.update(places)
        elif code in BOX_RECORDS:
            boxes.take(code, stream[body : body + struct.unpack_from("<H", stream, body - 2)[0]])
    budget.spend_cells(count)
    if len(records.cells) < count:
        raise ValueError("one cell twice")
    return records


def _single(stream: bytes, code: int, body: int, records: Records) -> At:
    row, column = struct.unpack_from("<HH", stream, body)
    if code in _FORMULAS:
        records.formulas.add((row, column))
    elif code == _LABELSST and struct.unpack_from("<i", stream, body + 6)[0] < 0:
        raise ValueError("shared string index")  # xlrd would count from the end
    return row, column


def _multiple(stream: bytes, body: int) -> list[At]:
    """The places of one record that holds several numbers."""
    (length,) = struct.unpack_from("<H", stream, body - 2)
    row, first = struct.unpack_from("<HH", stream, body)
    (last,) = struct.unpack_from("<H", stream, body + length - 2)
    return [(row, column) for column in range(first, last + 1)]
