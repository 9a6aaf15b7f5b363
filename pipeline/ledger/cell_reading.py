"""One cell of a ledger to one value, by what its column holds; everything that is not clear is a case to be told."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from pipeline.books.workbook import Cell
from pipeline.ledger.credit_code import CODE, CODE_LENGTH
from pipeline.model.campaign import Campaign
from pipeline.model.form import Indicator, Kind
from pipeline.model.ledger import Ledger, LedgerColumn
from pipeline.sheets.numbers import read_cell
from pipeline.words.office_dates import day_of
from pipeline.words.wording import listing, plain, same_text

SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff"
_DIGITS = 15  # of a number that Excel keeps
_UNIT = re.compile(r"[（(]([^（()）]+)[)）]$")  # 整改资金（万元）
_MONEY = Kind("money", decimals=4, largest=10**9)
_OTHER_KINDS = ("date", "bool", "percent", "struck")


class Got(NamedTuple):
    """What a cell says: a value (empty where it has none that can be used), the case to tell, and what it wants."""

    value: str
    case: str = ""
    expected: str = ""


Reader = Callable[[Cell], Got]


def reader_of(column: LedgerColumn, ledger: Ledger, campaign: Campaign) -> Reader:
    """How the cells of a column are read that hold something; never raises."""
    kinds: dict[str, Reader] = {
        "text": partial(_text, column=column),
        "sector": partial(_text, column=column),
        "choice": partial(_choice, column=column),
        "code": _code,
        "money": partial(_money, about=_money_of(column)),
        "date": partial(_date, ledger=ledger),
    }
    wanted = _wanted_in(column, campaign)
    return partial(_guarded, read=kinds[column.kind], wanted=wanted)


def _wanted_in(column: LedgerColumn, campaign: Campaign) -> str:
    """What a cell of a column should hold, in words."""
    if column.kind == "date":
        return campaign.cumulative_from.isoformat()
    if column.kind == "money":
        return f"以{_money_of(column).unit}为单位的数（0或正数，至多{_MONEY.decimals}位小数）"
    if column.kind == "code":
        return f"{CODE_LENGTH}位的代码（大写字母和数字，没有I、O、S、V、Z）"
    return listing(column.choices) or "文字"


def _guarded(cell: Cell, *, read: Reader, wanted: str) -> Got:
    """A cell by its reader, unless there is nothing in it to read; what was rounded or worked out is told."""
    if cell.kind == "error":
        return Got("", "cell_error", wanted)
    if cell.formula is not None and not cell.text.strip(SPACES):
        return Got("", "cell_without_value", wanted)
    got = read(cell)
    if got.case and not got.expected:
        return Got(got.value, got.case, wanted)
    if cell.seen and got.case in ("", "cell_read_as"):
        return Got(got.value, "cell_rounded", got.value)
    if cell.formula is not None and not got.case:
        return Got(got.value, "cell_read_as", got.value)
    return got


def _text(cell: Cell, *, column: LedgerColumn) -> Got:
    if cell.kind in _OTHER_KINDS:
        return Got("", "cell_not_text")
    if cell.kind == "number":
        return _digits(cell.text)
    text = cell.text.strip(SPACES)
    if column.longest and len(text) > column.longest:
        return Got(text, "cell_too_long", str(column.longest))
    return Got(text)


def _digits(text: str) -> Got:
    """A number where a text is wanted: its digits, as long as they are all there."""
    number = float(text)
    if abs(number) >= 10**_DIGITS:
        return Got("", "cell_code_as_number")
    return Got(plain(number))


def _choice(cell: Cell, *, column: LedgerColumn) -> Got:
    text = cell.text.strip(SPACES)
    return Got(text) if text in column.choices else Got("", "cell_not_choice")


def _code(cell: Cell) -> Got:
    """Width, spaces and small letters are told; anything else that is no code is not used."""
    text = cell.text.strip(SPACES)
    if CODE.fullmatch(text):
        return Got(text)
    if cell.kind == "number" and abs(float(text)) >= 10**_DIGITS:
        return Got("", "cell_code_as_number")
    narrow = same_text(text).upper()
    if cell.kind == "text" and CODE.fullmatch(narrow):
        return Got(narrow, "cell_read_as", narrow)
    return Got("", "cell_not_code")


def _money_of(column: LedgerColumn) -> Indicator:
    """A column of money as sheets/numbers.py reads it; its unit stands in brackets behind its label."""
    unit = _UNIT.search(column.label)
    name = unit[1] if unit else ""
    return Indicator(column.id, "", column.label, column.label, _MONEY, name, "", "", "")


def _money(cell: Cell, *, about: Indicator) -> Got:
    read = read_cell(cell, about)
    right = 0 <= read.value <= _MONEY.largest and round(read.value, _MONEY.decimals) == read.value
    if not right or read.case not in (None, "read_as"):
        return Got("", "cell_not_money")
    value = plain(read.value)
    return Got(value, "cell_read_as", value) if read.case else Got(value)


def _date(cell: Cell, *, ledger: Ledger) -> Got:
    """A date cell, or a text by the closed list of words/office_dates.py; the time of a moment is left out and told."""
    text = cell.text.strip(SPACES)
    day: date | None = None
    if cell.kind == "date":
        day = _day_of_moment(text)
    elif cell.kind == "text":
        day = day_of(unicodedata.normalize("NFKC", text))
    if day is None:
        return Got("", "cell_not_date")
    if not ledger.earliest <= day <= ledger.latest:
        return Got("", "cell_date_outside", f"{ledger.earliest}至{ledger.latest}")
    value = day.isoformat()
    exact = cell.kind == "date" and text == value
    return Got(value) if exact else Got(value, "cell_read_as", value)


def _day_of_moment(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:  # a number that no calendar has
        return None
