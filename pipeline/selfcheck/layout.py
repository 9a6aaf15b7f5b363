"""Gives every sheet and every cell of a form its row on the hidden sheet of the self-check."""

from collections.abc import Mapping

from pipeline.books.references import column_letters, position
from pipeline.drawing.filling_notes import prefilled_headings
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.period import Period
from pipeline.model.roster import Unit
from pipeline.selfcheck.places import TOP, Scene, SheetBlock

_WIDTH, _HEIGHT = 52, 300


def lay_out(
    declared: Declarations,
    unit: Unit,
    period: Period,
    cells: Mapping[str, str],
    earlier: Mapping[str, Earlier],
) -> Scene:
    """A unit's form. cells: of the form's template, by name. earlier: what its sheets had before, by sheet id."""
    rows_of_one = len(declared.form.indicators) + len(declared.form.headings) + 1  # one stays empty
    first = TOP + len(unit.sectors) + 1
    blocks = []
    for at, sector in enumerate(unit.sectors):
        rows = TOP + at, first + at * rows_of_one
        blocks.append(_block(declared, sector, period, cells, earlier.get(sector), rows))
    prefilled = {s: prefilled_headings(declared, s, period) for s in unit.sectors}
    return Scene(declared, period, tuple(blocks), prefilled)


def _block(
    declared: Declarations,
    sector: str,
    period: Period,
    cells: Mapping[str, str],
    before: Earlier | None,
    rows: tuple[int, int],
) -> SheetBlock:
    form = declared.form
    asked = [i.id for i in form.indicators.values() if declared.roster.asks(i, sector)]
    return SheetBlock(
        sector=sector,
        title=declared.roster.sheets[sector].title,
        row=rows[0],
        first=rows[1],
        asked=tuple(asked),
        others=tuple(i for i in form.indicators if i not in asked),
        headings=tuple(form.headings),
        cells=cells,
        before=before,
        gap=len(before.period.until(period)) - 1 if before else 0,
        reach=_reach(cells),
    )


def _reach(cells: Mapping[str, str]) -> str:
    """At least twice as high and wide as the form."""
    rows, columns = zip(*map(position, cells.values()), strict=True)
    last = column_letters(max(_WIDTH, 2 * max(columns))), max(_HEIGHT, 2 * max(rows))
    return f"$A$1:${last[0]}${last[1]}"
