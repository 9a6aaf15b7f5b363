"""An xls or WPS et file (BIFF in a compound file) as a book of addressed cells, by xlrd.

xlrd tells values, error cells, formats, names and merges, but not which cells are formulas, and it makes do with what a
broken stream leaves over. So the bare records are gone through as well, and both must name the same cells.
"""

import io
import struct
from collections.abc import Iterator

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book as XlsBook
from xlrd.compdoc import CompDoc, CompDocError
from xlrd.formula import oREF
from xlrd.sheet import Sheet as XlsSheet

from pipeline.books.biff import At, Records, read_records, saved_at
from pipeline.books.budget import Budget
from pipeline.books.cells import Aside, Book, Sheet, refuse_alike
from pipeline.books.references import reference
from pipeline.books.refusals import ForeignFileError, damage_told
from pipeline.books.signatures import ENCRYPTED, refuse_foreign_ole
from pipeline.books.unseen import Unseen
from pipeline.books.xls_cells import xls_cell

_LIBRARY_ERRORS = (CompDocError, XLRDError, struct.error, AssertionError, TypeError)
_STREAM = 2  # a type of directory entry
_LEAST_LONG = 56  # where a compound file says from how many bytes on a stream is a long one
_WHITE, _SOLID = (255, 255, 255), 1
_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def read_xls(data: bytes) -> Book:
    """A book from a compound file; DamagedWorkbookError or a kind of it where that is none or cannot be trusted."""
    with damage_told(*_LIBRARY_ERRORS):
        stream, summary = _streams(data)
        budget = Budget()
        records = read_records(stream, budget)
        silence = io.StringIO()  # xlrd prints what it makes do with
        with xlrd.open_workbook(
            file_contents=data,
            logfile=silence,
            formatting_info=True,  # names, merges and formats, not values alone
            on_demand=True,
            ragged_rows=True,  # memory for what is there, not for the corner of the sheet
        ) as book:
            sheets = {
                name: _read_sheet(book, number, raw, budget)
                for number, (name, raw) in enumerate(zip(book.sheet_names(), records, strict=True))
            }
            refuse_alike(sheets, book.nsheets)
            hidden = frozenset(
                n for n, s in zip(sheets, book.sheets(), strict=True) if s.visibility
            )
            return Book("xls", dict(_names(book)), sheets, hidden, saved_at(summary))


def _streams(data: bytes) -> tuple[bytes, bytes]:
    """The workbook's stream and that of its properties, of a compound file that holds a workbook."""
    try:
        document = CompDoc(data, logfile=io.StringIO())
    except _LIBRARY_ERRORS:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ForeignFileError(*ENCRYPTED) from None
        raise
    refuse_foreign_ole([document.dirlist[n].name for n in document.dirlist[0].children])
    _refuse_loops(document, struct.unpack_from("<i", data, _LEAST_LONG)[0])
    stream = document.get_named_stream("Workbook") or document.get_named_stream("Book") or b""
    return stream, document.get_named_stream("\x05SummaryInformation") or b""


def _refuse_loops(document: CompDoc, least_long: int) -> None:
    """ValueError where a short stream's chain of sectors bites its tail: xlrd would follow it for ever."""
    for entry in document.dirlist:
        at, steps = entry.first_SID, 0
        while entry.etype == _STREAM and entry.tot_size < least_long and at >= 0:
            at, steps = document.SSAT[at], steps + 1
            if steps > len(document.SSAT):
                raise ValueError(entry.name)


def _names(book: XlsBook) -> Iterator[tuple[str, tuple[str, str]]]:
    """The workbook-scoped names that point at one cell."""
    for name in book.name_obj_list:
        if name.scope != -1 or name.result is None or name.result.kind != oREF:
            continue
        if not isinstance(name.result.value, list) or len(name.result.value) != 1:
            continue
        sheet, sheet_end, row, row_end, column, column_end = name.result.value[0].coords
        if sheet >= 0 and (sheet_end, row_end, column_end) == (sheet + 1, row + 1, column + 1):
            yield name.name, (book.sheet_names()[sheet], reference(row + 1, column + 1))


def _read_sheet(book: XlsBook, number: int, records: Records, budget: Budget) -> Sheet:
    sheet = book.sheet_by_index(number)
    found = {at: xls_cell(book, sheet, at, at in records.formulas) for at in _filled(sheet)}
    if found.keys() != records.cells:
        raise ValueError("xlrd and the bare records disagree")
    budget.spend_texts(cell.text for cell in found.values())
    cells = {reference(row + 1, column + 1): cell for (row, column), cell in found.items()}
    merges = []
    for top, bottom, left, right in sheet.merged_cells:
        budget.spend_merged((bottom - top) * (right - left))
        merges.append(f"{reference(top + 1, left + 1)}:{reference(bottom, right)}")
    white = {
        reference(row + 1, column + 1)
        for row, column in found
        if _is_white(book, sheet, (row, column))
    }
    hidden = _unseen(sheet).of(cells, merges) | white
    return Sheet(sheet.name, cells, tuple(merges), hidden, (*_notes(sheet), *records.boxes))


def _is_white(book: XlsBook, sheet: XlsSheet, at: At) -> bool:
    """Whether a cell is written in white on no ground, or on a white one."""
    style = book.xf_list[sheet.cell_xf_index(*at)]
    letters, ground = book.font_list[style.font_index].colour_index, style.background
    if book.colour_map.get(letters) != _WHITE:
        return False
    if ground and ground.fill_pattern == _SOLID:
        return bool(book.colour_map.get(ground.pattern_colour_index) == _WHITE)
    return not (ground and ground.fill_pattern)


def _unseen(sheet: XlsSheet) -> Unseen:
    rows = (n + 1 for n, row in sheet.rowinfo_map.items() if row.hidden or not row.height)
    columns = (n + 1 for n, c in sheet.colinfo_map.items() if c.hidden or not c.width)
    return Unseen(frozenset(rows), frozenset(columns))


def _filled(sheet: XlsSheet) -> Iterator[At]:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in _NOTHING:
                yield row, column


def _notes(sheet: XlsSheet) -> tuple[Aside, ...]:
    """The texts of its comments."""
    notes = sorted(sheet.cell_note_map.items())
    return tuple((reference(r + 1, c + 1), n.text.strip()) for (r, c), n in notes if n.text.strip())
