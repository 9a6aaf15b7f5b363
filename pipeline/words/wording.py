"""Numbers, dates and lists as an office writes them; text out of cells made harmless."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from pipeline.model.form import Indicator

NOT_REPORTED = "未报"  # what stands where a figure is missing; never 0
NOTHING = "—"
MINUS = "−"  # of a figure on paper
LONGEST_PATH = 400  # characters of a path where it has a line, or a cell that wraps, to itself
_LONGEST = 60
_ENOUGH = 4000  # of a text out of a cell, which may have millions of characters
_NUMBERED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_HARMFUL = ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")  # control, direction, line ends, what no font has


def tidy(number: Decimal) -> Decimal:
    """Without trailing zeros, and 0 without a sign."""
    number = number.normalize() + 0
    return number.quantize(Decimal(1)) if number == number.to_integral() else number


def plain(number: Decimal | int | float) -> str:
    """Any number with its own digits, as in a message; never in scientific notation."""
    return f"{tidy(Decimal(repr(number) if isinstance(number, float) else number)):f}"


def show(indicator: Indicator, value: float | Decimal | None, missing: str = "") -> str:
    """A value as every output prints it: 12, 35.6, 是; `missing` where there is none."""
    if value is None or math.isnan(value):
        return missing
    if indicator.is_yesno:
        return "是" if value else "否"
    return plain(value if isinstance(value, Decimal) else float(value))


def percent(part: Decimal, whole: Decimal) -> str:
    """A rate with one decimal, half up; — where there is no whole. Only all is 100.0%, only nothing 0.0%."""
    if not whole:
        return NOTHING
    rate = (part * 100 / whole).quantize(Decimal("0.1"), "ROUND_HALF_UP")
    if 0 < part < whole:
        rate = min(max(rate, Decimal("0.1")), Decimal("99.9"))
    return f"{rate}%"


def listing(words: Iterable[str]) -> str:
    """消防、燃气、电力."""
    return "、".join(words)


def spans(words: Collection[str], order: Sequence[str]) -> str:
    """Words in their order, three or more that follow each other as a span: 1-1至1-4、2-1."""
    runs: list[list[str]] = [[]]
    for word in order:
        if word in words:
            runs[-1].append(word)
        else:
            runs.append([])
    return listing(w for run in runs for w in ([f"{run[0]}至{run[-1]}"] if len(run) > 2 else run))


def chinese_date(day: date) -> str:
    """2023年7月28日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date) -> str:
    """7月28日."""
    return f"{day.month}月{day.day}日"


def chinese_time(moment: datetime) -> str:
    """7月28日17时05分."""
    return f"{short_date(moment)}{moment.hour}时{moment.minute:02d}分"


def span(first: date, last: date) -> str:
    """6月29日至7月28日."""
    return f"{short_date(first)}至{short_date(last)}"


def size_words(size: int) -> str:
    """A file's size: 300字节, 10.1兆字节; never less than it is."""
    if size < 2**20:
        return f"{size}字节"
    tenths = -(-size * 10 // 2**20)
    return f"{plain(Decimal(tenths) / 10)}兆字节"


@lru_cache(maxsize=4096)  # most are small numbers
def inert(text: str, longest: int = _LONGEST) -> str:
    """Text out of a cell, safe for one line of a message: no control characters, and cut to length."""
    text = text.strip()
    shown = re.sub(r"\s+", " ", harmless(text[:_ENOUGH])).strip()
    is_cut = len(shown) > longest or len(text) > _ENOUGH
    return f"{shown[: longest - 1]}…" if is_cut else shown


def inert_path(path: str, longest: int = _LONGEST) -> str:
    """The same of a path, of which the end tells most."""
    shown = inert(path[-_ENOUGH:], _ENOUGH)
    return shown if len(shown) <= longest else f"…{shown[1 - longest :]}"


def harmless(text: str) -> str:
    """A text of the same length in which nothing moves a cursor, turns a line, ends one, or is no character."""
    if text.isprintable():
        return text
    return "".join(" " if is_harmful(c) else c for c in text)


def harmless_lines(text: str) -> str:
    """The same of a text of several lines, which it keeps."""
    return "\n".join(map(harmless, text.split("\n")))


def cell_text(text: str) -> str:
    """A text as a cell of ours holds it: harmless, and nothing in it read as a character by its number (_x001B_)."""
    return _NUMBERED.sub("_x005F_", harmless_lines(text))


def is_harmful(character: str) -> bool:
    """Whether a character shows nothing itself: a control, a direction mark, a line end, half a pair, none at all."""
    code = ord(character)
    is_none = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # which XML cannot hold
    return is_none or unicodedata.category(character) in _HARMFUL


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula; in Chinese ones the full-width signs begin one too."""
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return text[:1] in ("\t", "\r", "\n") or first in ("=", "+", "-", "@")


@lru_cache(maxsize=4096)  # the same labels come back on every sheet
def same_text(text: str) -> str:
    """A text in the form in which labels and names are compared: width and spaces aside."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def bare(text: str) -> str:
    """A text without width, spaces and marks: what is left are its letters and digits, to be compared."""
    return "".join(c for c in same_text(text) if unicodedata.category(c)[0] in "LN").casefold()
