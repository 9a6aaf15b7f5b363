"""The official Annex 2 typed by hand, without what tells whose it is or what its figures count."""

from tests.faulty.kind import Make, returned, unrecognised
from tests.faulty.making import HANDMADE, handmade

_PAIR, _DATE = ("Sheet1", "G13"), ("Sheet1", "A4")


def _saying(**headings: str) -> Make:
    """With some headings written otherwise, or left out where empty."""
    return lambda: handmade({k: v for k, v in {**HANDMADE, **headings}.items() if v})


def _of_two_sectors() -> bytes:
    return handmade({**HANDMADE, "填报单位": "区规划建设局"}, unit="planning", sector="gas")


def _paired(text: object) -> Make:
    """Item 3-2, which holds two values, with another text."""
    return lambda: handmade(HANDMADE, {"3-2": text})


def _half(file: str, why: str, text: object) -> object:
    """A pair of which nobody can say what the two numbers are: both are told."""
    return returned(file, why, _paired(text), "not_a_number", _PAIR)


FAULTY = (
    unrecognised("nobody", "没写单位", _saying(填报单位=""), "unit_unknown"),
    unrecognised("no-sector", "两个领域的单位，没写哪个领域", _of_two_sectors, "unit_unknown"),
    returned("no-basis", "没写口径", _saying(数据口径=""), "basis_wrong", ("Sheet1", None)),
    returned("other-basis", "口径是当月", _saying(数据口径="当月"), "basis_wrong", _DATE),
    returned("no-month", "没写月份", _saying(时间=""), "period_wrong", ("Sheet1", None)),
    returned("month-in-words", "月份写成“本月”", _saying(时间="本月"), "period_wrong", _DATE),
    returned("last-year", "月份是去年的", _saying(时间="2022年7月28日"), "period_outside", _DATE),
    _half("half-a-pair", "两个数只写了一个", "51次"),
    _half("pair-swapped", "两个数写反了", "73.95万元，51次"),
    _half("pair-without-units", "两个数没写单位", "51，73.95"),
    _half("pair-as-one-number", "两个数写成一个", 51.73),
    returned("pair-empty", "两个数都没写", _paired(None), "blanks", _PAIR),
)
