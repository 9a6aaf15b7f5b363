"""Rows typed into a drawn ledger, as a clerk would: texts stay texts, dates are dates, rows high enough to be read."""

from collections.abc import Iterable
from datetime import date

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.cell_style import give_style, style_of
from pipeline.drawing.figure_cells import put_text
from pipeline.drawing.looks import height
from pipeline.ledger.sheet import HEADER_ROW, SIZE
from pipeline.model.ledger import Ledger, LedgerColumn, LedgerRow

_HIGHEST = 400  # points that Excel allows a row, nearly


def fill_ledger(sheet: Worksheet, ledger: Ledger, rows: Iterable[LedgerRow]) -> dict[str, str]:
    """Type rows in below the header, without gaps; where each of their cells now stands: (column id, row) -> cell.

    The keys are written as in `cell_key`.
    """
    places = {}
    for at, row in enumerate(rows, HEADER_ROW + 1):
        highest = 0.0
        for number, column in enumerate(ledger.columns.values(), 1):
            cell = sheet.cell(at, number)
            assert isinstance(cell, Cell)
            looks = sheet.column_dimensions[cell.column_letter]
            give_style(cell, style_of(looks))
            places[cell_key(column.id, row)] = cell.coordinate
            text = row.values.get(column.id, "")
            if text:
                _type(cell, column, text)
                highest = max(highest, height(sheet, (number, number), text, SIZE))
        sheet.row_dimensions[at].height = min(round(highest, 1), _HIGHEST)
    return places


def cell_key(column: str, row: LedgerRow) -> str:
    """A name for a cell of a ledger, by its column and the number of its row as it came in."""
    return f"{column}:{row.number}"


def _type(cell: Cell, column: LedgerColumn, text: str) -> None:
    if column.kind == "date":
        cell.value = date.fromisoformat(text)
    elif column.kind == "money":
        number = float(text)
        cell.value = int(number) if number.is_integer() else number
    else:
        put_text(cell, text)
