"""Opens an office's xlsx template with openpyxl, to be written into."""

from pathlib import Path

from openpyxl import Workbook, load_workbook

from pipeline.books.refusals import DamagedWorkbookError, damage_told
from pipeline.model.causes import reason
from pipeline.model.errors import DeclarationError

# check_templates has read the cells, but openpyxl reads the styles and all other parts as well. It raises whatever its
# own constructors make of a wrong or missing attribute; the errors of both its XML parsers are SyntaxErrors.
_OPENPYXL_RAISES = (TypeError, AttributeError, ArithmeticError, AssertionError, SyntaxError)


def load_template(path: Path) -> Workbook:
    """The workbook; DeclarationError names the template where openpyxl cannot take it."""
    file = f"templates/{path.name}"
    try:
        with damage_told(*_OPENPYXL_RAISES):
            return load_workbook(path)
    except OSError as e:
        raise DeclarationError(file, "", f"读不了（{reason(e)}）") from None
    except DamagedWorkbookError as e:
        raise DeclarationError(file, "", f"打不开这个模板（{e}）") from e
