"""Which cell styles show a number as a date, so that 3/5 turned into 3月5日 is seen."""

import re

from pipeline.sheet_xml import elements

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


def date_styles(styles: bytes) -> set[int]:
    """The style numbers under which a number is shown as a date or time."""
    formats, dates, inside, number = dict[int, str](), set[int](), False, 0
    for name, attributes, _ in elements(styles, "numFmt", "cellXfs", "cellStyles", "dxfs", "xf"):
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            id_ = int(attributes.get("numFmtId", "0"))
            if id_ in _DATE_FORMATS or _is_date_format(formats.get(id_, "")):
                dates.add(number)
            number += 1
    return dates


def _is_date_format(code: str) -> bool:
    """Whether a format code shows a date or time: y, m, d, h or s outside quotes, brackets and escapes."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)
    return bool(re.search("[ymdhs]", bare, re.IGNORECASE)) and "General" not in bare
