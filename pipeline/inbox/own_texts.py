"""The office's own paragraphs for the bulletin, out of inbox/补充_….txt and .md: read as plain text, no more."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.inbox.own_names import UnclearNameError, is_own_text, read_name
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.words.office_file import UnusableFileError, read_office_file
from pipeline.words.wording import harmless, inert_path

LARGEST = 100_000  # bytes: some thirty pages, of which a bulletin has four
# One or two are pasted along with a text; more make it none.
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")
# What begins a heading, a quotation or an item of a list in Markdown, and lines that are nothing but marks.
_MARKS = re.compile(r"(?:(?:#{1,6}|[-*+]|[0-9]{1,2}[.)])\s+|>\s*)+|[-*_=#>+\s]+$")


@record
class Own:
    """Paragraphs by the part of the bulletin that they close, and what to tell the office about its texts."""

    paragraphs: Mapping[str, tuple[str, ...]]
    remarks: tuple[str, ...]


def read_own(inbox: Path, period: Period, declared: Declarations) -> Own:
    """The texts for a month's bulletin, in the order of their names; what cannot be used is told and left out."""
    paragraphs: dict[str, tuple[str, ...]] = {}
    used, remarks = [], []
    for name in sorted(filter(is_own_text, _names(inbox)), key=os.fsencode):
        try:
            plan, only = read_name(name, declared)
            if only in (None, period):
                added = _paragraphs(inbox / name)
                paragraphs[plan.at] = (*paragraphs.get(plan.at, ()), *added)
                used.append(inert_path(name))
        except (UnclearNameError, UnusableFileError) as e:
            remarks.append(f"本办公室的{inert_path(name)}没有写进月通报：{e}。")
    if used:
        remarks.append(f"用于月通报的本办公室补充材料：{'、'.join(used)}。")
    return Own(paragraphs, tuple(remarks))


def _names(inbox: Path) -> list[str]:
    try:
        return [path.name for path in inbox.iterdir()]
    except OSError:  # told by who walks it
        return []


def _paragraphs(path: Path) -> tuple[str, ...]:
    """Every line with something on it is a paragraph."""
    lines = _text(read_office_file(path, LARGEST)).splitlines()
    if path.suffix.lower() == ".md":
        lines = [_without_marks(line.strip()) for line in lines]
    paragraphs = tuple(filter(None, (harmless(line).strip() for line in lines)))
    if not paragraphs:
        raise UnusableFileError("里面没有文字")
    return paragraphs


def _without_marks(line: str) -> str:
    marks = _MARKS.match(line)
    return line[marks.end() :] if marks else line


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and 50 * len(_CONTROLS.findall(text)) <= len(text):
            return text
    raise UnusableFileError("不是文本，或文字编码认不出，请另存为UTF-8的文本文件")
