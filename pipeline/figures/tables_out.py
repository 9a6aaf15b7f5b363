"""figures.csv and totals.csv: the published figures as plain tables, and where each came from."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import repeat

from pipeline.figures.array import as_decimal
from pipeline.figures.by_indicator import ByIndicator
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.words.wording import is_formula, plain, show

_BOM = b"\xef\xbb\xbf"  # so that Excel reads UTF-8
_HEADS = ("period", "indicator", "level", "sector", "unit", "value", "file", "sheet", "cell")


def figures_csv(release: Release) -> Iterator[bytes]:
    """One row an accepted value, in the order of the form and of the roster; an indicator's rows together."""
    yield _csv(_HEADS, [])
    values, period = ByIndicator(release.state.values, _field), str(release.period)
    for indicator in release.declared.form.indicators.values():
        if indicator.id in values:
            columns = _columns(values, indicator, release.declared.roster.has_sectors)
            lines = map(f"{period},{indicator.id},%s,%s,%s,%s,%s,%s,%s\r\n".__mod__, columns)
            yield "".join(lines).encode("utf-8")


def _columns(
    values: ByIndicator, indicator: Indicator, by_sector: bool
) -> Iterator[tuple[str, ...]]:
    """What each row of an indicator says, as it stands in the file."""
    level, texts = indicator.level, partial(values.texts, name=indicator.id)
    told = level if by_sector or level != "sector" else "unit"  # as form.toml calls it
    sectors = texts("sector") if by_sector else repeat("")
    decimals, is_yesno = indicator.kind.decimals, indicator.is_yesno
    shown = (_shown(v, decimals, is_yesno) for v in values.numbers(indicator.id))
    unit, file, sheet, cell = map(texts, ("unit", "file", "sheet", "cell"))
    return zip(repeat(told), sectors, unit, shown, file, sheet, cell, strict=False)


@lru_cache(maxsize=65536)  # most values are small counts
def _shown(value: float, decimals: int, is_yesno: bool) -> str:
    if is_yesno:
        return "是" if value else "否"
    return plain(as_decimal(value, decimals))


def _field(text: str) -> str:
    """A text as a field of a line."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow((_inert(text), ""))
    return out.getvalue().removesuffix(",\r\n")


def totals_csv(release: Release) -> bytes:
    """One row an indicator; a value that nobody reported is empty."""
    heads = ("period", "indicator", "label", "value", "previous", "change", "coverage")
    rows = []
    for total in release.totals.values():
        i = total.indicator
        shown = (show(i, v) for v in (total.value, total.previous, total.change))
        rows.append((str(release.period), i.id, i.label, *shown, total.coverage))
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
