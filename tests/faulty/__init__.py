"""Kinds of faulty workbooks, each naming what must happen to it, and odd ones that count all the same.

`make faulty` writes them all into a folder with an index; tests/test_faulty.py holds the program against them.
"""

from tests.faulty import (
    cells,
    files,
    foreign,
    headings,
    hostile,
    months,
    packages,
    parts,
    rules,
    sheets,
)
from tests.faulty.kind import Faulty, Tolerated
from tests.faulty.tolerated import TOLERATED as ODD

THEMES = {
    "files": files,
    "foreign": foreign,
    "packages": packages,
    "parts": parts,
    "sheets": sheets,
    "headings": headings,
    "cells": cells,
    "rules": rules,
    "months": months,
    "hostile": hostile,
}
# By path in the inbox: a folder a theme.
FAULTY: dict[str, Faulty] = {
    f"{theme}/{kind.file}": kind for theme, module in THEMES.items() for kind in module.FAULTY
}
TOLERATED: dict[str, Tolerated] = {f"tolerated/{kind.file}": kind for kind in ODD}
