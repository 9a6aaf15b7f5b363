"""Cells of an openpyxl workbook by their defined names."""

from openpyxl import Workbook
from openpyxl.cell.cell import Cell


def place_named(book: Workbook, name: str) -> tuple[str, str]:
    """(sheet, reference) of a name, which stands for one cell."""
    ((sheet, ref),) = book.defined_names[name].destinations
    return sheet, ref.replace("$", "")


def cell_named(book: Workbook, name: str) -> Cell:
    """The cell itself."""
    sheet, ref = place_named(book, name)
    return book[sheet][ref]
