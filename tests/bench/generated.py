"""An inbox with thousands of workbooks in the shipped form, from as many units, each with its own figures."""

import math
import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.model.month import Month
from tests.bench.figures_of import Figures, faulty, office_figures, sector_figures
from tests.bench.moulds import Mould, mould

ROOT = Path(__file__).parents[2]
JUNE = Month(2023, 6)
RECEIVED = datetime.fromisoformat("2023-06-26T09:20:00+08:00").timestamp()
_PLACEHOLDER = "placeholder", "占位"
_UNITS = re.compile(r"\[units\]\n.*?(?=\n#|\n\[)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reporter:
    """A unit of the generated roster, its one sector, and whether its workbook has an error."""

    id: str
    name: str
    sector: str
    number: int
    faulty: bool = False

    @property
    def path(self) -> str:
        """Where its workbook lies in the inbox."""
        return f"{self.name[:6]}/{self.name}.xlsx"

    @property
    def figures(self) -> Figures:
        """What it reports."""
        figures = sector_figures(self.number)
        return faulty(figures) if self.faulty else figures


def reporters(count: int, sectors: Mapping[str, str], faults: int = 0) -> list[Reporter]:
    """The units of a province or country, one for each sector in every county. sectors: id -> name.

    faults: how many of them, spread evenly, send a workbook with an error.
    """
    named, units = list(sectors.items()), []
    for order in range(count):
        county, (sector, name) = order // len(named) + 1, named[order % len(named)]
        wrong = order * faults // count < (order + 1) * faults // count
        unit = f"c{county:04d}{sector}"
        units.append(Reporter(unit, f"第{county:04d}县{name}专班", sector, order, wrong))
    return units


def make_inbox(root: Path, count: int, faults: int = 0) -> list[Reporter]:
    """A workspace with `count` units' workbooks for June and the office's; the units, as `reporters` gives them."""
    units = reporters(count, _sectors(), faults)
    _write_workspace(root, units)
    for folder in sorted({unit.path.partition("/")[0] for unit in units}):
        (root / "inbox" / folder).mkdir(parents=True)
    _put(root / "inbox" / "综合.xlsx", _moulds()["office"].cast("office", "", office_figures()))
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(partial(_send, root / "inbox", _moulds()), units, chunksize=200):
            pass
    if hasattr(os, "sync"):
        os.sync()  # or the disk is still writing when the first run is timed
    return units


def sums_of(units: Iterable[Reporter]) -> dict[str, float]:
    """Indicator -> what all units that are accepted and the office report together."""
    sums: defaultdict[str, list[float]] = defaultdict(list)
    for figures in (office_figures(), *(unit.figures for unit in units if not unit.faulty)):
        for indicator, value in figures.items():
            sums[indicator].append(value)
    return {indicator: round(math.fsum(values), 4) for indicator, values in sums.items()}


@cache
def _sectors() -> dict[str, str]:
    """Sector id -> name."""
    return {k: s.name for k, s in load_declarations(ROOT).roster.sectors.items()}


@cache
def _moulds() -> dict[str, Mould]:
    """Sector id, or office -> the form of its unit."""
    unit, name = _PLACEHOLDER
    stand_ins = [Reporter(unit + s, name + named, s, 0) for s, named in _sectors().items()]
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as pool:
        _write_workspace(Path(folder), stand_ins)
        declared = load_declarations(Path(folder))
        units = list(declared.roster.units.values())
        make = partial(mould, declared, Path(folder) / "templates", period=JUNE)
        return dict(zip((*_sectors(), "office"), pool.map(make, units), strict=True))


def _write_workspace(root: Path, units: list[Reporter]) -> None:
    """The shipped schemas and templates, with these units in place of the roster's own."""
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, root / name)
    roster = root / "schemas" / "roster.toml"
    lines = [f'{u.id} = {{ name = "{u.name}", sectors = ["{u.sector}"] }}' for u in units]
    text = _UNITS.sub("\n".join(["[units]", *lines, ""]), roster.read_text("utf-8"))
    roster.write_text(f"shared_sectors = true\n{text}", "utf-8")


def _send(inbox: Path, moulds: Mapping[str, Mould], unit: Reporter) -> None:
    data = moulds[unit.sector].cast(unit.id, unit.name, unit.figures)
    _put(inbox / unit.path, data)


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    os.utime(path, (RECEIVED, RECEIVED))
