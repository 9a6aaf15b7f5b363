"""The text of an XML part whose every letter means what it looks like, so that patterns may be looked for in it."""

import re
from functools import lru_cache

_LARGEST = 8 * 2**20  # bytes; taken apart, a part takes several times its own room
# A text between two tags.
TEXT = "[^<>&]*+(?:&(?:lt|gt|amp|quot|apos|#[0-9]{1,7});[^<>&]*+)*+"
_DECLARED = re.compile(
    rb"<\?xml version=(['\"])1\.0\1(?: encoding=(['\"])(?:UTF|utf)-8\2)?"
    rb"(?: standalone=(['\"])(?:yes|no)\3)? ?\?>\s*"
)
# Control characters, and the line end that is read as another.
_ODD = bytes(sorted({*range(32)} - {9, 10}))
_NUMBERS = re.compile(b"&#([0-9]+);")
_CODE = re.compile("&(?:#([0-9]+)|([a-z]+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def usual_text(xml: bytes) -> str | None:
    """The text of a part in UTF-8 with one namespace; None where something in it may not be what it looks like."""
    if len(xml) > _LARGEST:
        return None
    declared = _DECLARED.match(xml)
    body = xml[declared.end() :] if declared else xml
    if len(body.translate(None, _ODD)) < len(body) or _spaces(body) > 1:
        return None
    if not all(map(_is_character, set(_NUMBERS.findall(body)))):
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.startswith("<") and "\ufffe" not in text and "\uffff" not in text else None


def _spaces(body: bytes) -> int:
    """How often a default namespace is declared."""
    return body.count(b"xmlns") - body.count(b"xmlns:")


def _is_character(code: bytes) -> bool:
    """Whether the character of a number may stand in XML."""
    number = int(code)
    if number < 0x20:
        return number in (9, 10, 13)
    return number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number <= 0x10FFFF


def has_comments(text: str) -> bool:
    """Whether it has XML comments and the like: what stands in them does not count, though it looks as if it did."""
    return "<!" in text or "<?" in text


def plain_text(text: str) -> str:
    """A text without references to characters."""
    return _resolved(text) if "&" in text else text


@lru_cache(maxsize=4096)  # the labels of a form are the same in every form
def _resolved(text: str) -> str:
    return _CODE.sub(lambda m: chr(int(m[1])) if m[1] else _NAMED[m[2]], text)
