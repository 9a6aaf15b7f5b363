"""The sheet behind Annex 2 that shows how every sector and the office stand."""

from collections import Counter
from datetime import datetime

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2_page import open_sheet, set_up_print
from pipeline.annex2_pen import CENTRE, HEAD, LEFT, Pen
from pipeline.drawing import height, set_widths
from pipeline.model.released import Release, SheetState
from pipeline.together import Standing, standings
from pipeline.wording import NOTHING, chinese_date, chinese_time, inert, listing

_TITLE = "报送情况"
_HEADS = ("报送情况", "首次收到", "有效报表收到", "文件", "备注")
_LOOKS = (CENTRE, CENTRE, CENTRE, LEFT, LEFT)
_WIDTHS = (12.0, 18.0, 18.0, 42.0, 26.0)
_WHO_WIDTHS = (13.0, 21.0)  # of a sector and its unit; the latter alone where there are no sectors
_LEAST_HEIGHT = 24.0
_STATES = ("accepted", "returned", "missing")
_LONGEST_PATH = 400


def add_status_sheet(pen: Pen, release: Release) -> None:
    """One row a sector and one for the office: when it came, which file counts, what to mind."""
    roster = release.declared.roster
    heads = (*roster.who_heads, *_HEADS)
    sheet, top = open_sheet(pen, _TITLE, _subtitle(release), release, len(heads))
    who = tuple(reversed(_WHO_WIDTHS)) if roster.shared else _WHO_WIDTHS
    set_widths(sheet, (*who[-len(roster.who_heads) :], *_WIDTHS))
    for column, head in enumerate(heads, 1):
        pen.text(sheet, (top, column), head, HEAD)
    sheet.row_dimensions[top].height = _LEAST_HEIGHT
    for row, standing in enumerate(standings(release), top + 1):
        _draw_row(pen, sheet, row, _texts(standing, release))
    sheet.freeze_panes = f"A{top + 1}"
    set_up_print(sheet, release, (top, top))


def _subtitle(release: Release) -> str:
    """How many of the sectors stand how, the best first."""
    sectors = release.declared.roster.sectors
    states = [release.state.sheets[s] for s in sectors]
    words = Counter(
        s.word for s in sorted(states, key=lambda s: (_STATES.index(s.state), not s.on_time))
    )
    counts = listing(f"{word}{count}个" for word, count in words.items())
    cutoff = chinese_date(release.declared.campaign.cutoff(release.month))
    return f"截至{cutoff}　应报{len(sectors)}个{release.declared.roster.terms.sector}：{counts}"


def _texts(standing: Standing, release: Release) -> tuple[str, ...]:
    state = standing.state
    times = (_time(state.arrived), _time(state.valid))
    file = inert(state.file, _LONGEST_PATH) if state.file else NOTHING
    return (*standing.who, state.word, *times, file, _remark(state, release))


def _time(moment: datetime | None) -> str:
    return chinese_time(moment) if moment else NOTHING


def _remark(state: SheetState, release: Release) -> str:
    if state.by_file_time:
        return "按文件时间，请核对"
    if state.state == "accepted":
        return ""
    earlier = (
        m.month for m in reversed(release.history[:-1]) if m.sheets[state.sheet].state == "accepted"
    )
    last = next(earlier, None)
    return f"上次有效报送：{last.chinese}" if last else "此前没有有效报送"


def _draw_row(pen: Pen, sheet: Worksheet, row: int, texts: tuple[str, ...]) -> None:
    heights = [_LEAST_HEIGHT]
    looks = (*(CENTRE for _ in texts[len(_LOOKS) :]), *_LOOKS)
    for column, (text, look) in enumerate(zip(texts, looks, strict=True), 1):
        pen.text(sheet, (row, column), text, look)
        heights.append(height(sheet, (column, column), text, look.size))
    sheet.row_dimensions[row].height = max(heights)
