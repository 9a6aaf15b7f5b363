"""What stands in rows and columns that are not shown counts, and is told in one line a sheet."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.received import Finding
from tests.support import libreoffice
from tests.support.cells import at, read, typed
from tests.support.handmade import numbers
from tests.support.ledger_forms import FIRST, TITLE, came, ledger_form
from tests.support.workspaces import JUNE, form

Edit = Callable[[Workbook], None]


def told(data: bytes) -> list[Finding]:
    return [f for f in read(data).findings if f.rule == "N15"]


def hiding(*rows: int, sheet: str = "消防") -> Edit:
    def edit(book: Workbook) -> None:
        for row in rows:
            book[sheet].row_dimensions[row].hidden = True

    return edit


def test_hidden_values_count_and_are_named_with_what_stands_in_them() -> None:
    data = form("rescue", JUNE, edit=hiding(9))
    assert numbers(read(data)) == numbers(read(form("rescue", JUNE)))
    entries = read(data).sheets[0].entries
    found, fixed = (entries[i].found for i in ("self_found", "self_fixed"))
    (notice,) = told(data)
    assert (notice.severity, notice.sheet, notice.cell) == ("notice", "消防", "E9")
    assert notice.value == f"E9（{found}）、I9（{fixed}）"


def test_it_is_one_line_a_sheet_however_many_cells_are_hidden() -> None:
    def edit(book: Workbook) -> None:
        hiding(*range(9, 29), sheet="建筑施工")(book)
        hiding(9, sheet="燃气")(book)

    notices = told(form("planning", JUNE, edit=edit))
    assert [(f.sheet, f.sector) for f in notices] == [("建筑施工", "construction"), ("燃气", "gas")]
    assert "等" in notices[0].value
    assert "等" not in notices[1].value


def test_a_heading_in_a_hidden_row_is_told_too() -> None:
    sheet, ref = at(form("rescue", JUNE), "fire_period")
    (notice,) = told(form("rescue", JUNE, edit=hiding(int(ref[1:]), sheet=sheet)))
    assert "（2023年6月）" in notice.value


def labels_away(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].hidden = True


def outline_of_nothing(sheet: Worksheet) -> None:
    sheet.row_dimensions.group(60, 80, hidden=True)


@pytest.mark.parametrize("edit", [labels_away, outline_of_nothing])
def test_where_nothing_that_was_read_is_hidden_nothing_is_told(
    edit: Callable[[Worksheet], None],
) -> None:
    assert read(form("rescue", JUNE, edit=lambda b: edit(b["消防"]))).findings == ()


def test_a_hidden_blank_is_told_as_a_blank_alone() -> None:
    blank: dict[str, object] = {"fire_self_found": None, "fire_self_fixed": None}
    data = typed(form("rescue", JUNE, edit=hiding(9)), blank)
    assert [f.rule for f in read(data).findings] == ["H12a"]


def test_rows_of_the_ledger_that_a_filter_hides_are_read_and_told() -> None:
    data = ledger_form(edit=lambda s: setattr(s.row_dimensions[FIRST + 1], "hidden", True))
    (notice,) = [f for f in came(data).findings if f.rule == "N15"]
    assert (notice.sheet, notice.cell) == (TITLE, f"A{FIRST + 1}")
    assert came(data).ledger == came(ledger_form()).ledger


def test_rows_above_and_below_those_of_the_ledger_may_be_hidden() -> None:
    def edit(sheet: Worksheet) -> None:
        for row in (1, FIRST + 150):
            sheet.row_dimensions[row].hidden = True

    assert [f for f in came(ledger_form(edit=edit)).findings if f.rule == "N15"] == []


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(libreoffice.why_not()), reason=libreoffice.why_not() or "present")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_format_tells_hidden_filtered_and_folded_cells(kind: str, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        sheet.row_dimensions[9].hidden = True
        sheet.row_dimensions.group(11, 11, hidden=True)
        sheet.column_dimensions["I"].hidden = True

    source = tmp_path / "表.xlsx"
    source.write_bytes(form("rescue", JUNE, edit=edit))
    found = told(libreoffice.convert(source, tmp_path / "out", kind).read_bytes())
    assert [(f.sheet, f.cell) for f in found] == [("消防", "E9")]
    assert found[0].value == told(source.read_bytes())[0].value
    assert all(f"{ref}（" in found[0].value for ref in ("E9", "I9", "I10", "E11", "I11"))
