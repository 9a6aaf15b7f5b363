"""How wide a text is, in letters that are as wide as high: near enough where no program is asked that draws it."""

import math
from unicodedata import east_asian_width


def ems(text: str, narrow: float = 0.56) -> float:
    """The width of a text; narrow: that of a letter which is no Chinese one."""
    return math.fsum(1.0 if east_asian_width(c) in "WFA" else narrow for c in text)
