"""A version of a traced value as the office sees it: what it said, in which cell and file, and what became of it."""

from collections.abc import Iterator

from pipeline.ledger.backing import Backing
from pipeline.ledger.tying import rows_named
from pipeline.model.form import Indicator
from pipeline.model.received import Entry, Finding
from pipeline.model.released import Release
from pipeline.screens.month import STATUS, mark
from pipeline.tracing.parts import Version
from pipeline.words.wording import LONGEST_PATH, chinese_time, inert, plain, show

_FAULTS_SHOWN = 3
_SPANS_SHOWN = 200


def version_lines(
    number: int, version: Version, indicator: Indicator, release: Release
) -> Iterator[str]:
    """Its lines; number: which of those that were sent, the oldest being the first."""
    file = version.file
    assert file.received_at
    status = _status(version)
    late = {True: "按时", False: "逾期", None: ""}[file.on_time]
    came = f"{chinese_time(file.received_at)}收到"
    yield f"  第{number}次  {'  '.join(filter(None, (_said(version, indicator), came, late, status)))}"
    yield f"    {inert(file.path, LONGEST_PATH)}"
    yield f"    sha256 {file.sha256}"
    if version.backing:
        yield f"    {_backing(version.backing, version.entry)}"
    if file.note:
        yield f"    收到时间的备注：{inert(file.note, 200)}"
    if file.period != release.period:
        yield f"    表上的报告期：{file.period.chinese if file.period else '认不出'}"
    yield from _told(version)


def _backing(ledger: Backing, entry: Entry | None) -> str:
    """Which rows of its ledger make up the count, and by how many they differ."""
    count, rows = len(ledger.rows), rows_named(ledger.rows, _SPANS_SHOWN)
    text = f"{inert(ledger.sheet)}：{count}行{f'（第{rows}行）' if rows else ''}"
    if entry and entry.state in ("number", "zero") and entry.value != count:
        side = "少" if entry.value > count else "多"
        text += f"，比这一格{side}{plain(abs(entry.value - count))}行"
    lacking = rows_named(ledger.lacking, _SPANS_SHOWN)
    return f"{text}{f'；另有第{lacking}行没有填全，没有算进去' if lacking else ''}"


def _status(version: Version) -> str:
    """How a version stands; one that was replaced may have been good or not."""
    word = STATUS[version.status]
    if version.status == "superseded" and any(x.severity == "error" for x in version.file.findings):
        return f"{STATUS['returned']}，{word}"
    return f"{word}，计入合计" if version.counts else word


def _said(version: Version, indicator: Indicator) -> str:
    """What a version holds for the value, and in which cell."""
    entry = version.entry
    if entry is None:
        return "没有找到这一格"
    values = {
        "number": show(indicator, entry.value),
        "zero": "0（空白，按0计）",
        "blank": "空白",
        "unreadable": f"单元格里是“{inert(entry.found)}”" if entry.found else "认不出",
    }
    return f"{values[entry.state]}  {inert(entry.sheet)}!{entry.cell}"


def _told(version: Version) -> Iterator[str]:
    """What was found about the cell, and the first faults elsewhere that keep the workbook out."""
    for x in (*version.findings, *version.faults[:_FAULTS_SHOWN]):
        yield f"    〔{mark(x)} {x.rule}〕{_where(x)}{x.message}"
        if x.explanation:
            yield f"      单位说明：{x.explanation}"
    more = len(version.faults) - _FAULTS_SHOWN
    if more > 0:
        yield f"    这本表还有{more}处必须改正，见 pipeline check。"


def _where(finding: Finding) -> str:
    return f"{inert(finding.sheet)}!{finding.cell} " if finding.sheet and finding.cell else ""
