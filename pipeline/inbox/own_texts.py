"""The office's own paragraphs for the bulletin, out of inbox/补充_….txt and .md: read as plain text, no more."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.files.regular_file import NotRegularError, read_regular
from pipeline.inbox.own_names import UnclearNameError, is_own_text, read_name
from pipeline.model.causes import reason
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.words.wording import harmless, inert_path

LARGEST = 100_000  # bytes: some thirty pages, of which a bulletin has four
_CONTROLS = re.compile(
    r"[\x01-\x08\x0e-\x1f]"
)  # one or two are pasted along with a text; more make it none
# What begins a heading, a quotation or an item of a list in Markdown, and lines that are nothing but marks.
_MARKS = re.compile(r"(?:(?:#{1,6}|[-*+]|[0-9]{1,2}[.)])\s+|>\s*)+|[-*_=#>+\s]+$")


@record
class Own:
    """Paragraphs by the part of the bulletin that they close, and what to tell the office about its texts."""

    paragraphs: Mapping[str, tuple[str, ...]]
    remarks: tuple[str, ...]


class _UnusableError(Exception):
    """A text that cannot be used; the text says in Chinese why."""


def read_own(inbox: Path, period: Period, declared: Declarations) -> Own:
    """The texts for a month's bulletin, in the order of their names; what cannot be used is told and left out.

    A week's note has no place for them.
    """
    if period.kind != Month.kind:
        return Own({}, ())
    paragraphs: dict[str, tuple[str, ...]] = {}
    used, remarks = [], []
    for name in sorted(filter(is_own_text, _names(inbox)), key=os.fsencode):
        try:
            plan, only = read_name(name, declared)
            if only in (None, period):
                added = _paragraphs(inbox / name)
                paragraphs[plan.at] = (*paragraphs.get(plan.at, ()), *added)
                used.append(inert_path(name))
        except (UnclearNameError, _UnusableError) as e:
            remarks.append(f"本办公室的{inert_path(name)}没有写进月通报：{e}。")
    if used:
        remarks.append(f"写进月通报的本办公室补充材料：{'、'.join(used)}。")
    return Own(paragraphs, tuple(remarks))


def _names(inbox: Path) -> list[str]:
    try:
        return [path.name for path in inbox.iterdir()]
    except OSError:  # told by who walks it
        return []


def _paragraphs(path: Path) -> tuple[str, ...]:
    """Every line with something on it is a paragraph."""
    lines = _text(_read(path)).splitlines()
    if path.suffix.lower() == ".md":
        lines = [_without_marks(line.strip()) for line in lines]
    paragraphs = tuple(filter(None, (harmless(line).strip() for line in lines)))
    if not paragraphs:
        raise _UnusableError("里面没有文字")
    return paragraphs


def _without_marks(line: str) -> str:
    marks = _MARKS.match(line)
    return line[marks.end() :] if marks else line


def _read(path: Path) -> bytes:
    try:
        read = read_regular(path)
    except NotRegularError as e:
        raise _UnusableError(f"这是{e}，不是文件本身") from None
    except OSError as e:
        raise _UnusableError(f"读不到（{reason(e)}）") from None
    if not read.settled:
        raise _UnusableError("文件正在写入，请稍后再运行一次")
    if read.data is None or len(read.data) > LARGEST:
        raise _UnusableError("文件过大，请检查是不是放错了文件")
    return read.data


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and 50 * len(_CONTROLS.findall(text)) <= len(text):
            return text
    raise _UnusableError("不是文本，或文字编码认不出，请另存为UTF-8的文本文件")
