"""figures.csv and totals.csv: the published figures as plain tables, and where each came from."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from pipeline.model.released import Release
from pipeline.wording import is_formula, show

_BOM = b"\xef\xbb\xbf"  # so that Excel reads UTF-8


def figures_csv(release: Release) -> bytes:
    """One row an accepted value, in the order of the form and of the roster."""
    heads = ("period", "indicator", "level", "sector", "unit", "value", "file", "sheet", "cell")
    form, order = release.declared.form, list(release.declared.form.indicators)
    values = release.state.values
    places = zip(*(values[c] for c in ("sheet_id", *heads[1:5], *heads[6:])), strict=True)
    by_sector = release.declared.roster.has_sectors
    rows = [
        (
            str(release.month),
            name,
            level if by_sector or level != "sector" else "unit",  # as form.toml calls it
            sector if by_sector else "",
            unit,
            show(form.indicators[name], release.figures[sheet][name]),
            *at,
        )
        for sheet, name, level, sector, unit, *at in places
    ]
    rows.sort(key=lambda row: order.index(row[1]))
    return _csv(heads, rows)


def totals_csv(release: Release) -> bytes:
    """One row an indicator; a value that nobody reported is empty."""
    heads = ("period", "indicator", "label", "value", "previous", "change", "coverage")
    rows = []
    for total in release.totals.values():
        i = total.indicator
        shown = (show(i, v) for v in (total.value, total.previous, total.change))
        rows.append((str(release.month), i.id, i.label, *shown, total.coverage))
    return _csv(heads, rows)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return _BOM + out.getvalue().encode("utf-8")


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; figures, which may begin with a minus, are our own."""
    is_figure = re.fullmatch("-[0-9.]+", text)
    return f"'{text}" if is_formula(text) and not is_figure else text
