"""Releases made up by hand: a month as it stands when all is received, without a file being read."""

import random
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from functools import cache

import pandas as pd

from pipeline.declarations import load_declarations
from pipeline.figures.accepted import COLUMNS
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.model.states import FileState, PeriodState, SheetState
from pipeline.releasing.release import build_release
from pipeline.words.periods import parse_period
from tests.support.places import ROOT

_WORDS = {"late": "迟报", "corrected": "退回后补正", "returned": "退回未补正", "missing": "未报送"}
# What a value is a part of, so that made-up figures keep the rules: a share of the whole, rounded down.
_PARTS = {
    "self_fixed": "self_found",
    "dept_fixed": "dept_found",
    "listed_fixed": "listed_total",
    "dual_penalty": "penalty_count",
    "case_crime": "case_total",
    "reward_anon_wan": "reward_wan",
}
_SPREAD = {
    "events": 30,
    "enterprises": 25,
    "visits": 40,
    "persons": 4,
    "money": 20,
    "stock": 30,
    "yesno": 1,
}


@cache
def declared() -> Declarations:
    return load_declarations(ROOT)


@cache
def largest() -> dict[tuple[str, str], float]:
    """The largest plausible value in every cell."""
    return {
        (sheet, i.id): float(i.kind.largest)
        for sheet in declared().roster.sheets
        for i in declared().form.indicators.values()
        if declared().roster.asks(i, sheet)
    }


def make_release(
    month: str = "2023-07",
    missing: Collection[str] = (),
    seed: int = 0,
    *,
    returned: Collection[str] = (),
    late: Collection[str] = (),
    corrected: Collection[str] = (),
    missing_before: Collection[str] = (),
    blank: Collection[tuple[str, str]] = (),
    values: Mapping[tuple[str, str], float] | None = None,
    files: Mapping[str, str] | None = None,
    sample: bool = False,
    declarations: Declarations | None = None,
) -> Release:
    """A month (or a week, 2023-W28) and those before it, from the first on.

    missing, returned, late and corrected name sheets (sector ids, or office) of the month itself, missing_before
    those of the months before. blank lists (sheet, indicator) that were not filled; values sets some of the month;
    files gives a sheet another path.
    """
    known = declarations or declared()
    words = {"missing": missing, "returned": returned, "late": late, "corrected": corrected}
    ways = {sheet: way for way, sheets in words.items() for sheet in sheets}
    history = []
    figures: dict[tuple[str, str], float] = {}
    period = parse_period(month)
    assert period
    for at in known.campaign.schedule(period.kind).first.until(period):
        now = str(at) == month
        figures = _grown(figures, known, random.Random(f"{seed} {at}"))
        shown = {**figures, **(values or {})} if now else figures
        kept = {k: v for k, v in shown.items() if not (now and k in blank)}
        standing = ways if now else dict.fromkeys(missing_before, "missing")
        history.append(_month_state(at, kept, standing, (files or {}) if now else {}, known))
    return build_release(known, _file_states(history[-1], known), history, sample)


def _grown(
    before: Mapping[tuple[str, str], float], known: Declarations, dice: random.Random
) -> dict[tuple[str, str], float]:
    """Cumulative figures a month later: nothing falls, parts stay within their wholes."""
    figures: dict[tuple[str, str], float] = {}
    for sheet in known.roster.sheets:
        for indicator in known.form.indicators.values():
            if known.roster.asks(indicator, sheet):
                key = sheet, indicator.id
                figures[key] = _next(indicator, sheet, before.get(key, 0.0), figures, dice)
    return figures


def _next(
    indicator: Indicator,
    sheet: str,
    before: float,
    figures: Mapping[tuple[str, str], float],
    dice: random.Random,
) -> float:
    whole = figures.get((sheet, _PARTS.get(indicator.id, "")))
    if indicator.is_yesno:
        return float(dice.random() < 0.5 or before)
    if whole is not None:
        return max(before, _rounded(indicator, whole * dice.uniform(0.6, 1.0)))
    if indicator.is_stock:
        return float(dice.randint(3, _SPREAD["stock"]))
    if indicator.kind.id == "money":
        return _rounded(indicator, before + dice.randint(1, 20 * _SPREAD["money"]) / 20)
    if indicator.kind.id == "enterprises" and indicator.id != "checked_ent":
        return before + dice.randint(0, 3)
    return before + dice.randint(1, _SPREAD.get(indicator.kind.id, 9))


def _rounded(indicator: Indicator, value: float) -> float:
    """Down to tenths of a ten-thousand for money, else to whole numbers."""
    return int(value * 10) / 10 if indicator.kind.decimals else float(int(value))


def _month_state(
    month: Period,
    figures: Mapping[tuple[str, str], float],
    ways: Mapping[str, str],
    files: Mapping[str, str],
    known: Declarations,
) -> PeriodState:
    sheets, rows = {}, []
    for number, sheet in enumerate(known.roster.sheets):
        unit = known.roster.units[known.roster.sheets[sheet].unit]
        path = files.get(sheet, f"inbox/{month}/{unit.name}.xlsx")
        sheets[sheet] = _sheet_state(sheet, number, month, ways.get(sheet, "按时"), path, known)
        if sheets[sheet].state == "accepted":
            rows += [_row(sheet, i, v, path, known) for (s, i), v in figures.items() if s == sheet]
    return PeriodState(month, sheets, pd.DataFrame(rows, columns=COLUMNS).astype({"value": float}))


def _sheet_state(
    sheet: str, number: int, month: Period, way: str, path: str, known: Declarations
) -> SheetState:
    due = datetime.combine(known.campaign.due(month), time(17, 5), known.campaign.offset)
    arrived = due - timedelta(days=2, hours=number % 7, minutes=7 * number)
    word = _WORDS.get(way, way)
    if way == "missing":
        return SheetState(sheet, "missing", word, None, None, None, False)
    if way == "returned":
        return SheetState(sheet, "returned", word, None, arrived, None, False)
    if way == "late":
        arrived = due + timedelta(days=1, hours=2)
    valid = due + timedelta(days=2) if way == "corrected" else arrived
    return SheetState(sheet, "accepted", word, path, arrived, valid, way == "late")


def _row(sheet: str, name: str, value: float, path: str, known: Declarations) -> tuple[object, ...]:
    level = known.form.indicators[name].level
    sector = sheet if level == "sector" else ""
    place = known.roster.sheets[sheet]
    return sheet, name, level, sector, place.unit, value, path, place.name, "D7"


def _file_states(state: PeriodState, known: Declarations) -> list[FileState]:
    """One accepted workbook for each path that counts; of the rest of a run nothing is told."""
    by_path: dict[str, list[SheetState]] = {}
    for sheet in state.sheets.values():
        if sheet.file:
            by_path.setdefault(sheet.file, []).append(sheet)
    return [
        FileState(
            path=path,
            sha256=f"{number:064x}",
            status="accepted",
            unit=known.roster.sheets[sheets[0].sheet].unit,
            submitted=(),
            sectors=tuple(s.sheet for s in sheets if s.sheet in known.roster.sectors),
            period=state.period,
            received_at=max(s.valid for s in sheets if s.valid),
            note="",
            on_time=all(s.on_time for s in sheets),
            findings=(),
        )
        for number, (path, sheets) in enumerate(sorted(by_path.items()))
    ]
