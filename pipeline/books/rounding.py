"""What a number format makes of a number by rounding: 12.34 is seen as 12, while 12.34 counts."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from pipeline.books.format_sections import ALL_DIGITS, FormatSection, sections_of

NEAR = Decimal("1e-9")  # what is no further off is how the same number is stored
_STORED = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,4})?")
_LARGEST, _SMALLEST = 15, -9  # powers of ten; no figure is larger, and nothing smaller is seen
_MOST_PLACES = 9  # behind the point; what they hide is no further off than NEAR
_DECIMAL = re.compile(r"\+?[#0?]*\.?([#0?]*)")
_SCIENTIFIC = re.compile(r"([#0?]*)\.?([#0?]*)[Ee][+-][#0?]+")
_FRACTION = re.compile(r"[#0?]*/(?:([1-9]\d*)|([#0?]+))")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne,
}  # fmt: skip


@lru_cache(maxsize=1024)
def rounded_by(code: str, stored: str) -> str:
    """The number that a format shows, where rounding makes it another than the stored one; else empty.

    code: as rounding_code (number_formats) gives it.
    """
    number = Decimal(stored) if _STORED.fullmatch(stored) else Decimal(0)
    if not code or not number or not _SMALLEST <= number.adjusted() <= _LARGEST:
        return ""
    digits = _section(code, number).digits.replace(",", "")
    shown = "" if ALL_DIGITS in digits else _shown(digits, number)
    return shown and f"-{shown}" if number < 0 else shown


def _section(code: str, number: Decimal) -> FormatSection:
    """The section that a number is shown by: the first for which it is, or the last one."""
    sections = sections_of(code)
    if number < 0 and not any(s.condition for s in sections):
        return sections[min(1, len(sections) - 1)]
    return next((s for s in sections if _is_for(s, number)), sections[-1])


def _is_for(section: FormatSection, number: Decimal) -> bool:
    told = _CONDITION.fullmatch(section.condition)
    return told is None or _HOLDS[told[1]](number, Decimal(told[2]))


def _shown(digits: str, number: Decimal) -> str:
    """What is seen at the places of a section, without its sign; empty where that is the number."""
    size = abs(number)
    if plain := _DECIMAL.fullmatch(digits):
        shown = _rounded(size, -min(len(plain[1]), _MOST_PLACES))
        return f"{shown:f}" if abs(shown - size) > NEAR else ""
    if powers := _SCIENTIFIC.fullmatch(digits):
        step = len(powers[1]) or 1
        places = min(len(powers[2]), _MOST_PLACES)
        shown = _rounded(size, size.adjusted() // step * step - places)
        return f"{shown:f}" if abs(shown - size) > NEAR else ""
    return _in_parts(Fraction(size), fraction) if (fraction := _FRACTION.fullmatch(digits)) else ""


def _rounded(number: Decimal, place: int) -> Decimal:
    """Half up, as spreadsheets do, at the place of a power of ten."""
    return number.scaleb(-place).quantize(Decimal(1), ROUND_HALF_UP).scaleb(place)


def _in_parts(number: Fraction, fraction: re.Match[str]) -> str:
    """The nearest fraction with this denominator, or one of so many digits."""
    if fraction[1]:
        near = Fraction(int(number * int(fraction[1]) + Fraction(1, 2)), int(fraction[1]))
    else:
        near = number.limit_denominator(10 ** min(len(fraction[2]), 6) - 1)
    if abs(near - number) <= Fraction(NEAR):
        return ""
    whole, rest = divmod(near, 1)
    return " ".join(str(part) for part in (whole, rest) if part) or "0"
