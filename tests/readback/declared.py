"""What the schemas declare, as far as the second program has to know it: read with tomllib, and never checked."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Schemas:
    """The files of schemas/."""

    form: Mapping[str, Any]
    roster: Mapping[str, Any]
    campaign: Mapping[str, Any]
    bulletin: Mapping[str, Any]
    rules: Mapping[str, Any]
    closing: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> "Schemas":
        names = ("form", "roster", "campaign", "bulletin", "rules", "closing")
        return cls(*(tomllib.loads((folder / f"{n}.toml").read_text("utf-8-sig")) for n in names))

    @property
    def indicators(self) -> Mapping[str, Any]:
        return dict(self.form["indicators"])

    @property
    def measures(self) -> Mapping[str, Any]:
        return dict(self.form["measures"])

    @cached_property
    def sectors(self) -> dict[str, str]:
        """Id -> name, in official order."""
        return {k: s["name"] for k, s in self.roster["sectors"].items()}

    @cached_property
    def units(self) -> dict[str, str]:
        """Id -> name, the office last."""
        office = self.roster["office"]
        return {k: u["name"] for k, u in self.roster["units"].items()} | {
            office["id"]: office["name"]
        }

    def shown(self, value: str) -> Mapping[str, Any]:
        """An indicator or a measure."""
        return self.measures.get(value) or self.indicators[value]

    @cached_property
    def months(self) -> list[str]:
        """All months of the campaign: 2023-06, …"""
        first, last = (self.campaign["campaign"][k] for k in ("first_month", "last_month"))
        months = [first]
        while months[-1] < last:
            year, month = map(int, months[-1].split("-"))
            months.append(f"{year + month // 12}-{month % 12 + 1:02d}")
        return months

    def cutoff(self, month: str) -> date:
        """The due day of a month."""
        year, number = map(int, month.split("-"))
        after = date(year + number // 12, number % 12 + 1, 1)
        last = (after - timedelta(days=1)).day
        return date(year, number, min(self.campaign["campaign"]["due_day"], last))

    @cached_property
    def dates(self) -> set[date]:
        """Every day that the declarations name or imply."""
        head = self.campaign["campaign"]
        days = {v for v in head.values() if isinstance(v, date)}
        for stage in self.campaign["stage"]:
            days |= {stage["from"], stage["to"]}
        for month in self.months:
            due = self.cutoff(month)
            days |= {due, due + timedelta(days=1), due + timedelta(days=head["resubmit_days"])}
        return days

    def phrases(self) -> Iterator[str]:
        """Declared texts that may hold digits which are no figures: titles, demands, captions, names, judgements."""
        yield from _texts(self.campaign)
        yield from _texts(self.bulletin)
        yield from _texts(self.closing)
        for value in (*self.indicators.values(), *self.measures.values()):
            yield from (value["name"], value.get("label", ""))
        for rule in self.rules["rule"]:
            yield from re.split(r"\{\w+\}", rule.get("public", ""))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
