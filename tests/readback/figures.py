"""figures.csv and totals.csv as numbers, and what can be worked out of them."""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.readback.declared import Schemas

NOT_REPORTED, NOTHING = "未报", "—"
Parts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Month:
    """What was published for a month. totals: rows of totals.csv by indicator; rows: those of figures.csv."""

    name: str
    schemas: Schemas
    totals: Mapping[str, Mapping[str, str]]
    rows: tuple[Mapping[str, str], ...]
    manifest: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path, schemas: Schemas) -> "Month":
        rows = tuple(_rows(folder / "figures.csv"))
        totals = {r["indicator"]: r for r in _rows(folder / "totals.csv")}
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return cls(manifest["period"], schemas, totals, rows, manifest)

    def reported(self, who: str, level: str = "sector") -> dict[str, str]:
        """The values of a sector or, at the other levels, of a unit, as they were written."""
        column = "sector" if level == "sector" else "unit"
        found = (r for r in self.rows if (r["level"] == "sector") == (level == "sector"))
        return {r["indicator"]: r["value"] for r in found if r[column] == who}

    @cached_property
    def by_sector(self) -> dict[str, dict[str, Decimal]]:
        """The numbers of every sector that reported."""
        found = {s: numbers(self.reported(s)) for s in self.schemas.sectors}
        return {s: parts for s, parts in found.items() if parts}

    @cached_property
    def sums(self) -> dict[str, Decimal]:
        """All that figures.csv adds up to, whatever totals.csv says."""
        added: dict[str, Decimal] = {}
        for row in self.rows:
            for name, value in numbers({row["indicator"]: row["value"]}).items():
                added[name] = added.get(name, Decimal(0)) + value
        return added

    def column(self, name: str) -> dict[str, Decimal]:
        """value, previous or change of every indicator that has one."""
        return numbers({i: row[name] for i, row in self.totals.items()})

    @property
    def accepted(self) -> int:
        return int(self.manifest["coverage"]["accepted"])


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def numbers(texts: Mapping[str, str]) -> dict[str, Decimal]:
    """The texts that are numbers; a yes, a word and an empty one are none."""
    return {k: Decimal(v) for k, v in texts.items() if re.fullmatch(r"-?[0-9.]+", v)}


def amount(value: str, parts: Parts, schemas: Schemas) -> Decimal | None:
    """An indicator or a measure out of some values, of a rate the part; None where something lacks."""
    planned = schemas.measures.get(value)
    if planned is None:
        return parts.get(value)
    names = [*planned["sum"], *planned.get("less", ()), *planned.get("over", ())]
    if any(n not in parts for n in names):
        return None
    return sum((parts[n] for n in planned["sum"]), Decimal(0)) - sum(
        parts[n] for n in planned.get("less", ())
    )


def rate(value: str, parts: Parts, schemas: Schemas) -> Decimal | None:
    """A rate in percent, exactly; None where there is nothing to be a rate of."""
    part = amount(value, parts, schemas)
    whole = sum(parts.get(n, Decimal(0)) for n in schemas.measures[value]["over"])
    return part * 100 / whole if part is not None and whole else None


def shown(value: str, parts: Parts, schemas: Schemas) -> str:
    """A figure as every form of a paper must print it."""
    found = amount(value, parts, schemas)
    if found is None:
        return NOT_REPORTED
    if not is_rate(value, schemas):
        return plain(found)
    exact = rate(value, parts, schemas)
    return NOTHING if exact is None else f"{percent(exact)}%"


def percent(exact: Decimal) -> Decimal:
    """With one decimal; only all is 100.0 and only nothing 0.0."""
    rounded = exact.quantize(Decimal("0.1"), "ROUND_HALF_UP")
    inside = min(max(rounded, Decimal("0.1")), Decimal("99.9"))
    return inside if 0 < exact < 100 else rounded


def is_rate(value: str, schemas: Schemas) -> bool:
    return bool(schemas.measures.get(value, {}).get("over"))


def plain(number: Decimal) -> str:
    """With its own digits alone."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
