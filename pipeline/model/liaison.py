"""Whom to call at a unit."""

import re

from pipeline.model.record import record


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
