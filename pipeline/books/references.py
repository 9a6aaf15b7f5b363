"""Cell references: letters and numbers, single and in ranges, no further than a worksheet reaches."""

import re
from collections.abc import Mapping
from functools import lru_cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # XFD1048576
_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@lru_cache(maxsize=16_384)  # the cells of a form are the same in every form
def split_reference(ref: str) -> tuple[str, int]:
    """B12 as its column letters and row number; ValueError for anything else, and beyond XFD1048576."""
    match = _REF.fullmatch(ref)
    if not match or int(match[2]) > LAST_ROW or column_number(match[1]) > LAST_COLUMN:
        raise ValueError(ref)
    return match[1], int(match[2])


def right_of(ref: str) -> str:
    """The next cell in the row."""
    letters, row = split_reference(ref)
    return f"{column_letters(column_number(letters) + 1)}{row}"


@lru_cache(maxsize=16_384)
def position(ref: str) -> tuple[int, int]:
    """B12 as (row, column) = (12, 2); ValueError for anything that is no cell."""
    letters, row = split_reference(ref)
    return row, column_number(letters)


def reference(row: int, column: int) -> str:
    """(12, 2) as B12; ValueError where no worksheet has such a cell."""
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise ValueError((row, column))
    return f"{column_letters(column)}{row}"


def corners(area: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """B2:C3 as the (row, column) of its first and of its last cell; of one cell twice the same."""
    first, _, last = area.partition(":")
    return position(first), position(last or first)


def column_number(letters: str) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(number: int) -> str:
    """1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=64)  # the forms of one template are merged alike
def covered_cells(merges: tuple[str, ...]) -> Mapping[str, str]:
    """The cells of merged ranges (B2:C3) but for their first ones, each with the first cell of its range."""
    covered: dict[str, str] = {}
    for merge in merges:
        (top, left), (bottom, right) = corners(merge)
        columns = [column_letters(c) for c in range(left, right + 1)]
        refs = [f"{c}{r}" for r in range(top, bottom + 1) for c in columns]
        covered |= dict.fromkeys(refs[1:], merge.partition(":")[0])
    return covered


def absolute(ref: str) -> str:
    """B12 as $B$12."""
    letters, row = split_reference(ref)
    return f"${letters}${row}"
