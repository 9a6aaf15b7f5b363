"""What a cell of the ledger accepts while a clerk types: the same as the reader takes, as data validation."""

from collections.abc import Iterable

from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.books.moments import serial_of
from pipeline.declarations.plain_values import LONGEST_LIST, wrong_with_choices
from pipeline.drawing.typing_rules import choice
from pipeline.ledger.credit_code import ALPHABET, CODE_LENGTH
from pipeline.model.ledger import Ledger, LedgerColumn
from pipeline.words.wording import chinese_date

_LONGEST_FORMULA = 255


def typed_label(column: LedgerColumn, ref: str) -> DataValidation:
    """A label that no typing changes."""
    label = column.label.replace('"', '""')
    return DataValidation(
        type="custom",
        formula1=f'EXACT({ref},"{label}")',
        allow_blank=False,
        showErrorMessage=True,
        errorTitle="请不要改",
        error=f"列标题“{column.label}”不能改，改了就认不出这一列。",
        sqref=ref,
    )


def typed_column(
    column: LedgerColumn, reach: str, sectors: Iterable[str], ledger: Ledger
) -> DataValidation:
    """The validation of a column's cells, from the first to the last row that it reaches."""
    if column.kind == "choice":
        return choice(reach, column.choices, f"请从列表中选“{column.label}”。")
    listed = list(sectors)
    if column.kind == "sector" and not wrong_with_choices(listed):
        return choice(reach, listed, f"请从列表中选“{column.label}”。")
    if column.kind == "date":
        checked = _date(ledger)
    elif column.kind == "money":
        checked = _money()
    elif column.kind == "code":
        checked = _code(column, reach.partition(":")[0])
    else:
        checked = _text(column)
    checked.allow_blank = checked.showErrorMessage = True
    checked.errorTitle, checked.sqref = "请核对", reach
    return checked


def _date(ledger: Ledger) -> DataValidation:
    first, last = ledger.earliest, ledger.latest
    return DataValidation(
        type="date",
        operator="between",
        formula1=str(serial_of(first)),
        formula2=str(serial_of(last)),
        error=f"应填{chinese_date(first)}至{chinese_date(last)}之间的日期，如2023-6-1。",
    )


def _money() -> DataValidation:
    error = "应填0或正数，单位见列标题，不要写单位。"
    return DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", error=error)


def _text(column: LedgerColumn) -> DataValidation:
    longest = column.longest or LONGEST_LIST
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(longest),
        errorStyle="warning",
        error=f"“{column.label}”最多{longest}字，请写得简要一些。",
    )


def _code(column: LedgerColumn, ref: str) -> DataValidation:
    """A code with its check digit; one may go on with another, since some have none.

    No array constant, which Excel takes in no validation, and no reference to rows that move: the weights are the
    powers of 3 by modulo 31, that of the check digit itself is 1.
    """
    places = f'ROW(INDIRECT("1:{CODE_LENGTH}"))'
    values = f'FIND(MID({ref},{places},1),"{ALPHABET}")-1'
    weights = f"MOD(3^MOD({places}-1,{CODE_LENGTH - 1}),{len(ALPHABET)})"
    formula = (
        f"AND(LEN({ref})={CODE_LENGTH},MOD(SUMPRODUCT(({values})*{weights}),{len(ALPHABET)})=0)"
    )
    assert len(formula) <= _LONGEST_FORMULA
    error = (
        f"“{column.label}”不是{CODE_LENGTH}位，或校验码不对。请照营业执照核对；核对无误的可以继续。"
    )
    return DataValidation(type="custom", formula1=formula, errorStyle="warning", error=error)
