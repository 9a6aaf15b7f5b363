"""How a number is shown: as a date, so that 3/5 turned into 3月5日 is seen; or as another number than is stored."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.books.format_sections import OF_ITS_OWN, sections_of
from pipeline.books.refusals import OverLimitError
from pipeline.books.xml_parts import OFF, elements

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_LONGEST_CODE = 1024
GROUPS = ("fonts", "fills", "cellXfs", "cellStyles", "dxfs")
_ZERO = "[=0]"
_SCALED = r"[0#?],+(?![0#?,])"  # commas behind the last digit: thousands
Elements = Sequence[tuple[str, dict[str, str]]]  # of the styles, name and attributes of each

# Of the formats that every program knows by their numbers, those that round.
_KNOWN = {
    **dict.fromkeys((1, 3, 5, 6, 37, 38, 41, 42), "0"),
    **dict.fromkeys((2, 4, 7, 8, 39, 40, 43, 44), "0.00"),
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    48: "##0.0E+0",
}


class StyleLooks(NamedTuple):
    """The style numbers under which a number is seen otherwise than stored.

    kinds: date, percent or struck. rounding: the formats of all others that may show fewer digits.
    """

    kinds: Mapping[int, str]
    rounding: Mapping[int, str]


@lru_cache(maxsize=16)  # forms made from one template and saved by one program have the same
def style_looks(styles: bytes) -> StyleLooks:
    """How the styles of a workbook show numbers."""
    found = [
        (name, a) for name, a, _ in elements(styles, *GROUPS, "numFmt", "xf", "font", "strike")
    ]
    codes = {int(a["numFmtId"]): _code(a) for name, a in found if name == "numFmt"}
    struck = fonts_with(found, "strike", lambda element: element.get("val", "1") not in OFF)
    kinds, rounding = dict[int, str](), dict[int, str]()
    for number, xf in enumerate(of_group(found, "cellXfs", "xf")):
        id_ = int(xf.get("numFmtId", "0"))
        is_struck = int(xf.get("fontId", "0")) in struck
        kind = "struck" if is_struck else number_kind(id_, codes.get(id_, ""))
        if kind != "number":
            kinds[number] = kind
        elif code := rounding_code(id_, codes.get(id_, "")):
            rounding[number] = code
    return StyleLooks(kinds, rounding)


def _code(attributes: Mapping[str, str]) -> str:
    code = attributes.get("formatCode", "")
    if len(code) > _LONGEST_CODE:  # Excel takes no longer one, and the search below is quadratic
        raise OverLimitError("单元格格式过长")
    return code


def of_group(found: Elements, group: str, *names: str) -> Iterator[dict[str, str]]:
    """The elements of some names in one group of styles (each group numbers its own): attributes, the name under ""."""
    inside = ""
    for name, attributes in found:
        if name in GROUPS:
            inside = name
        elif inside == group and name in names:
            yield attributes | {"": name}


def fonts_with(found: Elements, name: str, is_so: Callable[[Mapping[str, str]], bool]) -> set[int]:
    """The numbers of the fonts in which an element of a name says so: that they strike out, that they are white."""
    fonts, wanted = 0, set()
    for element in of_group(found, "fonts", "font", name):
        if element[""] == "font":
            fonts += 1
        elif is_so(element):
            wanted.add(fonts - 1)
    return wanted


@lru_cache(maxsize=1024)
def number_kind(id_: int, code: str) -> str:
    """number, date or percent, by the number of a format that every program knows, and by its code."""
    if id_ in _DATE_FORMATS:
        return "date"
    if id_ in _PERCENT_FORMATS:
        return "percent"
    # Without what is shown as it stands: quotes, brackets, escapes, and the fillers after _ and *.
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)
    if re.search("[ymdhs]", bare, re.IGNORECASE) and "General" not in bare:
        return "date"
    return "percent" if "%" in bare or _shows_another(code) else "number"


def rounding_code(id_: int, code: str) -> str:
    """The code of a format by which numbers are rounded; empty for one that shows all digits."""
    told = code or _KNOWN.get(id_, "")
    return "" if told in ("", "General", "@") else told


def _shows_another(code: str) -> bool:
    """Whether a number is shown scaled (in thousands), with what makes it another (0"0", 0"万", -0), or not at all.

    A zero may be shown as nothing or in a word, since nobody takes that for another number.
    """
    sections = sections_of(code)
    conditional = any(condition for *_, condition in sections)
    for at, (literal, digits, condition) in enumerate(sections):
        of_its_own = OF_ITS_OWN if at == 0 and condition != _ZERO else r"[\d.]"
        another = re.search(of_its_own, literal) or re.search(_SCALED, digits)
        # Without conditions the sections are for positive numbers, negative ones, zeros and texts; none is negative.
        if another and (at in (0, 2) or conditional):
            return True
    _, digits, condition = sections[0]
    nothing = condition != _ZERO and not re.search("[0#?]", digits)
    return bool(code) and (nothing or bool(re.search("(?<![Ee])-", digits)))
