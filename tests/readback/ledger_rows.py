"""隐患台账.xlsx read back: every row of it is what stands in the cells that it names, column by column."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.readback.workbooks import Place, Value, Workbook, read_again, read_workbook

INSIDE, PUBLIC = "file", "public_file"


def ledger_faults(root: Path, period: str) -> Iterator[str]:
    """What in the workbook is not in the workbooks of the inbox; nothing where there is none."""
    path = root / "schemas/ledger_book.toml"
    plan = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    folder = root / "outbox" / period
    if not plan or not (folder / plan["book"][INSIDE]).exists():
        return
    declared = tomllib.loads((root / "schemas/ledger.toml").read_text("utf-8"))
    title = next(s["title"] for s in plan["sheet"] if s["kind"] == "all")
    book = read_again((folder / plan["book"][INSIDE]).read_bytes())
    places = [plan["columns"][n]["label"] for n in ("file", "sheet", "cell")]
    kept = {c["label"] for c in declared["columns"].values() if c["kind"] != "sector"}
    rows = list(table(book.sheets[title], places[0]))
    for row in rows:
        file, sheet, cell = (str(row[p]) for p in places)
        source = _workbook(root / file).sheets[sheet]
        told = _row(source, int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), kept)
        shown = {k: v for k, v in row.items() if k in kept}
        if told != shown:
            yield f"{title}：{file} {sheet} {cell}：应为{told}，是{shown}"
    public = read_again((folder / plan["book"][PUBLIC]).read_bytes())
    personal = [c["label"] for c in declared["columns"].values() if c.get("personal")]
    names = {v for row in rows for k, v in row.items() if k in personal and len(str(v)) > 3}
    texts = {v for cells in public.sheets.values() for v in cells.values()}
    yield from (f"公开版里有“{name}”" for name in sorted(map(str, names & texts)))


def table(cells: dict[Place, Value], head: str) -> Iterator[dict[str, Value]]:
    """The rows below the row in which a heading stands, by heading."""
    top = next((row for (row, _), value in cells.items() if value == head), 0)
    heads = {column: str(v) for (row, column), v in cells.items() if row == top}
    rows: dict[int, dict[str, Value]] = {}
    for (row, column), value in cells.items():
        own = rows.setdefault(row, {})
        if column in heads:
            own[heads[column]] = value
    yield from (rows[number] for number in sorted(rows) if number > top)


def _row(cells: dict[Place, Value], number: int, labels: set[str]) -> dict[str, Value]:
    """A row of a ledger as it came in, by the labels that stand above it."""
    heads = {c: str(v) for (row, c), v in cells.items() if row < number and v in labels}
    return {heads[c]: v for (row, c), v in cells.items() if row == number and c in heads}


@cache
def _workbook(path: Path) -> Workbook:
    return read_workbook(path.read_bytes())
