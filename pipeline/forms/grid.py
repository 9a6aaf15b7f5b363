"""The official grid of a form: sections, numbers, labels and value cells, from the declarations."""

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import HEI, Look, height, line_height, put
from pipeline.model.form import Form
from pipeline.model.record import record

Rows = tuple[int, int]


@record
class Half:
    """The columns of one half of the grid; label and caption are one where no item is split."""

    number: int
    label: int
    caption: int
    value: int


@record
class Layout:
    """The grid's columns and sizes. split: a shared item has a row and a cell for each value."""

    halves: tuple[Half, Half]
    split: bool
    size: float
    least_height: float


@record
class _Item:
    """An item as it is drawn: value cells, each with its indicators and, if several, a caption."""

    number: str
    label: str
    entries: tuple[tuple[str | None, tuple[str, ...]], ...]


def draw_grid(sheet: Worksheet, form: Form, top: int, layout: Layout) -> tuple[int, dict[str, str]]:
    """Draw all sections from a row on; the row below the grid, and each indicator's cell."""
    cells: dict[str, str] = {}
    for section in form.sections:
        first = top
        for left, right in form.official_rows(section):
            pair = _item(form, left, layout.split), _item(form, right, layout.split)
            top = _draw_pair(sheet, top, layout, pair, cells)
        if top > first:
            put(sheet, (first, 1, top - 1, 1), section.label, Look(layout.size, HEI))
    return top, cells


def _item(form: Form, item: str | None, split: bool) -> _Item | None:
    if item is None:
        return None
    group = form.by_item[item]
    if split and len(group) > 1:
        entries: tuple[tuple[str | None, tuple[str, ...]], ...] = tuple(
            (i.label, (i.id,)) for i in group
        )
    else:
        entries = ((None, tuple(i.id for i in group)),)
    return _Item(item.partition("-")[2], form.item_label(item), entries)


def _draw_pair(
    sheet: Worksheet,
    top: int,
    layout: Layout,
    pair: tuple[_Item | None, _Item | None],
    cells: dict[str, str],
) -> int:
    """One official row, as many rows deep as the item with most values; the row below it."""
    depth = max(len(item.entries) for item in pair if item)
    rows = (top, top + depth - 1)
    for row in range(top, top + depth):
        sheet.row_dimensions[row].height = layout.least_height
    for half, item in zip(layout.halves, pair, strict=True):
        if item:
            _draw_item(sheet, rows, layout, half, item, cells)
        else:
            for left, right in ((half.number,) * 2, (half.label, half.caption), (half.value,) * 2):
                put(sheet, (rows[0], left, rows[1], right), None, Look(layout.size))
    return top + depth


def _draw_item(
    sheet: Worksheet, rows: Rows, layout: Layout, half: Half, item: _Item, cells: dict[str, str]
) -> None:
    number = int(item.number) if item.number.isdecimal() else item.number
    put(sheet, (rows[0], half.number, rows[1], half.number), number, Look(layout.size))
    captioned = item.entries[0][0] is not None
    label = (half.label, half.caption - captioned)
    put(sheet, (rows[0], label[0], rows[1], label[1]), item.label, Look(layout.size, across="left"))
    _raise_rows(sheet, rows, height(sheet, label, item.label, layout.size))
    for (caption, indicators), (first, last) in zip(
        item.entries, _shares(rows, len(item.entries)), strict=True
    ):
        if caption is not None:
            _caption(sheet, (first, last), half.caption, caption, layout.size - 1)
        ref = put(sheet, (first, half.value, last, half.value), None, Look(unlocked=layout.split))
        cells |= dict.fromkeys(indicators, ref)
        if len(indicators) > 1:  # 3400次，13100.25万元 breaks around its numbers
            _raise_rows(sheet, rows, line_height(3, Look().size))


def _caption(sheet: Worksheet, rows: Rows, column: int, text: str, size: float) -> None:
    """What one of several values of an item is."""
    put(sheet, (rows[0], column, rows[1], column), text, Look(size, across="left"))
    _raise_rows(sheet, rows, height(sheet, (column, column), text, size))


def _shares(rows: Rows, count: int) -> list[Rows]:
    """Rows shared out: one to each, and to the last one all that are left."""
    starts = [rows[0] + n for n in range(count)]
    return list(zip(starts, [*(s - 1 for s in starts[1:]), rows[1]], strict=True))


def _raise_rows(sheet: Worksheet, rows: Rows, points: float) -> None:
    """Make rows together at least so high."""
    depth = rows[1] - rows[0] + 1
    for row in range(rows[0], rows[1] + 1):
        dimension = sheet.row_dimensions[row]
        dimension.height = round(max(dimension.height or 0, points / depth), 1)
