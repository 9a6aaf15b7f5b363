"""Numbers that lead to a person or a firm, and so stand in no paper: telephones, identity cards, credit codes."""

import re

INSTEAD = "（号码略）"
_NUMBER = re.compile(
    r"(?<![\dA-Z])(?:[1１][3-9３-９]\d(?:[- ]?\d{4}){2}|[0０]\d{2,3}[-－ ]?\d{7,8}"
    r"|\d{17}[\dXx]|\d[\dA-Z]{17})(?![\dA-Z])"
)


def without_numbers(text: str, instead: str = INSTEAD) -> str:
    """A text in which something else stands for each of these numbers."""
    return _NUMBER.sub(lambda _: instead, text)
