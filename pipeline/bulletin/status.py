"""The bulletin's table of who reported: all of a district, of a country those who are behind."""

from collections import Counter
from collections.abc import Sequence

from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.words.let_pass import remark_let_pass
from pipeline.words.together import BY_FILE_TIME, HEADS, AlikeSheets, granted, note_below, standings
from pipeline.words.wording import NOTHING, listing


def status_table(release: Release) -> TableBlock:
    """How every sector and the office stand, with times; of very many those that did not come in time."""
    plan, most = release.declared.bulletin.status, release.declared.bulletin.limits.rows
    every = list(standings(release))
    behind = every if len(every) <= most else [s for s in every if not s.state.on_time]
    rows = [_row(standing, release) for standing in behind[:most]]
    if len(rows) < len(every):
        rows.append(_others(every, behind[:most], release))
    who = release.declared.roster.who_heads
    heads = (*who, *HEADS, "备注")
    return TableBlock("status", plan.title, plan.note, heads, tuple(rows), (False,) * len(heads))


def _row(standing: AlikeSheets, release: Release) -> TableRow:
    doubt = BY_FILE_TIME if standing.state.by_file_time else ""
    remarks = (
        *(doubt, granted(standing.state, release)),
        *(remark_let_pass(standing.sheets, release), note_below(standing, release)),
    )
    return TableRow((*standing.who, *standing.how, "；".join(filter(None, remarks))))


def _others(
    every: Sequence[AlikeSheets], shown: Sequence[AlikeSheets], release: Release
) -> TableRow:
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
