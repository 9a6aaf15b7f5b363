"""The bulletin's table of the campaign by month, held against the csv files of every month."""

from collections.abc import Iterator, Sequence

from tests.readback.figures import Month, shown
from tests.readback.page import Document


def series_faults(document: Document, months: Sequence[Month]) -> Iterator[str]:
    """What in the table by month is not as published; from the second month on there is one."""
    tables = [t for t in document.tables if t[0][0] == "月份"]
    if len(tables) != (len(months) > 1):
        yield f"各月表：有{len(tables)}张"
    for table in tables:
        wanted = [_row(m) for m in months]
        if table[1:] != wanted:
            yield f"各月表：应为{wanted}，是{table[1:]}"


def _row(month: Month) -> list[str]:
    columns = month.schemas.bulletin["series_table"]["columns"]
    year, number = map(int, month.name.split("-"))
    counted = month.manifest["coverage"]
    figures = [shown(c["value"], month.column("value"), month.schemas) for c in columns]
    return [f"{year}年{number}月", *figures, f"{counted['accepted']}/{counted['expected']}"]
