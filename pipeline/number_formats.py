"""How a number is shown: as a date, so that 3/5 turned into 3月5日 is seen; or as another number than is stored."""

import re
from functools import lru_cache

from pipeline.refusals import OverLimitError
from pipeline.xml_parts import elements

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_LONGEST_CODE = 1024


def style_kinds(styles: bytes) -> dict[int, str]:
    """The style numbers under which a number is shown as something else: date or percent."""
    formats, kinds, inside, number = dict[int, str](), dict[int, str](), False, 0
    for name, attributes, _ in elements(styles, "numFmt", "cellXfs", "cellStyles", "dxfs", "xf"):
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if (
                len(code) > _LONGEST_CODE
            ):  # Excel takes no longer one, and the search below is quadratic
                raise OverLimitError("单元格格式过长")
            formats[int(attributes["numFmtId"])] = code
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            id_ = int(attributes.get("numFmtId", "0"))
            kind = number_kind(id_, formats.get(id_, ""))
            if kind != "number":
                kinds[number] = kind
            number += 1
    return kinds


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
