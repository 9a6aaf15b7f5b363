"""The text that is seen of a number, where a file keeps it: which number that is, held against the stored one."""

import re
from decimal import Decimal

from pipeline.books.format_sections import OF_ITS_OWN
from pipeline.books.rounding import NEAR

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[Ee][+-]?\d{1,3})?", re.ASCII)
_FRACTION = re.compile(r"-?(?:(\d{1,18})\s+)?(\d{1,18})\s*/\s*(\d{1,18})", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
_DIGITS = dict(
    zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", map(int, "00123456789123456789"), strict=True)
)
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_GREAT = {"万": 10**4, "亿": 10**8}
_ONES = "".join(_DIGITS)
_NUMERAL = re.compile(f"([十拾{_ONES}][{_ONES}{''.join(_TENS)}万亿]*)(?:[点.]([{_ONES}]+))?")
_LONGEST = 40  # characters of a numeral; no number of a form is longer


def seen_of(stored: str, seen: str) -> str | None:
    """The seen text where it is the stored number rounded, empty where it is that number; None where it is another.

    A zero may be unseen; what is no number is told of by itself.
    """
    if not _NUMBER.fullmatch(stored):
        return ""
    text = _with_digits(seen.replace(",", "").translate(_WIDE))
    fraction = _FRACTION.search(text)
    found = fraction or _NUMBER.search(text)
    if found is None:
        return "" if float(stored) == 0 else None
    rest = text[: found.start()] + text[found.end() :]
    number, half = _of_fraction(*fraction.groups()) if fraction else _of_decimal(found[0])
    off = abs(Decimal(stored) - number)
    if off > half or re.search(OF_ITS_OWN, rest):
        return None
    return seen.strip() if off > NEAR else ""


def _of_decimal(text: str) -> tuple[Decimal, Decimal]:
    """The number, and half of its last place."""
    number = Decimal(text)
    return number, Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)


def _of_fraction(whole: str | None, above: str, below: str) -> tuple[Decimal, Decimal]:
    """The number, and half of one part; nothing is as far off as below a line with 0."""
    parts = Decimal(below)
    if not parts:
        return Decimal(0), Decimal(-1)
    return int(whole or 0) + Decimal(above) / parts, 1 / (2 * parts)


def _with_digits(text: str) -> str:
    """A numeral (一百〇二) in digits, where the text has none: a format for Chinese figures writes it so."""
    found = None if re.search(r"\d", text, re.ASCII) else _NUMERAL.search(text)
    if found is None or len(found[0]) > _LONGEST:
        return text
    places = "".join(str(_DIGITS[c]) for c in found[2] or "")
    number = f"{_of_numeral(found[1])}.{places}" if places else str(_of_numeral(found[1]))
    return text[: found.start()] + number + text[found.end() :]


def _of_numeral(text: str) -> int:
    if not {*_TENS, *_GREAT} & {*text}:
        return int("".join(str(_DIGITS[c]) for c in text))
    total = part = digit = 0
    for c in text:
        if c in _GREAT:
            total, part, digit = (total + part + digit) * _GREAT[c], 0, 0
        elif c in _TENS:
            part, digit = part + (digit or 1) * _TENS[c], 0
        else:
            digit = _DIGITS[c]
    return total + part + digit
