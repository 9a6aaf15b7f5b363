"""What stands in a cell, as findings quote it."""

from pipeline.books.workbook import Cell
from pipeline.words.wording import inert


def shown(cell: Cell) -> str:
    """A cell as it is quoted to its writer."""
    if cell.kind == "bool":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.formula is None:
        return inert(cell.text)
    formula = f"={cell.formula}" if cell.formula else "公式"
    return inert(f"{formula}（{cell.text}）" if cell.text else formula)
