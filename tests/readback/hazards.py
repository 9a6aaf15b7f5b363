"""The hazards as the units' own workbooks have them: read from the inbox again, for what the papers say of them."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tests.readback.declared import Schemas
from tests.readback.figures import Month
from tests.readback.workbooks import Value, read_workbook

_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Hazard:
    """A row of a ledger. month and cutoff: of the workbook that has it."""

    sector: str
    month: str
    cutoff: date
    values: Mapping[str, str]
    roles: Mapping[str, str]

    def text(self, role: str) -> str:
        return self.values.get(self.roles[role], "")

    def day(self, role: str) -> date | None:
        return date.fromisoformat(self.text(role)) if self.text(role) else None

    @property
    def due(self) -> date | None:
        """The day of an extension counts only with the document that grants it."""
        granted = self.day("extended") if self.text("approval") else None
        return granted or self.day("due")

    @property
    def state(self) -> str:
        for role, state in (("closed", "closed"), ("fixed", "fixed")):
            day = self.day(role)
            if day and day <= self.cutoff:
                return state
        return "open"

    @property
    def late(self) -> int:
        """Days overdue on the cut-off; 0 where it is not."""
        is_late = self.state == "open" and self.due is not None and self.due < self.cutoff
        return (self.cutoff - self.due).days if is_late and self.due else 0


@dataclass(frozen=True)
class Ledgers:
    """What is known of all hazards in a month: of each sector its newest ledger. now: sectors with one now."""

    month: str
    schemas: Schemas
    ledger: Mapping[str, Any]
    plan: Mapping[str, Any]
    known: Mapping[str, tuple[str, tuple[Hazard, ...]]]

    @classmethod
    def load(cls, root: Path, months: Sequence[Month]) -> "Ledgers | None":
        """None without ledgers, and where no workbook brings one; months: up to the one that is read, oldest first."""
        schemas, folder = months[-1].schemas, root / "schemas"
        if not (folder / "ledger.toml").exists():
            return None
        ledger, plan = (
            tomllib.loads((folder / f"{name}.toml").read_text("utf-8-sig"))
            for name in ("ledger", "hazards")
        )
        known: dict[str, tuple[str, tuple[Hazard, ...]]] = {}
        for month in months:
            for sector, rows in _of_month(root, month, ledger):
                known[sector] = month.name, tuple(rows)
        order = [s for s in schemas.sectors if s in known]
        found = cls(months[-1].name, schemas, ledger, plan, {s: known[s] for s in order})
        return found if known else None

    @cached_property
    def all(self) -> list[Hazard]:
        return [h for _, rows in self.known.values() for h in rows]

    @property
    def now(self) -> list[str]:
        return [s for s, (month, _) in self.known.items() if month == self.month]

    @cached_property
    def days(self) -> tuple[date, date, date]:
        """The first and last day of the month's own, and the next cut-off."""
        months, name = self.schemas.months, self.month
        at = months.index(name)
        start = self.schemas.campaign["campaign"]["cumulative_from"]
        since = self.schemas.cutoff(months[at - 1]) + timedelta(days=1) if at else start
        until = self.schemas.cutoff(name)
        return since, until, self.schemas.cutoff(months[at + 1]) if at + 1 < len(months) else until

    def count(self, name: str, rows: Iterable[Hazard] | None = None) -> int:
        return sum(map(self._tests[name], self.all if rows is None else rows))

    @cached_property
    def _tests(self) -> dict[str, Callable[[Hazard], bool]]:
        since, until, ahead = self.days

        def within(day: date | None) -> bool:
            return day is not None and since <= day <= until

        def now(hazard: Hazard) -> bool:
            return hazard.month == self.month

        return {
            "all": lambda _: True,
            "open": lambda h: h.state == "open",
            "fixed": lambda h: h.state != "open",
            "waiting": lambda h: h.state == "fixed",
            "closed": lambda h: h.state == "closed",
            "listed": lambda h: bool(h.text("level")),
            "open_listed": lambda h: bool(h.text("level")) and h.state == "open",
            "newly_listed": lambda h: now(h) and bool(h.text("level")) and within(h.day("listed")),
            "due_now": lambda h: now(h) and within(h.due),
            "due_next": lambda h: h.state == "open" and bool(h.due and until < h.due <= ahead),
            "overdue": lambda h: h.late > 0,
            "listed_overdue": lambda h: bool(h.text("level")) and h.late > 0,
            "fixed_now": lambda h: now(h) and within(h.day("fixed")),
            "closed_now": lambda h: now(h) and within(h.day("closed")),
            "joint": lambda h: bool(h.text("joint")),
        }

    @property
    def listed(self) -> list[Hazard]:
        return [h for h in self.all if h.text("level")]

    @property
    def levels(self) -> list[str]:
        """Those that occur, in the declared order."""
        column = self.ledger["columns"][self.ledger["roles"]["level"]]
        return [x for x in column["choices"] if any(h.text("level") == x for h in self.all)]

    @property
    def overdue(self) -> list[Hazard]:
        return sorted((h for h in self.all if h.late), key=lambda h: -h.late)

    @property
    def codes(self) -> tuple[int, int]:
        """Firms by code, and hazards without one."""
        codes = [h.text("code") for h in self.all]
        return len(set(codes) - {""}), codes.count("")


