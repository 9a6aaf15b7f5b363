"""What stands in a cell, as findings quote it."""

import re

from pipeline.books.workbook import Cell
from pipeline.words.few import some_of
from pipeline.words.wording import inert, is_harmful

_MOST_NAMED = 3
_ROOM = 30  # beside what is said of characters that nobody sees
# Letters and marks that show nothing: fillers, joiners, blank patterns and choices of a glyph.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def shown(cell: Cell) -> str:
    """A cell as it is quoted to its writer."""
    if cell.kind == "bool":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.formula is None:
        return _seen(cell.text)
    formula = f"={cell.formula}" if cell.formula else "公式"
    return _seen(f"{formula}（{cell.text}）" if cell.text else formula)


def _seen(text: str) -> str:
    """A text with the names of what nobody sees in it: 1 and 2 around a space of no width look like 12."""
    if text.isprintable() and not _BLANK.search(text):
        return inert(text)
    hidden = dict.fromkeys(c for c in text if _is_unseen(c))
    if not hidden:
        return inert(text)
    named = some_of([f"U+{ord(c):04X}" for c in hidden][:_MOST_NAMED], len(hidden), "种")
    return f"{inert(text, _ROOM)}（含有看不见的字符{named}）"


def _is_unseen(character: str) -> bool:
    """Whether a character shows nothing, not even a gap."""
    unseen = is_harmful(character) or _BLANK.match(character)
    return bool(unseen) and not character.isspace()
