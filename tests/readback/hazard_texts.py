"""What a paper says of hazards: each number at its words, and every table cell by cell."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.readback.hazards import Hazard, Ledgers
from tests.readback.page import Document, Table

Wanted = tuple[object, ...]
_N = "([0-9]+)"
_OF_THE_MONTH = ("newly_listed", "due_now", "fixed_now", "closed_now")


class HazardText:
    """Takes out of a text what is said of hazards, and finds what is wrong in it."""

    def __init__(self, ledgers: Ledgers) -> None:
        self._of = ledgers
        self._known = [(re.compile(pattern), wanted) for pattern, wanted in self._clauses()]

    def without(self, text: str) -> tuple[str, list[str]]:
        """A text (NFKC) without its clauses about hazards, and what is wrong in them."""
        faults: list[str] = []
        for pattern, wanted in self._known:
            for found in pattern.finditer(text):
                right = tuple(None if x is None else str(x) for x in wanted(found))
                if found.groups() != right:
                    faults.append(f"“{found[0]}”应为{right}")
            text = pattern.sub("", text)
        return text, faults

    def _clauses(self) -> Iterator[tuple[str, Callable[[re.Match[str]], Wanted]]]:
        """A pattern each, and what its groups must be."""
        o = self._of
        listed = {
            n: o.count(n, o.listed)
            for n in ("open", "fixed", "closed", "overdue", "closed_now", "joint")
        }
        due = [h for h in o.all if o.count("due_now", [h])]
        longest = o.overdue[0].late if o.overdue else 0
        levels = "、".join(f"{x}{sum(h.text('level') == x for h in o.all)}个" for x in o.levels)
        start = o.schemas.campaign["campaign"]["cumulative_from"]
        early = sum(bool(h.day("found") and str(h.day("found")) < str(start)) for h in o.all)

        def fixed(*numbers: object) -> Callable[[re.Match[str]], Wanted]:
            return lambda _: numbers

        def counted(*names: str) -> Callable[[re.Match[str]], Wanted]:
            return fixed(*map(o.count, names))

        late_listed = listed["overdue"] or None
        yield f"{_N}个行业领域报送隐患台账", fixed(len(o.now))
        yield (
            f"{_N}家\\(按统一社会信用代码去重(?:,另有{_N}个隐患未登记代码,不在企业数内)?",
            fixed(o.codes[0], o.codes[1] or None),
        )
        yield f"台账登记重大事故隐患{_N}个", counted("all")
        yield (
            f"其中未整改{_N}个、已整改待销号{_N}个、已销号{_N}个",
            counted("open", "waiting", "closed"),
        )
        yield f"登记的隐患中有{_N}个是行动开始前发现的", fixed(early)
        yield (
            f"([^。;]+?)(?:没有本期台账,按截至|最近的台账截至){_N}月{_N}日(?:的台账计|,登记){_N}个",
            self._older,
        )
        yield (
            f"台账登记挂牌督办{_N}个\\(([^()]*)\\),其中未整改{_N}个(?:\\(逾期{_N}个\\))?",
            fixed(o.count("listed"), levels, listed["open"], late_listed),
        )
        yield (
            f"新挂牌{_N}个、销号{_N}个;挂牌督办的隐患中涉及其他部门{_N}个",
            fixed(o.count("newly_listed"), listed["closed_now"], listed["joint"]),
        )
        done = o.count("fixed", due) if due else None
        yield (
            f"整改到期{_N}个(?:,其中已整改{_N}个)?;整改完成{_N}个,销号{_N}个",
            fixed(len(due), done, o.count("fixed_now"), o.count("closed_now")),
        )
        sectors = len({h.sector for h in o.overdue})
        yield (
            f"逾期未整改{_N}个,(?:涉及{_N}个领域,最长的)?已逾期{_N}天",
            fixed(len(o.overdue), sectors if len(o.overdue) > 1 else None, longest),
        )
        yield f"前还有{_N}个到期", counted("due_next")
        yield (
            f"(\\w+)领域台账登记的重大事故隐患有{_N}个逾期未整改(?:\\(其中挂牌督办{_N}个\\))?,逾期(?:{_N}至)?{_N}天",
            self._blamed,
        )
        # the closing report
        yield (
            f"已整改{_N}个,其中已销号{_N}个,未整改{_N}个(?:\\(逾期{_N}个\\))?。其中挂牌督办{_N}个\\(([^()]*)\\),"
            f"已整改{_N}个,已销号{_N}个,尚未销号{_N}个",
            fixed(
                *(
                    o.count("fixed"),
                    o.count("closed"),
                    o.count("open"),
                    len(o.overdue) or None,
                    o.count("listed"),
                ),
                *(levels, listed["fixed"], listed["closed"], o.count("listed") - listed["closed"]),
            ),
        )
        yield f"挂牌督办隐患尚有{_N}个没有销号", fixed(o.count("listed") - listed["closed"])

    def _older(self, found: re.Match[str]) -> Wanted:
        names = {v: k for k, v in self._of.schemas.sectors.items()}
        sectors = [names.get(x, "") for x in found[1].split("、")]
        rows = [h for s in sectors for h in self._of.known.get(s, ("", ()))[1]]
        days = {h.cutoff for h in rows if h.month != self._of.month}
        return (
            found[1],
            *((d.month, d.day) if len(days) == 1 and (d := min(days)) else ("?", "?")),
            len(rows),
        )

    def _blamed(self, found: re.Match[str]) -> Wanted:
        names = {v: k for k, v in self._of.schemas.sectors.items()}
        rows = [h for h in self._of.overdue if h.sector == names.get(found[1])]
        listed = sum(bool(h.text("level")) for h in rows) or None
        days = [h.late for h in rows] or [0]
        least = min(days) if min(days) < max(days) else None
        return found[1], len(rows), listed, least, max(days)


def hazard_table_faults(document: Document, ledgers: Ledgers, *, closing: bool) -> Iterator[str]:
    """Each table that the plan declares, where there is something to be in it."""
    plan = ledgers.plan
    if closing:
        left = [h for h in ledgers.listed if h.state != "closed"]
        wanted = [
            _sectors("closing_table", ledgers),
            *([_list("left_table", left, ledgers)] if left else []),
        ]
    else:
        wanted = [_sectors("sectors_table", ledgers)]
        wanted += [_levels(ledgers)] if ledgers.listed else []
        wanted += [_list("overdue_table", ledgers.overdue, ledgers)] if ledgers.overdue else []
    for table in wanted:
        if [t for t in document.tables if t[0] == table[0]] != [table]:
            yield f"隐患表{table[0][:2]}应为{table[1:]}，是{[t for t in document.tables if t[0] == table[0]]}"
    if plan["names"] == "public":
        yield from _names(document, ledgers)


def _names(document: Document, ledgers: Ledgers) -> Iterator[str]:
    """No value of a personal column, of four characters and more, stands anywhere."""
    private = [n for n, c in ledgers.ledger["columns"].items() if c.get("personal")]
    values = {h.values.get(n, "") for h in ledgers.all for n in private}
    said = "\n".join(
        [*document.paragraphs, *(c for t in document.tables for row in t for c in row)]
    )
    words = sorted((*ledgers.plan["masking"]["posts"], *ledgers.plan["masking"]["bodies"]), key=len)
    for value in sorted(v for v in values if len(v) >= 4 and v in said):
        rest = value
        for word in reversed(words):
            rest = rest.replace(word, "")
        if rest:  # posts alone name nobody
            yield f"有不公开的内容：{value}"


def _heads(name: str, ledgers: Ledgers) -> list[dict[str, str]]:
    plan: Mapping[str, Any] = ledgers.plan[name]
    columns: list[dict[str, str]] = plan["columns"]
    if ledgers.plan["names"] == "internal" and "internal_columns" in plan:
        columns = plan["internal_columns"]
    return columns


def _sectors(name: str, ledgers: Ledgers) -> Table:
    columns = _heads(name, ledgers)
    table = [["行业领域", *(c["head"] for c in columns), ledgers.plan["as_of"]]]
    for sector, title in ledgers.schemas.sectors.items():
        month, rows = ledgers.known.get(sector, ("", ()))
        cells = [str(ledgers.count(c["value"], rows)) if month else "未报" for c in columns]
        if month and month != ledgers.month:
            old = [c["value"] in _OF_THE_MONTH for c in columns]
            cells = ["—" if is_old else x for is_old, x in zip(old, cells, strict=True)]
        table.append([title, *cells, _month(month) if month else "—"])
    sums = [str(ledgers.count(c["value"])) for c in columns]
    table.append(["合计", *sums, f"{len(ledgers.now)}/{len(ledgers.schemas.sectors)}"])
    return table


def _levels(ledgers: Ledgers) -> Table:
    columns = _heads("levels_table", ledgers)
    label = ledgers.ledger["columns"][ledgers.ledger["roles"]["level"]]["label"]
    groups = {x: [h for h in ledgers.all if h.text("level") == x] for x in ledgers.levels}
    groups["合计"] = ledgers.listed
    rows = [
        [x, *(str(ledgers.count(c["value"], own)) for c in columns)] for x, own in groups.items()
    ]
    return [[label, *(c["head"] for c in columns)], *rows]


def _list(name: str, hazards: list[Hazard], ledgers: Ledgers) -> Table:
    columns = _heads(name, ledgers)
    shown = hazards[: ledgers.plan[name]["most"]]
    rows = [[_cell(c["value"], h, ledgers) for c in columns] for h in shown]
    return [[c["head"] for c in columns], *rows]


def _cell(value: str, hazard: Hazard, ledgers: Ledgers) -> str:
    due = hazard.due
    told = {
        "sector_name": ledgers.schemas.sectors[hazard.sector],
        "due_day": f"{due.month}月{due.day}日" if due else "",
        "days_overdue": str(hazard.late or ""),
        "state": ledgers.plan["states"][hazard.state],
        "as_of": _month(hazard.month),
    }
    return told.get(value, hazard.values.get(value, "")) or "—"


def _month(name: str) -> str:
    return f"{int(name[-2:])}月"