@lru_cache(maxsize=256)
def _sheet(data: bytes, title: str) -> dict[tuple[int, int], Value]:
    """The cells of a sheet of a workbook; the same workbooks are read again for every form of a paper."""
    return read_workbook(data).sheets.get(title, {})


def _of_month(
    root: Path, month: Month, ledger: Mapping[str, Any]
) -> Iterator[tuple[str, list[Hazard]]]:
    """The rows of each sector that counts from a workbook with a ledger."""
    for file in month.manifest["files"]:
        if file["status"] == "accepted" and file["period"] == month.name:
            cells = _sheet((root / file["path"]).read_bytes(), ledger["ledger"]["sheet"])
            rows = list(_rows(cells, ledger))
            for sector in file["sectors"] if rows else ():
                yield (
                    sector,
                    [
                        _hazard(r, sector, month, ledger)
                        for r in rows
                        if _is_of(r, sector, file, month)
                    ],
                )


def _is_of(row: Mapping[str, Value], sector: str, file: Mapping[str, Any], month: Month) -> bool:
    said = row.get("sector", "")
    return said == month.schemas.sectors[sector] or (not said and len(file["sectors"]) == 1)


def _rows(
    cells: Mapping[tuple[int, int], Value], ledger: Mapping[str, Any]
) -> Iterator[dict[str, Value]]:
    """Every row below the heads in which something stands, by column id."""
    labels = {column["label"]: name for name, column in ledger["columns"].items()}
    heads: dict[int, str] = {}
    for row in sorted({r for r, _ in cells}):
        line = {c: v for (r, c), v in cells.items() if r == row}
        if not heads:
            found = {c: labels[v] for c, v in line.items() if v in labels}
            heads = found if len(found) == len(labels) else {}
        elif values := {heads[c]: v for c, v in line.items() if c in heads}:
            yield values


def _hazard(
    row: Mapping[str, Value], sector: str, month: Month, ledger: Mapping[str, Any]
) -> Hazard:
    kinds = {name: column["kind"] for name, column in ledger["columns"].items()}
    values = {name: _text(value, kinds[name]) for name, value in row.items()}
    cutoff = month.schemas.cutoff(month.name)
    return Hazard(sector, month.name, cutoff, values, ledger["roles"])


def _text(value: Value, kind: str) -> str:
    if kind == "date" and isinstance(value, Decimal):
        return (_EPOCH + timedelta(days=int(value))).isoformat()
    return str(value).strip()
