"""附件2.xlsx, held against the two csv files, cell by cell."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from tests.readback.figures import NOT_REPORTED, NOTHING, Month, amount, is_rate, numbers, shown
from tests.readback.workbooks import Value, Workbook

_BY_SECTOR, _BY_UNIT, _SOURCES = "分行业领域", "分单位", "数据来源"


def workbook_faults(book: Workbook, month: Month) -> Iterator[str]:
    """What in the official form, in the sheets behind it and in its charts is not as published."""
    yield from _official(book, month)
    yield from _reported(book, month)
    for title in (_BY_SECTOR, _BY_UNIT):
        yield from _sums(book, title, month)
    yield from _sources(book, month)
    yield from _charts(book, month)


def _official(book: Workbook, month: Month) -> Iterator[str]:
    shared = {s["item"]: s["format"] for s in month.schemas.form.get("shared_item", ())}
    values = {i: row["value"] or NOT_REPORTED for i, row in month.totals.items()}
    for name, indicator in month.schemas.indicators.items():
        wanted = values[name]
        if indicator["item"] in shared:
            wanted = _composite(shared[indicator["item"]], values, month)
        yield from _unequal(f"附件2 {name}", wanted, book.named(f"total_{name}"))
        title, (row, column) = book.names[f"total_{name}"]
        number = indicator["item"].partition("-")[
            2
        ]  # left of the label, which is left of the value
        yield from _unequal(f"附件2 {name} 序号", number, book.sheets[title].get((row, column - 2)))


def _composite(pattern: str, values: dict[str, str], month: Month) -> str:
    """The values of one cell; a missing one without its unit, all missing one word."""
    names = re.findall(r"\{(\w+)\}", pattern)
    if all(values[n] == NOT_REPORTED for n in names):
        return NOT_REPORTED
    for name in names:
        unit = month.schemas.indicators[name]["unit"] if values[name] == NOT_REPORTED else ""
        pattern = pattern.replace(f"{{{name}}}{unit}", values[name])
    return pattern


def _reported(book: Workbook, month: Month) -> Iterator[str]:
    """Every value in the cell of its name; where there is none, no number."""
    for name, indicator in month.schemas.indicators.items():
        is_sector = indicator["level"] == "sector"
        for who in month.schemas.sectors if is_sector else month.schemas.units:
            value = month.reported(who, indicator["level"]).get(name)
            found = book.named(f"{who}_{name}")
            if value is None and not isinstance(found, Decimal):
                continue
            yield from _unequal(f"{who}_{name}", value or NOT_REPORTED, found)


def _sums(book: Workbook, title: str, month: Month) -> Iterator[str]:
    """The column of sums and the one of coverage, by the label of the row."""
    cells = book.sheets[title]
    total, covered = (_column(cells, head) for head in ("合计", "已报"))
    labels = {cells.get((r, 2)): r for r, c in cells if c == 2}
    for name, indicator in month.schemas.indicators.items():
        if (indicator["level"] == "sector") == (title == _BY_SECTOR):
            row, wanted = labels[indicator["label"]], month.totals[name]
            where = f"{title} {name}"
            yield from _unequal(where, wanted["value"] or NOT_REPORTED, cells[row, total])
            yield from _unequal(where, wanted["coverage"], cells[row, covered])


def _column(cells: dict[tuple[int, int], Value], head: str) -> int:
    return next(c for (_, c), v in sorted(cells.items()) if v == head)


def _sources(book: Workbook, month: Month) -> Iterator[str]:
    """Each row of figures.csv is one of the list: label, value, file, sheet, cell."""
    cells = book.sheets[_SOURCES]
    rows = [r for r, c in cells if c == 9 and len(str(cells[r, c])) == 64]
    listed = sorted("|".join(_text(cells[r, c]) for c in (2, 4, 5, 6, 7)) for r in rows)
    labels = {i: x["label"] for i, x in month.schemas.indicators.items()}
    keys = ("value", "file", "sheet", "cell")
    wanted = sorted("|".join((labels[r["indicator"]], *(r[k] for k in keys))) for r in month.rows)
    if listed != wanted:
        yield f"{_SOURCES}：与figures.csv不同：{sorted(set(listed) ^ set(wanted))[:4]}"


def _charts(book: Workbook, month: Month) -> Iterator[str]:
    """Each series of each chart: a figure for every sector that has one, none for the others."""
    planned = [c["bars"] for c in month.schemas.bulletin.get("annex2_chart", ()) if month.accepted]
    if [len(c) for c in book.charts] != [len(bars) for bars in planned]:
        yield f"图：应有{planned}，有{len(book.charts)}张"
        return
    cells = book.sheets[_BY_SECTOR]
    values = [v for bars in planned for v in bars]
    for value, (names, figures) in zip(values, chain(*book.charts), strict=True):
        wanted = _charted(value, month)
        if not _alike(figures, wanted):
            yield f"图 {value}：应为{wanted}，是{figures}"
        for n, (key, sector) in enumerate(month.schemas.sectors.items()):
            lacking = amount(value, month.by_sector.get(key, {}), month.schemas) is None
            if not names[n].startswith(sector) or (lacking and NOT_REPORTED not in names[n]):
                yield f"图 {value}：第{n + 1}个名称是{names[n]}"
        yield from _chart_row(cells, value, month, wanted)


def _charted(value: str, month: Month) -> dict[int, Decimal]:
    texts = [shown(value, month.by_sector.get(s, {}), month.schemas) for s in month.schemas.sectors]
    texts = ["" if t in (NOT_REPORTED, NOTHING) else t for t in texts]
    scale = 100 if is_rate(value, month.schemas) else 1
    return {n: Decimal(t.rstrip("%")) / scale for n, t in enumerate(texts) if t}


def _chart_row(
    cells: dict[tuple[int, int], Value], value: str, month: Month, wanted: dict[int, Decimal]
) -> Iterator[str]:
    """The cells that the series points to, found by their label."""
    planned = month.schemas.shown(value)
    label = (
        planned["name"]
        if is_rate(value, month.schemas)
        else f"{planned['name']}（{planned['unit']}）"
    )
    row = next(r for (r, c), v in cells.items() if c == 2 and v == label)
    figures = {
        n: v
        for n in range(len(month.schemas.sectors))
        if isinstance(v := cells.get((row, 3 + n)), Decimal)
    }
    if not _alike(figures, wanted):
        yield f"图中数据 {value}：应为{wanted}，是{figures}"
    known = sum(amount(value, p, month.schemas) is not None for p in month.by_sector.values())
    after = 3 + len(month.schemas.sectors)
    scale = 100 if is_rate(value, month.schemas) else 1
    summed = numbers({"": shown(value, month.column("value"), month.schemas).rstrip("%")}).get("")
    found = cells.get((row, after))
    if summed is not None and found != summed / scale:
        yield f"图中数据 {value} 合计：应为{summed}，是{found}"
    yield from _unequal(
        f"图中数据 {value} 已报",
        f"{known}/{len(month.schemas.sectors)}",
        cells.get((row, after + 1)),
    )


def _alike(found: dict[int, Decimal], wanted: dict[int, Decimal]) -> bool:
    """Equal but for what a binary number cannot hold."""
    return found.keys() == wanted.keys() and all(
        abs(found[n] - wanted[n]) < Decimal("1e-9") for n in wanted
    )


def _unequal(where: str, wanted: str, found: Value | None) -> Iterator[str]:
    number = numbers({"": wanted}).get("")
    same = found == (wanted if number is None else number)
    if not same:
        yield f"{where}：应为{wanted}，是{found}"


def _text(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value
