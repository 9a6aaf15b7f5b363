"""The table of milestones, worked out once more from milestones.toml and the cells of the office's workbook."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.readback.figures import NOTHING, Month
from tests.readback.page import Document
from tests.readback.workbooks import read_again

_HEADS = ["节点任务", "时限", "应完成（个）", "已完成（个）", "逾期完成", "未完成"]


def milestone_faults(
    document: Document, root: Path, month: Month, *, closing: bool
) -> Iterator[str]:
    """What in the table is not as noted, or that it is not there (or is, where it should not be)."""
    wanted = list(_wanted(root, month, closing=closing))
    found = [t[1:] for t in document.tables if t[0] == _HEADS]
    if found != ([wanted] if wanted else []):
        yield f"节点任务表：应为{wanted}，是{found}"


def _wanted(root: Path, month: Month, *, closing: bool) -> Iterator[list[str]]:
    file = root / "schemas" / "milestones.toml"
    if not file.exists():
        return
    plan = tomllib.loads(file.read_text("utf-8-sig"))
    days = _noted(root, plan, month)
    if days is None:
        return
    on = month.schemas.campaign["campaign"]["final_cutoff"] if closing else _cutoff(month)
    for milestone in plan["milestone"]:
        row = _Row(milestone, _who(milestone, plan, month), days, on)
        if closing or _is_told(row, month):
            yield row.cells


class _Row:
    """A milestone with who owes it; days: what is noted, a date or the word of an explicit nothing."""

    def __init__(
        self, milestone: Any, who: list[str], days: dict[Any, date | str], on: date
    ) -> None:
        self.due: date = milestone["due"]
        noted = {w: days.get((milestone["name"], w)) for w in who}
        asked = {w: d for w, d in noted.items() if not isinstance(d, str)}
        done = {w: d for w, d in asked.items() if d is not None and d <= on}
        late = [f"{w}（{d.month}月{d.day}日）" for w, d in done.items() if d > self.due]
        self.missing = [w for w in asked if w not in done]
        left = "、".join(self.missing) or NOTHING
        if self.missing and self.due >= on:
            left = "未到期"
        day = f"{self.due.month}月{self.due.day}日"
        counts = [str(len(asked)), str(len(done))]
        self.cells = [milestone["name"], day, *counts, "、".join(late) or NOTHING, left]


def _is_told(row: _Row, month: Month) -> bool:
    months, cutoff = month.schemas.months, month.schemas.cutoff
    at = months.index(month.name)
    now = cutoff(month.name)
    if row.due > now:
        stages = month.schemas.campaign["stage"]
        mine = next(s for s in stages if row.due <= s["to"])
        year, number = map(int, month.name.split("-"))
        following = cutoff(f"{year + number // 12}-{number % 12 + 1:02d}")
        return mine["from"] <= now and row.due <= following
    return at == 0 or row.due > cutoff(months[at - 1]) or bool(row.missing)


def _cutoff(month: Month) -> date:
    return month.schemas.cutoff(month.name)


def _who(milestone: Any, plan: Any, month: Month) -> list[str]:
    office = month.schemas.roster["office"]["id"]
    names = {**month.schemas.units, **{k: f["name"] for k, f in plan["filers"].items()}}
    lead = [u for u in month.schemas.units if u != office]
    ids = [i for w in milestone["who"] for i in (lead if w == "lead" else [w])]
    return [names[i] for i in ids]


def _noted(root: Path, plan: Any, month: Month) -> dict[Any, date | str] | None:
    """(milestone, who) -> day, or the word of an explicit nothing; None where there is no workbook."""
    head = plan["workbook"]
    folder = root / "inbox" / ("sample" if month.manifest["sample"] else "")
    path = folder / head["file"]
    if not path.exists():
        return None
    cells = read_again(path.read_bytes()).sheets[head["sheet"]]
    columns = {str(v): column for (_, column), v in cells.items() if v in head["heads"].values()}
    at = {key: columns[text] for key, text in head["heads"].items()}
    days: dict[Any, date | str] = {}
    for row in {row for row, _ in cells}:
        names = tuple(str(cells.get((row, at[k]), "")) for k in ("milestone", "filer"))
        day = cells.get((row, at["day"]))
        if isinstance(day, Decimal):
            days[names] = date(1899, 12, 30) + timedelta(days=int(day))
        elif (row, at["status"]) in cells:
            days[names] = str(cells[row, at["status"]])
    return days
