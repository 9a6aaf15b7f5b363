"""What cells hold: texts as texts; of a figure its value, its digits, its format."""

from decimal import Decimal

from openpyxl.cell.cell import Cell, MergedCell

from pipeline.model.form import Indicator
from pipeline.words.wording import NOT_REPORTED, cell_text, show

GENERAL, WHOLE, RATE = "General", "0", "0.0%"
Stored = float | int | str
_LONG = 1_000_000  # from here on a whole number may be wider than the column of a sector


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """A text that stays one, also where it begins like a formula."""
    cell.value = cell_text(text)
    cell.data_type = "s"


def write_number(cell: Cell, value: float | int) -> None:
    """A number with its own digits: left to openpyxl, 93.6 would be written as 93.59999999999999."""
    cell.value = repr(value)
    cell.data_type = "n"


def stored_value(indicator: Indicator, value: Decimal | None) -> Stored:
    """A figure as a cell holds it: an int, a float with the decimal's own digits, 是, 否 or 未报."""
    if value is None or indicator.is_yesno:
        return show(indicator, value, NOT_REPORTED)
    return int(value) if value == value.to_integral() else float(value)


def number_format(indicator: Indicator, value: Stored) -> str:
    """All decimals of a number and no zeros behind them; another for a whole one, which 0.# would show as "35."."""
    return f"0.{'#' * indicator.kind.decimals}" if isinstance(value, float) else plain_format(value)


def plain_format(value: Stored) -> str:
    """General, but for a long whole number: in a narrow column General makes 987654321 "9.88E+08"."""
    return WHOLE if isinstance(value, int) and abs(value) >= _LONG else GENERAL
