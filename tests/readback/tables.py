"""The tables of a paper, held against the two csv files, cell by cell."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from tests.readback.figures import NOT_REPORTED, NOTHING, Month, plain, shown
from tests.readback.page import Document, Row, Table

_ABSENT = {"returned": "退回未补正", "missing": "未报送"}
_PRESENT = ("按时", "退回后补正", "迟报")


def table_faults(document: Document, month: Month) -> Iterator[str]:
    """What in the appendix and in the table of sectors is not as published, or that they lack."""
    labels = {_key(r["label"]) for r in month.totals.values()}
    appendix = [t for t in document.tables if labels <= {_key(c) for row in t for c in row}]
    yield from _one(appendix, "附件（全部指标）") or _appendix(appendix[0], month)
    heads = [c["head"] for c in month.schemas.bulletin["sector_table"]["columns"]]
    sectors = [t for t in document.tables if {_key(h) for h in heads} <= set(map(_key, t[0]))]
    yield from _one(sectors, "分行业领域表") or _sectors(sectors[0], month)
    for table in document.tables:
        if "首次收到" in table[0]:
            yield from _times(table, month)
    for key, origin in document.origins.items():
        yield from _origin(key.removeprefix("of-"), origin, month)


def _one(tables: Sequence[Table], name: str) -> list[str]:
    return [] if len(tables) == 1 else [f"{name}：应有1张，有{len(tables)}张"]


def _appendix(table: Table, month: Month) -> Iterator[str]:
    """Rows are found by label, columns by their heads."""
    at = {k: _column(table[0], k) for k in ("序号", "指标", "累计", "上期", "增减", "已报")}
    rows = {_key(row[at["指标"]]): row for row in table[1:]}
    for name, total in month.totals.items():
        row = rows[_key(total["label"])]
        wanted = {
            "序号": month.schemas.indicators[name]["item"],
            "累计": total["value"] or NOT_REPORTED,
            "上期": total["previous"] or NOTHING,
            "增减": _signed(total["change"]) or NOTHING,
            "已报": total["coverage"],
        }
        yield from (
            f"附件 {name} {k}：应为{text}，是{row[at[k]]}"
            for k, text in wanted.items()
            if _figure(row[at[k]]) != text
        )
    if len(rows) != len(month.totals):
        yield f"附件：应有{len(month.totals)}行，有{len(rows)}行"


def _signed(change: str) -> str:
    return f"+{change}" if change and change != "0" and change[0] != "-" else change


def _sectors(table: Table, month: Month) -> Iterator[str]:
    """A row a sector in official order, and one of sums; every cell worked out of figures.csv."""
    schemas = month.schemas
    names = [*schemas.sectors.values(), "合计"]
    if [row[0] for row in table[1:]] != names:
        yield f"分行业领域表：行应为{names}"
        return
    columns = schemas.bulletin["sector_table"]["columns"]
    parts = [*(month.by_sector.get(s, {}) for s in schemas.sectors), month.sums]
    for row, own in zip(table[1:], parts, strict=True):
        for column in columns:
            cell = _figure(row[_column(table[0], column["head"])])
            wanted = shown(column["value"], own, schemas)
            if cell != wanted:
                yield f"分行业领域表 {row[0]} {column['head']}：应为{wanted}，是{cell}"
    yield from _standing(table, month)


def _standing(table: Table, month: Month) -> Iterator[str]:
    """The last column: how each sector stands, and how many are in the sums."""
    coverage, at = month.manifest["coverage"], _column(table[0], "报送情况")
    for row, sector in zip(table[1:], month.schemas.sectors, strict=False):
        wanted = next((w for k, w in _ABSENT.items() if sector in coverage[k]), None)
        if row[at] not in ((wanted,) if wanted else _PRESENT):
            yield f"分行业领域表 {row[0]}：报送情况是{row[at]}"
    on_time = sum(row[at] == "按时" for row in table[1:-1])
    if on_time != coverage["on_time"]:
        yield f"分行业领域表：按时应有{coverage['on_time']}个，有{on_time}个"
    if table[-1][at] != f"{coverage['accepted']}/{coverage['expected']}":
        yield f"分行业领域表 合计：报送情况是{table[-1][at]}"


def _times(table: Table, month: Month) -> Iterator[str]:
    """Every time in the table of reports is one at which a file of that unit came."""
    ids = {name: unit for unit, name in month.schemas.units.items()}
    for row in table[1:]:
        unit = next(ids[cell] for cell in row if cell in ids)
        files = [f for f in month.manifest["files"] if f["unit"] == unit and f["received_at"]]
        came = {_moment(f["received_at"]) for f in files}
        yield from (
            f"报送情况表 {row[0]}：{c}没有收到"
            for c in row
            if "时" in c and "分" in c and c not in came
        )


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def _origin(value: str, origin: Document, month: Month) -> Iterator[str]:
    """Where a total of the page comes from: the rows of figures.csv, or the totals that it is worked out of."""
    if value in month.totals:
        own = [r for r in month.rows if r["indicator"] == value]
        places = (
            (r["value"], f"{r['sheet']}!{r['cell']}", r["file"].rpartition("/")[2]) for r in own
        )
        (table,), total = origin.tables, month.totals[value]
        same = sorted(tuple(row[1:]) for row in table[1:]) == sorted(places)
        item = month.schemas.indicators[value]["item"]
        summed = origin.captions[0].startswith(f"{item} ") and (
            f"合计{total['value']}，已报{total['coverage']}" in origin.captions[0]
        )
    else:
        parts, planned = month.column("value"), month.schemas.measures[value]
        names = [n for k in ("sum", "less", "over") for n in planned.get(k, ())]
        wanted = [shown(value, parts, month.schemas), *(plain(parts[n]) for n in names)]
        text = " ".join(p.partition(planned["name"])[2] for p in origin.paragraphs)
        same = re.findall(r"[0-9][0-9.]*%?", text) == wanted
        summed = True
    if not (same and summed):
        yield f"来源 {value}：与figures.csv不同"


def _column(heads: Row, name: str) -> int:
    """The column whose head holds a name; an exact head before one that only holds it."""
    keys = [_key(h) for h in heads]
    exact = [n for n, k in enumerate(keys) if k == _key(name)]
    return (exact or [n for n, k in enumerate(keys) if _key(name) in k])[0]


def _key(text: str) -> str:
    """Without width and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _figure(text: str) -> str:
    """A printed figure: the true minus is a hyphen in csv."""
    return text.strip().replace("−", "-")
