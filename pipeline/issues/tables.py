"""figures.csv and totals.csv of an issue, read back: what a record says was published."""

import csv
import io
import re
from decimal import Decimal

from pipeline.model.declared import Declarations
from pipeline.model.issued import TotalTexts

_YES_NO = {"是": Decimal(1), "否": Decimal(0)}


class WrongRecordError(Exception):
    """A record of an issue that cannot be relied on; the text says in Chinese what is wrong with it."""


def parse_figures(
    data: bytes, declared: Declarations
) -> tuple[dict[str, dict[str, Decimal]], dict[str, str]]:
    """figures.csv by sheet id and indicator; and by sheet id the file that they are out of."""
    figures: dict[str, dict[str, Decimal]] = {}
    files: dict[str, str] = {}
    for row in _rows(data, ("indicator", "sector", "unit", "value", "file")):
        sheet = _sheet(row["unit"], row["sector"], declared)
        figures.setdefault(sheet, {})[row["indicator"]] = parse_value(row["value"])
        files[sheet] = row["file"]
    return figures, files


def _sheet(unit: str, sector: str, declared: Declarations) -> str:
    """The sheet that a row is of; of a sector or unit that is gone, a name that is none now."""
    roster = declared.roster
    if sector:
        return roster.sheet_of(unit, sector) or f"{unit}_{sector}"
    return roster.units[unit].first_sector if unit in roster.units else unit


def parse_totals(data: bytes) -> dict[str, TotalTexts]:
    """totals.csv by indicator: value, previous, change and coverage as texts."""
    heads = ("indicator", "value", "previous", "change", "coverage")
    return {
        r["indicator"]: (r["value"], r["previous"], r["change"], r["coverage"])
        for r in _rows(data, heads)
    }


def _rows(data: bytes, heads: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise WrongRecordError("表格读不出来") from None
    if any(not isinstance(row.get(head), str) for row in rows for head in heads):
        raise WrongRecordError("表格缺列")
    return rows


def parse_value(text: str) -> Decimal:
    """A value as outputs show it."""
    if text in _YES_NO:
        return _YES_NO[text]
    if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,10})?", text):
        raise WrongRecordError("有一个数读不出来")
    return Decimal(text)
