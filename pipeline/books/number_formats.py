"""How a number is shown: as a date, so that 3/5 turned into 3月5日 is seen; or as another number than is stored."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from pipeline.books.refusals import OverLimitError
from pipeline.books.xml_parts import elements

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_LONGEST_CODE = 1024
_GROUPS = ("fonts", "fills", "cellXfs", "cellStyles", "dxfs")
_OFF = ("0", "false", "off")

# The parts of a format: "text", an escaped character, a digit that fills the cell, [$a currency], [a condition], all
# digits (of a fraction those below its line), others.
_PARTS = re.compile(
    r'"([^"]*)"|[\\!](.)|\*(\d)|\[\$([^\]-]*+)[^\]]*+\]|(\[[^\]]*\])|(General|G/通用格式|@|/ *\d+)|[*_].|(.)',
    re.IGNORECASE,
)
_PLACES = "0#?.,/+-Ee%"  # any other character is shown as it stands, without quotes too: 0万
_ZERO = "[=0]"
# Beside 12: 120, -12, 12%, 12万, 12元 (the form asks for 万元).
_OF_ITS_OWN = r"[\d.−－%％‰-]|[十百千万亿](?!元)|(?<!万)元"
_SEEN = re.compile(r"-?\d+(?:\.\d+)?(?:[Ee][+-]?\d{1,3})?", re.ASCII)
_SCALED = r"[0#?],+(?![0#?,])"


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


def seen_as_stored(stored: str, seen: str) -> bool:
    """Whether the text that is seen of a number is this number: rounded it may be, in its unit too; a zero unseen."""
    if not seen or not _SEEN.fullmatch(stored):
        return True  # a program that does not write what it shows; what is no number is told of by itself
    numbers = _SEEN.findall(seen.replace(",", ""))
    if not numbers:
        return float(stored) == 0
    number, rest = Decimal(numbers[0]), _SEEN.sub("", seen.replace(",", ""))
    half = Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
    alone = len(numbers) == 1 or "/" in rest  # 12 1/3 is seen of a format with fractions
    return alone and not re.search(_OF_ITS_OWN, rest) and abs(Decimal(stored) - number) <= half


def _shows_another(code: str) -> bool:
    """Whether a number is shown scaled (in thousands), with what makes it another (0"0", 0"万", -0), or not at all.

    A zero may be shown as nothing or in a word, since nobody takes that for another number.
    """
    sections = _sections(code)
    conditional = any(condition for *_, condition in sections)
    for at, (literal, digits, condition) in enumerate(sections):
        of_its_own = _OF_ITS_OWN if at == 0 and condition != _ZERO else r"[\d.]"
        another = re.search(of_its_own, literal) or re.search(_SCALED, digits)
        if another and (at in (0, 2) or conditional):
            return True
    _, digits, condition = sections[0]
    nothing = condition != _ZERO and not re.search("[0#?]", digits)
    return bool(code) and (nothing or bool(re.search("(?<![Ee])-", digits)))


def _sections(code: str) -> list[tuple[str, str, str]]:
    """(what is shown as it stands, the places of digits, the condition) of each section of a format."""
    sections = [("", "", "")]
    for quoted, escaped, filler, currency, bracket, whole, other in _PARTS.findall(code):
        literal, digits, condition = sections[-1]
        if other == ";":
            sections.append(("", "", ""))
            continue
        condition = bracket if bracket[1:2] in tuple("<>=") else condition
        place, bare = (other, "") if other in _PLACES else ("", other)
        sections[-1] = (
            literal + quoted + escaped + filler + currency + bare,
            digits + ("0" if whole else place),
            condition,
        )
    return sections
