"""The usual names of a workbook, taken out of its XML before a parser sees it, as the cells of a sheet are.

Every form has a hundred and more of them, and what stands around them is the same in most.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.books.quick_text import TEXT, has_comments, plain_text, usual_text
from pipeline.books.xml_parts import Found, elements

_LONGEST = 1024 * 1024  # bytes: no room for more names than a workbook may have
_NAME = re.compile(
    r'<definedName name="([^"<>&\s]*)"(?: localSheetId="([0-9]+)")?(?: hidden="[01]")?>'
    rf"({TEXT})</definedName>|([\s\S]+)"
)


def workbook_elements(xml: bytes) -> Sequence[Found]:
    """The sheets and properties of a workbook, then its names with what each stands for."""
    apart = names_apart(xml) if len(xml) <= _LONGEST else None
    if apart is None:
        return _elements(xml)
    around, names = apart
    return [*_known_elements(around), *names]


def names_apart(xml: bytes) -> tuple[bytes, list[Found]] | None:
    """The workbook part without its names, and these; None where any is written in an unusual way."""
    text = usual_text(xml) or ""
    head, begins, rest = text.partition("<definedNames>")
    written, ends, tail = rest.partition("</definedNames>")
    if (
        not ends or has_comments(head + tail) or "definedName" in tail
    ):  # of one name the last counts
        return None
    found = _NAME.findall(written)
    if any(other for *_, other in found):
        return None
    names = [
        ("definedName", _attributes(name, sheet), plain_text(t)) for name, sheet, t, _ in found
    ]
    return f"{head}{begins}{ends}{tail}".encode(), names


def _attributes(name: str, sheet: str) -> dict[str, str]:
    return {"name": name, "localSheetId": sheet} if sheet else {"name": name}


def _elements(xml: bytes) -> Sequence[Found]:
    return elements(xml, "sheet", "workbookPr", with_text="definedName")


# Forms of one template that one program saved differ in nothing but names.
_known_elements = lru_cache(maxsize=64)(_elements)
