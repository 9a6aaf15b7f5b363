"""What stands in the value cells of the official Annex 2, as texts."""

from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.words.shared_text import shared_text
from pipeline.words.wording import NOT_REPORTED, show


@record
class GridItem:
    """An item of the grid: its number in its section, its label, what stands in its cell."""

    number: str
    label: str
    text: str


@record
class GridSection:
    """A section of the grid. rows: two items side by side, the right one missing where their count is odd."""

    label: str
    rows: tuple[tuple[GridItem, GridItem | None], ...]


def official_grid(release: Release) -> list[GridSection]:
    """Annex 2 as the notice has it, filled with the totals."""
    form = release.declared.form
    rows = {s.label: form.official_rows(s) for s in form.sections}
    return [
        GridSection(
            label, tuple((_item(a, release), _item(b, release) if b else None) for a, b in pairs)
        )
        for label, pairs in rows.items()
        if pairs
    ]


def _item(item: str, release: Release) -> GridItem:
    form = release.declared.form
    if item in form.shared_items:
        values = {i: t.value for i, t in release.totals.items()}
        text = shared_text(form.shared_items[item], form, values)
    else:
        indicator = form.by_item[item][0]
        text = show(indicator, release.totals[indicator.id].value, NOT_REPORTED)
    return GridItem(item.partition("-")[2], form.item_label(item), text)
