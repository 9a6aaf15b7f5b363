"""A trace as the office sees it: the parts of a total in a table, then where each comes from."""

from collections.abc import Iterable, Iterator

from pipeline.ledger.backing import Backing
from pipeline.ledger.tying import rows_named
from pipeline.model.form import Indicator
from pipeline.model.received import Entry, Finding
from pipeline.model.released import Release
from pipeline.rollup.tracing import Files
from pipeline.screens.below import lines_below
from pipeline.screens.month import STATUS, mark
from pipeline.tracing.parts import Part, Traced, Version
from pipeline.words.console import say
from pipeline.words.naming import full_name
from pipeline.words.terminal import aligned
from pipeline.words.wording import NOT_REPORTED, NOTHING, chinese_time, inert, listing, plain, show

_LONGEST_PATH = 400
_FAULTS_SHOWN = 3
_SPANS_SHOWN = 200


def show_traces(traces: Iterable[Traced], release: Release, files: Files | None = None) -> None:
    """Every trace, one below the other; files: where those lie that the units' own figures were made of."""
    if release.sample:
        say(f"【{release.declared.form.sample_note}】")
    for traced in traces:
        for line in _lines(traced, release, files):
            say(line)


def _lines(traced: Traced, release: Release, files: Files | None) -> Iterator[str]:
    indicator = traced.total.indicator
    yield ""
    yield f"{release.period.chinese} {full_name(indicator)}"
    yield ""
    yield from aligned(
        [_heads(indicator, release), *(_row(p, traced, release) for p in traced.parts)], (1, 2)
    )
    yield ""
    yield _sum(traced, release)
    for part in traced.parts:
        yield ""
        yield from _origin(part, indicator, release)
        if files and part.source:
            yield from lines_below(part.source, part.sheet, indicator, release, files)
    if any(p.source is None for p in traced.parts):
        yield from _unread(release)


def _heads(indicator: Indicator, release: Release) -> tuple[str, ...]:
    reporter = release.declared.roster.terms.sector if indicator.level == "sector" else "单位"
    return reporter, "数值", "上次", "工作表!单元格", "收到", "报送情况"


def _row(part: Part, traced: Traced, release: Release) -> tuple[str, ...]:
    """A line of the table; what stood before is dated where it is not of the month before."""
    indicator, source = traced.total.indicator, part.source
    before = NOTHING
    if part.before:
        month, was = part.before
        dated = "" if month == release.period.shift(-1) else f"（{month.short}）"
        before = f"{show(indicator, was)}{dated}"
    value = show(indicator, source.value if source else None, NOT_REPORTED)
    at = f"{source.sheet}!{source.cell}" if source else NOTHING
    came = chinese_time(source.received_at) if source and source.received_at else NOTHING
    doubt = "（按文件时间，请核对）" if part.state.by_file_time else ""
    return part.reporter, value, before, at, came, f"{part.state.word}{doubt}"


def _sum(traced: Traced, release: Release) -> str:
    """The published total, who is in it, and how it has changed over those who were there before too."""
    total, indicator = traced.total, traced.total.indicator
    ways = {"last": "期末数", "any": "有一处为是即为是"}
    way = ways.get(indicator.over_months, release.declared.form.basis)
    text = f"合计（{way}）：{show(indicator, total.value, NOT_REPORTED)}，已报{total.coverage}"
    if total.change is not None:
        change = f"{'+' if total.change > 0 else ''}{plain(total.change)}"
        text += f"，上期同口径{show(indicator, total.previous)}，同口径增减{change}"
    lacking = [f"{p.reporter}（{_why_not(p)}）" for p in traced.parts if p.source is None]
    absent = f"。未计入：{listing(lacking)}" if lacking else ""
    return f"{text}{absent}。" if traced.question.whole else f"{text}。以上是其中的一部分{absent}。"


def _why_not(part: Part) -> str:
    return "已报送，这一格没有数" if part.state.state == "accepted" else part.state.word


def _origin(part: Part, indicator: Indicator, release: Release) -> Iterator[str]:
    """A part with all its versions, the oldest first."""
    unit = "" if part.reporter == part.unit else f"（{part.unit}）"
    yield f"{part.reporter}{unit}"
    if not part.versions:
        yield f"  {release.period.chinese}没有收到这张表。"
    for number, version in enumerate(part.versions, 1):
        yield from _version(number, version, indicator, release)


def _version(
    number: int, version: Version, indicator: Indicator, release: Release
) -> Iterator[str]:
    file = version.file
    assert file.received_at
    status = _status(version)
    late = {True: "按时", False: "迟报", None: ""}[file.on_time]
    came = f"{chinese_time(file.received_at)}收到"
    yield f"  第{number}次  {'  '.join(filter(None, (_said(version, indicator), came, late, status)))}"
    yield f"    {inert(file.path, _LONGEST_PATH)}"
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


def _unread(release: Release) -> Iterator[str]:
    """Files of which nobody knows whose they are: a part that is missing may lie in one."""
    refused = [f.path for f in release.files if f.status in ("unreadable", "unrecognised")]
    if refused:
        shown = listing(inert(path, 120) for path in refused[:5])
        yield ""
        yield f"收件夹里另有{len(refused)}个文件读不了或认不出，不知是谁的：{shown}。"
