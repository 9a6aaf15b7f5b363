"""Ledgers of hazards with a fault: the whole workbook goes back, like for any other error."""

from collections.abc import Callable, Mapping
from functools import partial

from openpyxl.worksheet.worksheet import Worksheet

from tests.faulty.kind import Fault, Faulty, returned
from tests.support.ledger_forms import FIRST, TITLE, ledger, ledger_form, letters
from tests.support.workspaces import JULY


def _with(edit: Callable[[Worksheet], None], unit: str = "rescue") -> Callable[[], bytes]:
    return partial(ledger_form, unit, JULY, edit=edit)


def _typed(cells: Mapping[str, object], unit: str = "rescue") -> Callable[[], bytes]:
    return _with(partial(_type, cells), unit)


def _type(cells: Mapping[str, object], sheet: Worksheet) -> None:
    for ref, value in cells.items():
        sheet[ref].number_format = "@" if isinstance(value, str) else "General"
        sheet[ref] = value


def _at(column: str, row: int = FIRST) -> str:
    return f"{letters(column)}{row}"


def _two_headers(sheet: Worksheet) -> None:
    sheet.cell(FIRST - 1, len(ledger().columns) + 2, ledger().columns["found_on"].label)


def _hidden_rows(sheet: Worksheet) -> None:
    cell = letters("enterprise")
    sheet.merged_cells.add(f"{cell}{FIRST}:{cell}{FIRST + 1}")


def _copied(sheet: Worksheet) -> None:
    assert sheet.parent
    copy = sheet.parent.copy_worksheet(sheet)
    copy.title = "隐患台账 (2)"


def _endless(sheet: Worksheet) -> None:
    for n in range(ledger().most_rows + 1):
        sheet.cell(FIRST + n, 4, "甲")


def _cell(file: str, why: str, column: str, typed: object, rule: str) -> Faulty:
    """One cell of the first row that cannot be read."""
    return returned(file, why, _typed({_at(column): typed}), rule, (TITLE, _at(column)))


_NINE = {_at("sector", FIRST + n): "危险化学品" for n in range(9)}
_SECOND = _at("enterprise", FIRST + 1)
_BLANK = {_at("sector"): None}
FAULTY = (
    _cell("台账日期是文字", "6月1日没有年份。", "found_on", "6月1日", "L2f"),
    _cell("台账日期是数", "常规格式的45000。", "due_on", 45000, "L2f"),
    _cell("台账日期年份错", "2023写成2032。", "due_on", "2032-6-1", "L2g"),
    _cell("台账代码成数值", "18位数字只剩15位。", "uscc", 371399198001011234, "L2j"),
    _cell("台账代码少一位", "17位。", "uscc", "91371399MA0000203", "L2k"),
    _cell("台账来源自己写", "不在列表中。", "source", "群众举报", "L2i"),
    _cell("台账金额是约数", "约12万。", "funds_wan", "约12万", "L2h"),
    _cell("台账错误值", "描述是#REF!。", "description", "#REF!", "L2a"),
    _cell("台账公式没有结果", "另存的程序没有算。", "owner", "=A1", "L2b"),
    returned("台账合并单元格", "两行合并成一家企业。", _with(_hidden_rows), "L2c", (TITLE, _SECOND)),
    returned("台账列标题重复", "发现日期两列。", _with(_two_headers), "L1b", (TITLE, f"AD{FIRST - 1}")),
    returned("台账缺一列", "删了发现日期。", _with(lambda s: s.delete_cols(8)), "L1c", (TITLE, f"A{FIRST - 1}")),
    returned("台账没有标题行", "删了列标题。", _with(lambda s: s.delete_rows(FIRST - 1)), "L1a", (TITLE, None)),
    returned("台账有两张", "复制了一张。", _with(_copied), "L1f", ("隐患台账 (2)", None)),
    returned("台账是别的领域", "九行危险化学品。", _typed(_NINE), "L1p", (TITLE, _at("sector"))),
    returned("台账没写领域", "一本有两个领域。", _typed(_BLANK, "planning"), "L1n", (TITLE, _at("sector"))),
    returned("台账两万零一行", "粘贴了别的内容。", partial(ledger_form, rows=[], edit=_endless), "L1i", (TITLE, None)),
    returned(
        "台账两处错",
        "日期和金额。",
        _typed({_at("found_on"): "昨天", _at("funds_wan"): "若干"}),
        "L2f",
        (TITLE, _at("found_on")),
        Fault("L2h", (TITLE, _at("funds_wan"))),
    ),
)  # fmt: skip
