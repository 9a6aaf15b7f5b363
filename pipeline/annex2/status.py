"""The sheet behind Annex 2 that shows how every sector and the office stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, partial

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.page import open_sheet, set_up_print
from pipeline.drawing.looks import height, set_widths
from pipeline.drawing.pen import CENTRE, HEAD, LEFT, Pen
from pipeline.drawing.xlsx_rows import PlainRow, PlainRows, plain_cell, side_by_side
from pipeline.figures.totals import last_accepted
from pipeline.ledger.masking import hidden_names, without_names
from pipeline.ledger.names import Names
from pipeline.model.released import Release
from pipeline.model.states import SheetState
from pipeline.words.let_pass import remark_let_pass
from pipeline.words.together import BY_FILE_TIME, HEADS, AlikeSheets, granted, note_below, standings
from pipeline.words.wording import NOTHING, chinese_date, chinese_time, inert, listing

Received = Mapping[str, datetime | None]  # when each file came, by its path

_TITLE = "报送情况"
_HEADS = (*HEADS, "文件", "备注")
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
    received = {f.path: f.received_at for f in release.files}
    names = hidden_names(release)
    found = [_texts(standing, names, release, received) for standing in standings(release)]
    is_long = len(found) > release.declared.bulletin.limits.rows
    if is_long:  # openpyxl takes ten times as long over them
        rows = _StatusRows(pen, sheet, top, len(heads))
        pen.added[_TITLE] = PlainRows(top + 1, len(found), len(heads), map(rows.row, found))
    _draw_head(pen, sheet, top, heads)
    for row, texts in enumerate(() if is_long else found, top + 1):
        _draw_row(pen, sheet, row, texts)
    sheet.freeze_panes = f"A{top + 1}"
    set_up_print(sheet, release, (top, top), len(found) if is_long else 0)


def _draw_head(pen: Pen, sheet: Worksheet, top: int, heads: Sequence[str]) -> None:
    for column, head in enumerate(heads, 1):
        pen.text(sheet, (top, column), head, HEAD)
    sheet.row_dimensions[top].height = _LEAST_HEIGHT


def _subtitle(release: Release) -> str:
    """How many of the sectors stand how, the best first."""
    sectors = release.declared.roster.sectors
    states = [release.state.sheets[s] for s in sectors]
    words = Counter(
        s.word for s in sorted(states, key=lambda s: (_STATES.index(s.state), not s.on_time))
    )
    counts = listing(f"{word}{count}个" for word, count in words.items())
    cutoff = chinese_date(release.declared.campaign.cutoff(release.period))
    return f"截至{cutoff}　应报{len(sectors)}个{release.declared.roster.terms.sector}：{counts}"


def _texts(
    standing: AlikeSheets, names: Names, release: Release, received: Received
) -> tuple[str, ...]:
    state = standing.state
    file = inert(without_names(state.file, names), _LONGEST_PATH) if state.file else NOTHING
    return (
        *standing.who,
        *standing.how,
        file,
        "；".join(filter(None, _remarks(standing, release, received))),
    )


def _remarks(standing: AlikeSheets, release: Release, received: Received) -> tuple[str, ...]:
    """What to mind; some may be empty."""
    state = standing.state
    doubt = BY_FILE_TIME if state.by_file_time else ""
    if state.state == "accepted":
        below = note_below(standing, release)
        passed = remark_let_pass(standing.sheets, release)
        return doubt, granted(state, release), _later(state, received), passed, below
    if doubt:
        return (doubt,)
    last = last_accepted(state.sheet, release.history)
    return (f"上次有效报送：{last.period.chinese}" if last else "此前没有有效报送",)


def _later(state: SheetState, received: Received) -> str:
    """When the file that counts came, where that is not the first valid one, whose time tells if it was in time."""
    counted = received.get(state.file or "")
    if counted is None or state.valid is None or counted <= state.valid:
        return ""
    return f"又重报，采用{chinese_time(counted)}收到的"


class _StatusRows:
    """Makes the rows below the head; what a text needs is worked out once."""

    def __init__(self, pen: Pen, sheet: Worksheet, top: int, columns: int) -> None:
        """Try the looks on the cells of the head, which is written afterwards."""
        looks = (*(CENTRE for _ in range(columns - len(_LOOKS))), *_LOOKS)
        self._sizes = [look.size for look in looks]
        self._styles = [pen.style(sheet, (top, n), look) for n, look in enumerate(looks, 1)]
        self._height = cache(partial(height, sheet))

    def row(self, texts: Sequence[str]) -> PlainRow:
        """A row of texts, as high as the one that needs most."""
        cells = [plain_cell(text, style) for text, style in zip(texts, self._styles, strict=True)]
        each = enumerate(zip(texts, self._sizes, strict=True), 1)
        heights = (self._height((n, n), text, size) for n, (text, size) in each)
        return PlainRow(max(_LEAST_HEIGHT, *heights), side_by_side(cells))


def _draw_row(pen: Pen, sheet: Worksheet, row: int, texts: tuple[str, ...]) -> None:
    heights = [_LEAST_HEIGHT]
    looks = (*(CENTRE for _ in texts[len(_LOOKS) :]), *_LOOKS)
    for column, (text, look) in enumerate(zip(texts, looks, strict=True), 1):
        pen.text(sheet, (row, column), text, look)
        heights.append(height(sheet, (column, column), text, look.size))
    sheet.row_dimensions[row].height = max(heights)
