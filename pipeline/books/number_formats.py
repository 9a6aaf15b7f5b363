"""How a number is shown: as a date, so that 3/5 turned into 3月5日 is seen; or as another number than is stored."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from pipeline.books.refusals import OverLimitError
from pipeline.books.xml_parts import elements

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_LONGEST_CODE = 1024
_GROUPS = ("fonts", "fills", "cellXfs", "cellStyles", "dxfs")
_OFF = ("0", "false", "off")


@lru_cache(maxsize=16)  # forms made from one template and saved by one program have the same
def style_kinds(styles: bytes) -> Mapping[int, str]:
    """The style numbers under which a number is shown as something else: date, percent or struck."""
    found = [
        (name, a) for name, a, _ in elements(styles, *_GROUPS, "numFmt", "xf", "font", "strike")
    ]
    codes = {int(a["numFmtId"]): _code(a) for name, a in found if name == "numFmt"}
    struck = _struck_fonts(found)
    kinds = {}
    for number, xf in enumerate(_of_group(found, "cellXfs", "xf")):
        id_ = int(xf.get("numFmtId", "0"))
        is_struck = int(xf.get("fontId", "0")) in struck
        kind = "struck" if is_struck else number_kind(id_, codes.get(id_, ""))
        if kind != "number":
            kinds[number] = kind
    return kinds


def _code(attributes: Mapping[str, str]) -> str:
    code = attributes.get("formatCode", "")
    if len(code) > _LONGEST_CODE:  # Excel takes no longer one, and the search below is quadratic
        raise OverLimitError("单元格格式过长")
    return code


def _of_group(
    found: Iterable[tuple[str, dict[str, str]]], group: str, *names: str
) -> Iterator[dict[str, str]]:
    """The attributes of the elements of some names in a group: styles of other groups count by themselves."""
    inside = ""
    for name, attributes in found:
        if name in _GROUPS:
            inside = name
        elif inside == group and name in names:
            yield attributes | {"": name}


def _struck_fonts(found: Iterable[tuple[str, dict[str, str]]]) -> set[int]:
    """The numbers of the fonts that strike out."""
    fonts, struck = 0, set()
    for element in _of_group(found, "fonts", "font", "strike"):
        if element[""] == "font":
            fonts += 1
        elif element.get("val", "1") not in _OFF:
            struck.add(fonts - 1)
    return struck


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


def _shows_another(code: str) -> bool:
    """Whether a format shows a number scaled (#,##0, in thousands), by digits of its own, or not at all."""
    first = code.partition(";")[0]
    if not code or any(word in first for word in ("General", "G/", "@")):  # G/通用格式 is General
        return False
    literal = "".join(a or b for a, b in re.findall(r'"([^"]*)"|[\\!](.)', first))
    digits = re.sub(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.', "", first)
    scaled = re.search(r"[0#?],+(?![0#?,])", digits)
    return bool(re.search("[0-9.]", literal) or scaled) or not re.search("[0#?]", digits)
