"""Whom to call at a unit."""

import re

from pipeline.model.record import record

_LIKELY = "1[3-9][0-9]{9}|0[0-9]{9,11}|[2-9][0-9]{6,7}|[48]00[0-9]{7}|[1-9][0-9]{2,5}"


@record
class Liaison:
    """Whom to call at a unit: what they are, never who; an empty phone is not known.

    sample: the phone is invented, and stands on nothing but samples.
    """

    role: str
    phone: str
    sample: bool = False


def is_role(text: str) -> bool:
    """Whether a text can be printed as what somebody is: one short line."""
    return 1 <= len(text) <= 30 and text.isprintable() and text.strip() == text


def is_phone(text: str) -> bool:
    """Whether a text is one or more telephone numbers, with extensions."""
    return bool(re.fullmatch(r"[0-9+(（][-0-9 +()（）转、/]{3,39}", text))


def is_odd_phone(text: str) -> bool:
    """Whether one of the numbers in a text has more or fewer digits than any phone; an empty text has none."""
    return any(not _is_likely(part) for part in re.split("[、/]", text) if part.strip())


def _is_likely(number: str) -> bool:
    """Mobile, with area code, local, service or short number, as dialled; an extension may follow."""
    whole = re.sub(r"^ *[+]86|[ +()（）-]", "", number.partition("转")[0])
    without = re.sub(r"[ +()（）-]", "", number.rpartition("-")[0])
    return any(re.fullmatch(_LIKELY, digits) for digits in (whole, without))
