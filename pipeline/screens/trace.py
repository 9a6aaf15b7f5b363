"""A trace as the office sees it: the parts of a total in a table, then where each comes from."""

from collections.abc import Iterable, Iterator

from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.rollup.below_in_words import told_of
from pipeline.rollup.tracing import Files
from pipeline.screens.below import lines_below
from pipeline.screens.versions import version_lines
from pipeline.tracing.parts import Part, Traced
from pipeline.words.console import say
from pipeline.words.naming import full_name
from pipeline.words.plain_text import sample_lines
from pipeline.words.terminal import aligned
from pipeline.words.together import BY_FILE_TIME
from pipeline.words.wording import NOT_REPORTED, NOTHING, chinese_time, inert, listing, plain, show


def show_traces(traces: Iterable[Traced], release: Release, files: Files | None = None) -> None:
    """Every trace, one below the other; files: where those lie that the units' own figures were made of."""
    for line in sample_lines(release.sample_note):
        say(line)
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
        called = release.declared.campaign.called(month)
        dated = "" if month == release.period.shift(-1) else f"（{called}）"
        before = f"{show(indicator, was)}{dated}"
    value = show(indicator, source.value if source else None, NOT_REPORTED)
    at = f"{source.sheet}!{source.cell}" if source else NOTHING
    came = chinese_time(source.received_at) if source and source.received_at else NOTHING
    doubt = f"（{BY_FILE_TIME}）" if part.state.by_file_time else ""
    return part.reporter, value, before, at, came, f"{part.state.word}{doubt}"


def _sum(traced: Traced, release: Release) -> str:
    """The published total, who is in it, and how it has changed over those who were there before too."""
    total, indicator = traced.total, traced.total.indicator
    ways = {"last": "期末数", "any": "有一处为是即为是"}
    way = ways.get(indicator.over_months, release.declared.form.basis)
    text = f"合计（{way}）：{show(indicator, total.value, NOT_REPORTED)}，已报{total.coverage}"
    # The coverage counts a unit's Annex 2 as there, also where somebody is missing from its sums.
    below = told_of(indicator, release)
    text += f"，{below}" if below else ""
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
        yield from version_lines(number, version, indicator, release)


def _unread(release: Release) -> Iterator[str]:
    """Files of which nobody knows whose they are: a part that is missing may lie in one."""
    refused = [f.path for f in release.files if f.is_refused]
    if refused:
        shown = listing(inert(path, 120) for path in refused[:5])
        yield ""
        yield f"收件夹里另有{len(refused)}个文件读不了或认不出，不知是谁的：{shown}。"
