"""The whole look of a cell, taken and given at once: openpyxl keeps it where its stubs and its manual say nothing."""

from copy import copy
from typing import Any

from openpyxl.styles.cell_style import StyleArray


def style_of(looks: Any) -> StyleArray:
    """The look of a cell, a row or a column, to be given to cells of the same workbook."""
    style: StyleArray = looks._style
    return copy(style)


def give_style(cell: Any, style: StyleArray) -> None:
    """Give a cell a look of its own that is like this one."""
    cell._style = copy(style)
