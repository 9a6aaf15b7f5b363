"""Files that neither count nor were returned: one line each, so that nobody has to ask where a file went."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.inbox.ignored import OFFICES_OWN
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.model.states import FileState
from pipeline.model.week import Week
from pipeline.words.wording import inert_path, listing

MOST_LINES = 20  # of one kind; a folder dropped in by mistake shall not flood the screen


def uncounted_lines(release: Release) -> list[str]:
    """What to say of them after the findings; nothing where there is nothing to say."""
    lines = [
        *_of_status(release, "superseded"),
        *_of_status(release, "duplicate"),
        *_of_status(release, "withdrawn"),
        *_other_periods(release),
        *_ignored(release),
    ]
    return ["", f"没有计入{release.period.short}的其他文件：", *lines] if lines else []


def without_crowds(files: Iterable[FileState]) -> tuple[list[FileState], dict[str, int]]:
    """Files to be told of one by one, and by rule how many more could not be read for that same reason."""
    seen: Counter[str] = Counter()
    few = []
    for file in files:
        rule = file.findings[0].rule if file.is_refused else ""
        seen[rule] += 1
        if not rule or seen[rule] <= MOST_LINES:
            few.append(file)
    return few, {r: n - MOST_LINES for r, n in seen.items() if r and n > MOST_LINES}


def _of_status(release: Release, status: str) -> Iterator[str]:
    files = [f for f in release.files if f.status == status]
    for file in files[:MOST_LINES]:
        yield f"  {inert_path(file.path, 120)}：{_why(file, release)}"
    if len(files) > MOST_LINES:
        yield f"  还有{len(files) - MOST_LINES}个，也是这样。"


def _why(file: FileState, release: Release) -> str:
    """Of a duplicate or a withdrawn file its own finding says it."""
    if file.status != "superseded":
        return file.findings[0].message
    states = release.state.sheets
    newer = dict.fromkeys(states[s].file or "" for s in file.submitted or states)
    named = listing(f"“{inert_path(path, 120)}”" for path in newer if path)
    return f"已有更新的有效报表{named}，以新的为准。"


def _other_periods(release: Release) -> Iterator[str]:
    """Counted by month or week: they grow with the year."""
    counts = Counter(f.period for f in release.files if f.status == "other_period")
    unknown = counts.pop(None, 0)
    known = sorted(filter(None, counts), key=lambda p: (p.kind, str(p)))
    for plural, periods in groupby(known, key=lambda p: p.plural):
        told = listing(f"{p.chinese}{counts[p]}个" for p in periods)
        other = "其他" if plural == release.period.plural else "各"
        yield f"  {other}{plural}的报表：{told}。"
    if unknown:
        other = Month.kind if release.period.kind == Week.kind else Week.kind
        command = release.declared.commands.publish(other)
        yield f"  认不出报告期的：{unknown}个，由 {command} 退回。"


def _ignored(release: Release) -> Iterator[str]:
    ignored = [f for f in release.files if f.status == "ignored" and f.path not in OFFICES_OWN]
    aside = release.declared.intake_rule("sample_set_aside").code
    samples = sum(any(x.rule == aside for x in f.findings) for f in ignored)
    if samples:
        yield f"  随附的样例：{samples}个，已有真实报表，样例不再计入，不必删除。"
    if others := len(ignored) - samples:
        yield f"  不是报表的文件：{others}个（扫描件、临时文件和本办公室自己的文字）。"
