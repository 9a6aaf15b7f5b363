"""Cells of a workbook given names, by which forms and Annex 2 are read again."""

from openpyxl import Workbook
from openpyxl.utils import absolute_coordinate, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName


def name_cell(book: Workbook, sheet: str, ref: str, name: str) -> None:
    """Give a cell a name of the whole workbook: names of one sheet alone are merged into one by ExcelJS."""
    target = f"{quote_sheetname(sheet)}!{absolute_coordinate(ref)}"
    book.defined_names[name] = DefinedName(name, attr_text=target)
