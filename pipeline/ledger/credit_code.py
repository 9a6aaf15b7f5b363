"""统一社会信用代码 (GB 32100-2015): 17 places and a check digit."""

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V and Z
CODE_LENGTH = 18
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
_VALUES = {character: n for n, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**n % 31 for n in range(CODE_LENGTH - 1))


def check_digit(code: str) -> str:
    """The digit that the first 17 places of a code ask for as the 18th; empty where they are no such places."""
    places = code[: CODE_LENGTH - 1]
    if len(places) < CODE_LENGTH - 1 or any(c not in _VALUES for c in places):
        return ""
    total = sum(w * _VALUES[c] for w, c in zip(_WEIGHTS, places, strict=True))
    return ALPHABET[-total % 31]
