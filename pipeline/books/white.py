"""Styles in which nobody sees what is written: white letters on no ground, or on a white one."""

from collections.abc import Mapping
from functools import lru_cache

from pipeline.books.number_formats import GROUPS, Elements, fonts_with, of_group
from pipeline.books.refusals import OverLimitError
from pipeline.books.xml_parts import elements

_WHITE = ("FFFFFFFF", "00FFFFFF", "FFFFFF")
_NUMBERED = {"indexed": ("1", "9"), "theme": ("0",)}  # where white stands in Excel's own lists


@lru_cache(maxsize=16)  # forms made from one template and saved by one program have the same
def white_styles(styles: bytes) -> frozenset[int]:
    """The numbers of such styles; none where the part has more entries than a table of styles has."""
    try:
        wanted = ("font", "color", "fill", "patternFill", "fgColor", "xf")
        found = [(name, a) for name, a, _ in elements(styles, *GROUPS, *wanted)]
    except OverLimitError:
        return frozenset()
    fonts, grounds = fonts_with(found, "color", _is_white), _white_fills(found)
    return frozenset(
        number
        for number, xf in enumerate(of_group(found, "cellXfs", "xf"))
        if int(xf.get("fontId", "0")) in fonts and int(xf.get("fillId", "0")) in grounds
    )


def _is_white(color: Mapping[str, str]) -> bool:
    if color.get("tint", "0").strip("-0."):
        return False  # a shade of it
    numbered = (color.get(kind) in numbers for kind, numbers in _NUMBERED.items())
    return color.get("rgb", "").upper() in _WHITE or any(numbered)


def _white_fills(found: Elements) -> set[int]:
    """The fills that leave the ground white."""
    fills, pattern, white = 0, "none", set[int]()
    for element in of_group(found, "fills", "fill", "patternFill", "fgColor"):
        if element[""] == "fill":
            fills += 1
        elif element[""] == "patternFill":
            pattern = element.get("patternType", "none")
            white |= {fills - 1} if pattern == "none" else set()
        elif pattern == "solid" and _is_white(element):
            white.add(fills - 1)
    return white
