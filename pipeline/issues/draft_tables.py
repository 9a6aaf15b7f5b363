"""The tables of a final draft held against ours, cell by cell, by the headings of rows and columns."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.issues.final_draft import Rows
from pipeline.model.differing import Difference
from pipeline.papers.blocks import TableBlock
from pipeline.words.figures_in_text import figures, normal
from pipeline.words.wording import inert

_HEADS_WITHIN = 3  # rows from the top among which the headings are looked for
_MOST_ROWS = 2_000
Key = tuple[str, ...]
Cells = Mapping[str, str]


def table_differences(ours: Sequence[TableBlock], theirs: Sequence[Rows]) -> Iterator[Difference]:
    """Every cell whose figures differ, rows and columns that are gone or new; a table that is gone is told once."""
    used: set[int] = set()
    for table in ours:
        found = [
            (n, at) for n, rows in enumerate(theirs) if (at := _heads_at(table, rows)) is not None
        ]
        used |= {n for n, _ in found}
        if not found:
            yield Difference(f"表“{table.caption}”", "整张表", "")
            continue
        yield from _cells(table, [(theirs[n][at], theirs[n][at + 1 :]) for n, at in found])
    for n, rows in enumerate(theirs):
        figure = next((c for row in rows for c in row if figures(normal(c))), "")
        if n not in used and figure:
            heads = "、".join(inert(c, 12) for c in rows[0][:4])
            yield Difference(f"新增的表（{heads}）", "", f"{inert(figure, 20)}等数")


def _heads_at(table: TableBlock, rows: Rows) -> int | None:
    """The row in which most of a table's headings stand, with that of its rows; None where there is none."""
    first, wanted = normal(table.heads[0]), set(map(normal, table.heads))
    for n, row in enumerate(rows[:_HEADS_WITHIN]):
        found = wanted & set(map(normal, row))
        if first in found and 2 * len(found) > len(wanted):
            return n
    return None


def _cells(table: TableBlock, parts: Sequence[tuple[Sequence[str], Rows]]) -> Iterator[Difference]:
    """The rows of a table, which the draft may have in several parts."""
    heads = list(map(normal, table.heads))
    width = _key_width(table)
    theirs: dict[Key, Cells] = {}
    missing = {h for names, _ in parts for h in heads if h not in map(normal, names)}
    for names, rows in parts:
        for line in rows[:_MOST_ROWS]:
            cells = dict(zip(map(normal, names), line, strict=False))
            theirs.setdefault(tuple(normal(cells.get(h, "")) for h in heads[:width]), cells)
    for head in (h for h in table.heads if normal(h) in missing):
        yield Difference(f"表“{table.caption}”{head}", "整列", "")
    for row in table.rows:
        where = f"表“{table.caption}”{' '.join(row.cells[:width])}"
        other = theirs.pop(tuple(map(normal, row.cells[:width])), None)
        if other is None:
            yield Difference(where, "整行", "")
        else:
            yield from _row(where, table, row.cells, other, missing)
    for key, others in theirs.items():
        is_heads = key == tuple(heads[:width])  # repeated where the table goes on
        if not is_heads and any(figures(normal(c)) for c in others.values()):
            yield Difference(f"表“{table.caption}”{inert(' '.join(key))}", "", "新增的一行")


def _row(
    where: str, table: TableBlock, ours: Sequence[str], theirs: Cells, missing: set[str]
) -> Iterator[Difference]:
    for head, mine, numeric in zip(table.heads, ours, table.numeric, strict=True):
        if normal(head) in missing:
            continue
        other = theirs.get(normal(head), "")
        if not _same(mine, other, numeric=numeric):
            yield Difference(f"{where}·{head}", mine, inert(other, 20) or "空白")


def _same(one: str, other: str, *, numeric: bool) -> bool:
    """Whether two cells hold the same figures; where figures belong, also 未报 and — are told apart from them."""
    a, b = normal(one), normal(other)
    if numeric:
        return a.lstrip("+") == b.lstrip("+")
    return [f.text for f in figures(a)] == [f.text for f in figures(b)]


def _key_width(table: TableBlock) -> int:
    """By how many of the first cells a row is told from the others."""
    for width in range(1, len(table.heads)):
        if len({r.cells[:width] for r in table.rows}) == len(table.rows):
            return width
    return len(table.heads)
