"""Kinds of faulty workbooks, each naming what must happen to it, and odd ones that count all the same.

`make faulty` writes them all into a folder with an index; tests/books/test_faulty.py holds the program against them.
"""

from tests.faulty import (
    cells,
    files,
    foreign,
    handmade_forms,
    headings,
    hostile,
    ledgers,
    months,
    packages,
    parts,
    rules,
    sheets,
    words,
)
from tests.faulty.kind import Faulty, Tolerated
from tests.faulty.odd_books import ODD_BOOKS
from tests.faulty.odd_cells import ODD_CELLS
from tests.faulty.odd_packages import ODD_PACKAGES

THEMES = {
    "files": files,
    "foreign": foreign,
    "packages": packages,
    "parts": parts,
    "sheets": sheets,
    "handmade": handmade_forms,
    "headings": headings,
    "words": words,
    "cells": cells,
    "rules": rules,
    "months": months,
    "ledgers": ledgers,
    "hostile": hostile,
}
# By path in the inbox: a folder a theme.
FAULTY: dict[str, Faulty] = {
    f"{theme}/{kind.file}": kind for theme, module in THEMES.items() for kind in module.FAULTY
}
BESIDE: dict[str, Faulty] = {f"beside/{kind.file}": kind for kind in months.BESIDE}
TOLERATED: dict[str, Tolerated] = {
    f"tolerated/{kind.file}": kind for kind in (*ODD_CELLS, *ODD_BOOKS, *ODD_PACKAGES)
}
