"""The tables that only the closing report has, held against the csv files of all months."""

from collections.abc import Iterator, Sequence

from tests.readback.figures import Month, shown
from tests.readback.page import Document, Table

_WORDS = ("按时", "退回后补正", "迟报", "退回未补正", "未报送")


def closing_faults(document: Document, months: Sequence[Month]) -> Iterator[str]:
    """What in the tables by month, of what is left and of reporting is not as published. The last month is its own."""
    own = months[-1]
    tables = {t[0][0]: t for t in document.tables if "应报" not in t[0]}
    yield from _series(tables["截至"], months)
    for table in document.tables:
        heads = table[0]
        columns = {c["head"]: c["value"] for c in own.schemas.closing["left_table"]["columns"]}
        if heads[:2] == ["行业领域", "牵头单位"] and set(columns) <= set(heads):
            yield from _left(table, columns, own)
        if "应报" in heads:
            yield from _discipline(table)


def _series(table: Table, months: Sequence[Month]) -> Iterator[str]:
    """A row a month, in the columns that are declared."""
    schemas = months[-1].schemas
    columns = schemas.closing["series_table"]["columns"]
    for row in table[1:]:
        number = int(row[0].partition("月")[0])
        for month in (m for m in months if int(m.name[-2:]) == number):
            parts = month.column("value")
            wanted = [shown(c["value"], parts, schemas) for c in columns]
            counted = month.manifest["coverage"]
            wanted.append(f"{counted['accepted']}/{counted['expected']}")
            if row[1:] != wanted:
                yield f"各月表 {row[0]}：应为{wanted}，是{row[1:]}"
    if len(table) - 1 != len(schemas.months):
        yield f"各月表：应有{len(schemas.months)}行"


def _left(table: Table, columns: dict[str, str], month: Month) -> Iterator[str]:
    """A row for each sector that has something left or did not say; the others have none."""
    schemas = month.schemas
    wanted = {}
    for sector, name in schemas.sectors.items():
        cells = [shown(v, month.by_sector.get(sector, {}), schemas) for v in columns.values()]
        if set(cells) != {"0"}:
            wanted[name] = cells
    wanted["合计"] = [shown(v, month.column("value"), schemas) for v in columns.values()]
    found = {row[0]: row[2:] for row in table[1:]}
    if found != wanted:
        yield f"未整改表：应为{wanted}，是{found}"


def _discipline(table: Table) -> Iterator[str]:
    """Every row adds up, and so does every column."""
    words = [table[0].index(w) for w in _WORDS]
    expected = table[0].index("应报")
    for row in table[1:]:
        if int(row[expected]) != sum(int(row[w]) for w in words):
            yield f"报送情况表 {row[0]}：各项相加不是应报数"
    for column in (expected, *words):
        if int(table[-1][column]) != sum(int(row[column]) for row in table[1:-1]):
            yield f"报送情况表 {table[0][column]}：各行相加不是合计"
