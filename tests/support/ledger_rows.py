"""Ledgers made by hand, in the workbooks of real forms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from pipeline.ledger.credit_code import check_digit
from pipeline.model.ledger import LedgerRow, LedgerSheet
from pipeline.model.month import Month
from pipeline.model.received import Submission
from tests.support.cells import read
from tests.support.workspaces import declarations, form

COUNTS = {
    "self_found": 20,
    "self_fixed": 12,
    "dept_found": 10,
    "dept_fixed": 6,
    "listed_total": 4,
    "listed_fixed": 2,
}
_BODY = "91371399MA3C00001"
CODE = _BODY + check_digit(_BODY)
Row = Mapping[str, str]


def right_row(number: int = 1, **changes: str) -> dict[str, str]:
    """An open hazard without a fault in June; a change of "" empties a cell."""
    row = {
        "hazard_id": f"YH-{number:03d}",
        "unit": "区测试部门",
        "enterprise": f"样例企业{number}号",
        "uscc": CODE,
        "source": "企业自查",
        "found_on": "2023-06-05",
        "description": f"虚构的隐患{number}",
        "criterion": "判定标准第1条",
        "owner": "企业负责人",
        "measures": "停用整改",
        "funds_wan": "1.5",
        "due_on": "2023-07-31",
        "plan": "现场处置方案",
        "fix_type": "限期整改",
        "status": "整改中",
    }
    return {c: v for c, v in {**row, **changes}.items() if v}


def closed_row(number: int = 1, **changes: str) -> dict[str, str]:
    """The same, closed."""
    done = {"fixed_on": "2023-06-20", "closed_on": "2023-06-21", "status": "已销号"}
    return right_row(number, **{**done, "enterprise_sign": "主要负责人、安全总监已签", **changes})


def ledger(
    sheet: str, rows: Iterable[Row], first: int = 5, **unreadable: frozenset[str]
) -> LedgerSheet:
    """A ledger of rows that belong to one sheet; unreadable: columns by the row's number, as r5."""
    declared = declarations().ledger
    assert declared
    letters = {c: get_column_letter(n) for n, c in enumerate(declared.columns, 1)}
    told = tuple(
        LedgerRow(n, sheet, dict(row), unreadable.get(f"r{n}", frozenset()))
        for n, row in enumerate(rows, first)
    )
    return LedgerSheet(declared.sheet, letters, told)


def with_ledger(
    unit: str,
    month: Month,
    rows: Iterable[Row],
    changes: Mapping[str, object] | None = None,
    **how: object,
) -> Submission:
    """A unit's right form for a month, with these counts and a ledger of its first sheet."""
    sheet = declarations().roster.units[unit].first_sector
    counts = {f"{sheet}_{i}": n for i, n in COUNTS.items()}
    submission = read(form(unit, month, {**counts, **(changes or {})}), f"inbox/{unit}.xlsx")
    return replace(submission, ledger=ledger(sheet, rows, **how))


def matching(submission: Submission, sheet: str) -> list[dict[str, str]]:
    """Rows that make up just what a sheet's counts of hazards say, in June."""
    form_ = next(f for f in submission.sheets if f.sector == sheet)
    self_, self_fixed, dept, dept_fixed, listed, listed_fixed = (
        int(form_.entries[i].value) for i in COUNTS
    )
    fixed = [n < self_fixed for n in range(self_)] + [n < dept_fixed for n in range(dept)]
    sources = ["企业自查"] * self_ + ["部门检查", "举报", "上级交办"] * dept
    levels = iter(range(listed))
    open_levels = listed - listed_fixed
    rows = []
    for n, done in enumerate(fixed):
        row = (closed_row if done else right_row)(n + 1, source=sources[n])
        wanted = listed_fixed > 0 if done else open_levels > 0
        if wanted and next(levels, None) is not None:
            row |= {
                "listed_level": "县区级",
                "listed_doc": f"督办〔2023〕{n}号",
                "listed_on": "2023-06-10",
            }
            row |= {"verified_by": "区测试部门"} if done else {}
            listed_fixed -= done
            open_levels -= not done
        rows.append(row)
    return rows


def typed_ledger(
    rows: Iterable[Row], sheet: str = "fire", skip: int = 0
) -> Callable[[Workbook], None]:
    """Types rows into the ledger of a form, as a clerk would: dates as dates, amounts as numbers.

    skip: how many rows are there already.
    """
    declared = declarations().ledger
    assert declared
    columns, name = declared.columns, declarations().roster.sheets[sheet].name

    def edit(book: Workbook) -> None:
        page = book[declared.sheet]
        ends = (book.defined_names[f"ledger_{c}"].attr_text.rpartition("!")[2] for c in columns)
        heads = {
            c: coordinate_to_tuple(ref.replace("$", ""))
            for c, ref in zip(columns, ends, strict=True)
        }
        for below, row in enumerate(rows, 1 + skip):
            for column, text in {**row, "sector": name}.items():
                kind, (line, letter) = columns[column].kind, heads[column]
                value: object = date.fromisoformat(text) if kind == "date" else text
                page.cell(line + below, letter).value = float(text) if kind == "money" else value

    return edit
