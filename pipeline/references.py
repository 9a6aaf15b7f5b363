"""Cell references: letters and numbers."""

import re

_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def split_reference(ref: str) -> tuple[str, int]:
    """B12 as its column letters and row number; ValueError for anything else."""
    match = _REF.fullmatch(ref)
    if not match:
        raise ValueError(ref)
    return match[1], int(match[2])


def column_number(letters: str) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def absolute(ref: str) -> str:
    """B12 as $B$12."""
    letters, row = split_reference(ref)
    return f"${letters}${row}"
