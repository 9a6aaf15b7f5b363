"""A number format taken apart: its sections, each for some numbers, and what stands in them."""

import re
from typing import NamedTuple

# The parts of a format: "text", an escaped character, a digit that fills the cell, [$a currency], [a condition], all
# digits, what is below a fraction's line, others.
_PARTS = re.compile(
    r'"([^"]*)"|[\\!](.)|\*(\d)|\[\$([^\]-]*+)[^\]]*+\]|(\[[^\]]*\])|(General|G/通用格式|@)'
    r"|(/ *[1-9]\d*)|[*_].|(.)",
    re.IGNORECASE,
)
_PLACES = "0#?.,/+-Ee%"  # any other character is shown as it stands, without quotes too: 0万
ALL_DIGITS = "G"  # before the place of a number that is shown with all its digits

# What makes another number of the 12 beside it: 120, -12, 12%, 12万, 12元 (but 12万元 is what the form asks for).
OF_ITS_OWN = r"[\d.−－%％‰-]|[十百千万亿](?!元)|(?<!万)元"


class FormatSection(NamedTuple):
    """What a section shows as it stands, the places of its digits, and for which numbers it is ([<1], or empty)."""

    literal: str
    digits: str
    condition: str


def sections_of(code: str) -> list[FormatSection]:
    """The sections of a format, in their order; an empty one for an empty format."""
    sections = [FormatSection("", "", "")]
    for quoted, escaped, filler, currency, bracket, whole, below, other in _PARTS.findall(code):
        literal, digits, condition = sections[-1]
        if other == ";":
            sections.append(FormatSection("", "", ""))
            continue
        condition = bracket if bracket[1:2] in tuple("<>=") else condition
        place, bare = (other, "") if other in _PLACES else ("", other)
        sections[-1] = FormatSection(
            literal + quoted + escaped + filler + currency + bare,
            digits + (f"{ALL_DIGITS}0" if whole else below.replace(" ", "") or place),
            condition,
        )
    return sections
