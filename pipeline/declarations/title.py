"""The title of a paper as it is declared: its lines, with the office's own names put into them."""

import re
from collections.abc import Mapping, Sequence

from pipeline.declarations.tables import Table

_PLACE = re.compile(r"\{([^{}]*)\}")
# Of the office's names a title may hold any; the month is put in by the bulletin, which knows it.
_NAMES, LATER = ("issuer", "office", "office_short"), ("month",)


def title_lines(
    table: Table, document: Mapping[str, str], later: Sequence[str] = ()
) -> tuple[str, ...]:
    """The lines of the title; DeclarationError for a place that nothing is put into, or where text is lacking.

    later: the places that whoever prints the title fills.
    """
    names = (*_NAMES, *later)
    lines = tuple(_filled(table, line, document, names) for line in table.strings("title"))
    if not lines:
        raise table.fault("title", "至少要有一行")
    if not all(map(str.strip, lines)):
        raise table.fault("title", "有一行没有文字")
    return lines


def _filled(table: Table, line: str, document: Mapping[str, str], names: Sequence[str]) -> str:
    for name in _PLACE.findall(line):
        if name not in names:
            allowed = "、".join(f"{{{n}}}" for n in names)
            raise table.fault("title", f"这里不能用“{{{name}}}”，只能用{allowed}")
    if re.search("[{}]", _PLACE.sub("", line)):
        raise table.fault("title", f"“{line}”里花括号不成对")
    return _PLACE.sub(lambda place: document.get(place[1], place[0]), line)
