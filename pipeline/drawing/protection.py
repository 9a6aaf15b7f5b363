"""How the sheets of a form are protected."""

from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet


def protect(sheet: Worksheet) -> None:
    """Protect without a password: formats, sizes and pictures stay free, rows and columns fixed."""
    sheet.protection = SheetProtection(
        sheet=True,
        objects=False,
        scenarios=False,
        formatCells=False,
        formatColumns=False,
        formatRows=False,
    )
