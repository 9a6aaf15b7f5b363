"""情况说明 line by line: which item a line begins with (3-2：……), and what it says."""

import re
from collections.abc import Iterator

from pipeline.model.declared import Declarations
from pipeline.words.wording import bare, inert, same_text

WHOLE_SHEET = ""  # what a line 全表：…… is about
LEDGER = "ledger"  # what a line is about that begins with the name of the ledger's sheet
_LONGEST = 200
# Full-width digits, letters and marks as narrow ones, one for one, so that places in a line stay what they are.
_NARROW = {0x3000: 0x20, **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}}
_ITEM = r"[0-9]+\s?[-.—–−‐]\s?[0-9]+(?![0-9]|\s?[-.—–−‐]\s?[0-9])"
# 1. and the like before a line, and what a correction begins with.
_NUMBER = re.compile(
    r"(?:[(]?[0-9]{1,2}[).、,]|[①-⑳]|[·•*]|(?:更正|情况说明|说明)\s*[:,、;。]?)\s*"
)
_HEAD = re.compile(
    rf"[(\[【]?第?\s*({_ITEM}(?:\s*(?:[、,和及]|至|到)\s*第?\s*{_ITEM})*)(?:\s*项)?[)\]】]?"
)
# The name of the item may follow its number; then a colon, or at least a comma or a space.
_REST = re.compile(r"(?:(?P<name>[^:,;。]{0,40}?)\s*:|[\s,、。])\s*(?P<words>.*)")
# A line that explains several items one by one.
_NEXT = re.compile(rf"[;。]\s*(?=第?{_ITEM}\s*项?\s*:)")


def read_remarks(text: str, declared: Declarations) -> dict[str, str]:
    """Item number (or WHOLE_SHEET, or LEDGER) -> what the unit says about it; lines that say nothing are left out.

    Every line stands by itself: one that begins with no item's number explains nothing, also not the item above it.
    """
    said: dict[str, list[str]] = {}
    for line in _lines(text) if text else ():
        items, words = _read_line(line, declared)
        words = inert(words, _LONGEST).strip(" 。.;")
        if not says_nothing(words, declared):
            for item in items:
                said.setdefault(item, []).append(words)
    return {item: "；".join(dict.fromkeys(lines)) for item, lines in said.items()}


def says_nothing(words: str, declared: Declarations) -> bool:
    """Whether words explain nothing: 无, 已核 and the like (schemas/rules.toml), or no word at all."""
    parts = [bare(part) for part in re.split("[,，、;；。]", words)]
    listed = sorted(declared.explaining.nothing, key=len, reverse=True)
    empty = re.compile(f"(?:{'|'.join(map(re.escape, listed))})*")
    told = all(empty.fullmatch(p) or p.isnumeric() for p in parts)
    return told or bool(empty.fullmatch(bare(words)))


def _lines(text: str) -> Iterator[str]:
    for line in re.split("[\r\n]+", text):
        cuts = [m.span() for m in _NEXT.finditer(line.translate(_NARROW))]
        ends = [*(start for start, _ in cuts), len(line)]
        starts = [0, *(end for _, end in cuts)]
        yield from (line[a:b].strip() for a, b in zip(starts, ends, strict=True))


def _read_line(line: str, declared: Declarations) -> tuple[list[str], str]:
    """The items that a line begins with, and the words after them as they were written."""
    narrow = line.translate(_NARROW)
    words = dict.fromkeys(declared.explaining.whole_sheet, WHOLE_SHEET)
    words |= {declared.ledger.sheet: LEDGER} if declared.ledger else {}
    named = "|".join(map(re.escape, words))
    numbered = _NUMBER.match(narrow)
    for start in (0, numbered.end() if numbered else 0):
        if about := re.compile(rf"({named})\s*:").match(narrow, start):
            return [words[about[1]]], line[about.end() :]
        if head := _HEAD.match(narrow, start):
            rest, items = _REST.fullmatch(narrow, head.end()), _items(head[1], declared)
            if rest and _is_name(rest["name"] or "", items, declared):
                return items, line[rest.start("words") :]
    return [], ""


def _items(head: str, declared: Declarations) -> list[str]:
    """3-2, 3-3 or 2-2 to 2-10: all items of the form; none if one of them is not in it."""
    order = list(declared.form.by_item)
    found = ["-".join(re.findall("[0-9]+", part)) for part in re.findall(_ITEM, head)]
    if not all(item in order for item in found):
        return []
    spans = re.findall(rf"({_ITEM})\s*[至到]\s*第?\s*({_ITEM})", head)
    for first, last in spans:
        ends = [order.index("-".join(re.findall("[0-9]+", end))) for end in (first, last)]
        found += order[ends[0] : ends[1]]
    return list(dict.fromkeys(found))


def _is_name(name: str, items: list[str], declared: Declarations) -> bool:
    """Whether what stands between number and colon names the item, so that 2-3家企业……： is no explanation of 2-3."""
    known = (
        same_text(words)
        for item in items
        for i in declared.form.by_item[item]
        for words in (i.name, i.label, declared.form.item_label(item))
    )
    return any(same_text(name) in words for words in known)
