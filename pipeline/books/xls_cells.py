"""One cell of an xls file as xlrd tells it, with how its format and font show it."""

import xlrd
from xlrd.book import Book as XlsBook
from xlrd.sheet import Sheet as XlsSheet

from pipeline.books.biff import At
from pipeline.books.cells import MARK_ENDS, RAISED, STRUCK, Cell
from pipeline.books.moments import EPOCH, EPOCH_1904, date_text
from pipeline.books.number_formats import number_kind, rounding_code
from pipeline.books.rounding import rounded_by


def xls_cell(book: XlsBook, sheet: XlsSheet, at: At, is_formula: bool) -> Cell:
    """What a cell holds."""
    kind, value = sheet.cell_type(*at), sheet.cell_value(*at)
    formula = "" if is_formula else None  # which formula, xlrd does not tell
    style = book.xf_list[sheet.cell_xf_index(*at)]
    if kind == xlrd.XL_CELL_TEXT:
        runs = sheet.rich_text_runlist_map.get(at, [])
        return Cell("text", _marked(book, str(value), [(0, style.font_index), *runs]), formula)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell("bool", str(int(value)), formula)
    if kind == xlrd.XL_CELL_ERROR:
        return Cell("error", xlrd.error_text_from_code[int(value)], formula)
    key = style.format_key
    code = str(book.format_map[key].format_str)
    shown = number_kind(key, code)
    if book.font_list[style.font_index].struck_out:
        shown = "struck"
    if shown == "date":
        epoch = EPOCH_1904 if book.datemode else EPOCH
        return Cell("date", date_text(float(value), epoch), formula)
    digits = _digits(float(value))
    seen = rounded_by(rounding_code(key, code), digits) if shown == "number" else ""
    return Cell(shown, digits, formula, seen)


def _marked(book: XlsBook, text: str, runs: list[tuple[int, int]]) -> str:
    """A text with those of its runs marked that are struck out or raised."""
    starts = [start for start, _ in runs]
    parts = []
    for (start, font_index), end in zip(runs, [*starts[1:], len(text)], strict=True):
        font, part = book.font_list[font_index], text[start:end]
        mark = STRUCK if font.struck_out else RAISED if font.escapement else ""
        parts.append(f"{mark}{part}{MARK_ENDS}" if mark and part else part)
    return "".join(parts)


def _digits(value: float) -> str:
    """A stored number as the shortest text that is the same number."""
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
