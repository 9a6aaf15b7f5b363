"""The bulletin's table of who reported: all of a district, of a country those who are behind."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pipeline.model.released import Release
from pipeline.model.states import SheetState
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.words.together import Standing, note_below, standings
from pipeline.words.wording import NOTHING, chinese_time, listing


def status_table(release: Release) -> TableBlock:
    """How every sector and the office stand, with times; of very many those that did not come in time."""
    plan, most = release.declared.bulletin.status, release.declared.bulletin.limits.rows
    every = list(standings(release))
    behind = every if len(every) <= most else [s for s in every if not s.state.on_time]
    rows = [_row(standing, release) for standing in behind[:most]]
    if len(rows) < len(every):
        rows.append(_others(every, behind[:most], release))
    who = release.declared.roster.who_heads
    heads = (*who, "报送情况", "首次收到", "有效报表收到", "备注")
    return TableBlock("status", plan.title, plan.note, heads, tuple(rows), (False,) * len(heads))


def _row(standing: Standing, release: Release) -> TableRow:
    state = standing.state
    times = (_time(state.arrived), _time(state.valid))
    remark = _remark(state) or note_below(standing, release)
    return TableRow((*standing.who, state.word, *times, remark))


def _others(every: Sequence[Standing], shown: Sequence[Standing], release: Release) -> TableRow:
    """The last row where not all are shown: how many more there are, how they stand, and where that is listed."""
    words = Counter[str]()
    for several, sign in ((every, 1), (shown, -1)):
        for standing in several:
            words[standing.state.word] += sign * len(standing.sheets)
    roster, annex = release.declared.roster, release.declared.campaign.document["annex"]
    which = "其余" if shown else "共"
    who = (f"{which}{words.total()}个", *(NOTHING for _ in roster.who_heads[1:]))
    how = listing(f"{word}{count}个" for word, count in words.items() if count)
    return TableRow((*who, how, NOTHING, NOTHING, f"见{annex}“报送情况”"))


def _time(moment: datetime | None) -> str:
    return chinese_time(moment) if moment else NOTHING


def _remark(state: SheetState) -> str:
    return "按文件时间，请核对" if state.by_file_time else ""
