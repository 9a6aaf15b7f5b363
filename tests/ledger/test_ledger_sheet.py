"""The ledger's sheet in the forms: drawn from the schema alone, small, made to grow; and in what goes back."""

import io
import random
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.ledger.credit_code import ALPHABET, CODE_LENGTH, check_digit
from tests.support.ledger_forms import (
    FIRST,
    TITLE,
    came,
    codes,
    hazards,
    ledger,
    ledger_form,
    letters,
    plain_rows,
)
from tests.support.returned import back, comments, conditions, opened
from tests.support.workspaces import JULY, W28, blank, declarations, drawn

LAST = ledger().last_row


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(io.BytesIO(blank("planning", JULY)))


@pytest.fixture(scope="module")
def sheet(book: Workbook) -> Worksheet:
    return book[TITLE]


def test_every_units_form_has_one_behind_its_sectors_but_not_the_offices_own() -> None:
    for unit in declarations().roster.units.values():
        names = load_workbook(io.BytesIO(blank(unit.id, JULY))).sheetnames
        assert names[len(unit.sectors)] == "自查"
        ledger = [] if unit.is_office else [TITLE]
        assert names[len(unit.sectors) + 1 :][:2] == [*ledger, "工作情况", "填表说明"][:2]


@pytest.fixture(scope="module")
def bare() -> dict[str, bytes]:
    """Unit id -> its form in a workspace without schemas/ledger.toml."""
    without = replace(declarations(), ledger=None)
    return {unit: drawn(without, unit, JULY) for unit in without.roster.units}


def test_a_weeks_form_and_a_workspace_without_the_schema_have_none(bare: dict[str, bytes]) -> None:
    assert TITLE not in load_workbook(io.BytesIO(blank("rescue", W28))).sheetnames
    for data in bare.values():
        made = load_workbook(io.BytesIO(data))
        assert TITLE not in made.sheetnames
        assert not [n for n in made.defined_names if n.startswith("ledger_")]


def test_labels_stand_in_the_order_of_the_schema_each_with_its_name(
    book: Workbook, sheet: Worksheet
) -> None:
    labels = [c.value for c in sheet[FIRST - 1]]
    assert labels == [c.label for c in ledger().columns.values()]
    for column in ledger().columns:
        ((title, ref),) = book.defined_names[f"ledger_{column}"].destinations
        assert (title, ref) == (TITLE, f"${letters(column)}${FIRST - 1}")


def test_amounts_stand_in_the_middle_as_dates_do_and_texts_at_the_left(sheet: Worksheet) -> None:
    across = {
        column.kind: sheet.column_dimensions[letters(column.id)].alignment.horizontal
        for column in ledger().columns.values()
    }
    assert (across["money"], across["date"], across["text"]) == ("center", "center", "left")


def test_it_is_unprotected_frozen_filtered_and_repeats_its_header_in_print(
    sheet: Worksheet,
) -> None:
    assert not sheet.protection.sheet
    assert sheet.freeze_panes == f"B{FIRST}"
    assert sheet.auto_filter.ref == f"A{FIRST - 1}:AB{LAST}"
    assert sheet.print_title_rows == f"${FIRST - 1}:${FIRST - 1}"
    assert sheet.print_title_cols == "$A:$A"
    assert sheet.page_setup.orientation == "landscape"
    assert not sheet.merged_cells.ranges


def test_formats_and_drop_downs_reach_far_and_cost_little(
    sheet: Worksheet, bare: dict[str, bytes]
) -> None:
    assert sheet.max_row == FIRST - 1  # nothing is written below the header
    for column in ledger().columns.values():
        looks = sheet.column_dimensions[letters(column.id)]
        wanted = {"date": "yyyy-mm-dd", "money": "General"}.get(column.kind, "@")
        assert looks.number_format == wanted
        assert not looks.protection.locked
    with_it, without = len(blank("traffic", JULY)), len(bare["traffic"])
    assert with_it - without < 6 * 1024


def validations(sheet: Worksheet) -> dict[str, object]:
    return {str(v.sqref): v for v in sheet.data_validations.dataValidation}


def test_each_column_has_its_validation_down_to_the_last_row(sheet: Worksheet) -> None:
    found = validations(sheet)
    for column in ledger().columns.values():
        one = found[f"{letters(column.id)}{FIRST}:{letters(column.id)}{LAST}"]
        kinds = {"date": "date", "money": "decimal", "code": "custom", "text": "textLength"}
        assert one.type == kinds.get(column.kind, "list")
        assert one.showErrorMessage
        label = found[f"{letters(column.id)}{FIRST - 1}"]
        assert label.formula1 == f'EXACT({letters(column.id)}{FIRST - 1},"{column.label}")'
        for formula in (one.formula1, one.formula2, label.formula1):
            assert len(formula or "") <= 255
    sectors = found[f"{letters('sector')}{FIRST}:{letters('sector')}{LAST}"]
    assert sectors.formula1 == '"建筑施工,燃气"'


def test_an_invented_code_needs_its_check_digit() -> None:
    assert check_digit("91350100M000100Y4") == "3"  # of GB 32100-2015 itself
    assert check_digit("0" * 17) == "0"  # of a remainder of 31 the standard makes 0
    places = "".join(random.Random(1).choices(ALPHABET, k=CODE_LENGTH - 1))
    assert check_digit(places) in ALPHABET
    assert check_digit(places[:-1]) == check_digit("I" + places[1:]) == ""


def test_the_sample_says_so_on_the_sheet() -> None:
    made = drawn(declarations(), "safety", JULY, sample=True)
    sheet = load_workbook(io.BytesIO(made))[TITLE]
    assert declarations().form.sample_note in sheet["B1"].value


def test_a_stranger_with_another_ledger_gets_another_sheet() -> None:
    """Nothing of the sheet is written in Python: other labels, another order, another name."""
    own = ledger()
    columns = {
        c.id: replace(c, label=f"栏{n}") for n, c in enumerate(reversed(own.columns.values()))
    }
    other = replace(own, sheet="问题清单", title="清单", note="一行一个。", columns=columns)
    declared = replace(declarations(), ledger=other)
    made = drawn(declared, "traffic", JULY)
    sheet = load_workbook(io.BytesIO(made))["问题清单"]
    assert [c.value for c in sheet[3]] == [f"栏{n}" for n in range(len(columns))]


# --- What goes back ---------------------------------------------------------------------------------------------

BAD = {f"{letters('found_on')}{FIRST}": "6月1日", f"{letters('uscc')}{FIRST + 2}": "9137"}


def test_faults_are_marked_at_their_cells_of_the_units_own_file() -> None:
    returned = back(ledger_form("economy", typed=BAD))
    assert not returned.fresh
    assert set(comments(returned.data, TITLE)) == set(BAD)
    assert set(conditions(returned.data, TITLE)) >= set(BAD)
    rows = [c.value for row in opened(returned.data)["退回说明"].iter_rows() for c in row]
    assert any("发现日期" in str(v) for v in rows)
    assert plain_rows(came(returned.data)) == plain_rows(came(ledger_form("economy", typed=BAD)))


def test_a_blank_cell_without_a_place_in_the_file_is_marked_too() -> None:
    def delete(sheet: Worksheet) -> None:
        for number in range(FIRST, FIRST + 3):
            del sheet._cells[number, 2]  # as Excel saves it: no cell at all

    returned = back(ledger_form("planning", edit=delete))
    assert set(comments(returned.data, TITLE)) == {"B4", "B5", "B6"}


def test_a_fresh_form_has_the_ledgers_rows_and_marks_what_could_not_be_read() -> None:
    old = {"_form!B2": 0}

    def outdated(sheet: Worksheet) -> None:
        assert sheet.parent
        sheet.parent["_form"]["B2"] = old["_form!B2"]

    returned = back(ledger_form("economy", typed=BAD, edit=outdated))
    assert returned.fresh
    again = came(returned.data)
    wanted = plain_rows(came(ledger_form("economy", typed=BAD)))
    assert plain_rows(again) == wanted
    assert set(comments(returned.data, TITLE)) == set(BAD)
    assert codes(again) == []  # what could not be read is blank now


def test_hundreds_of_marks_are_all_made() -> None:
    rows = [r._replace(number=n) for n, r in enumerate(hazards("economy") * 20, FIRST)]
    bad = {f"{letters('found_on')}{n}": "6月" for n in range(FIRST, FIRST + 250)}
    returned = back(ledger_form("economy", rows=rows, typed=bad))
    assert len(comments(returned.data, TITLE)) == 250


def test_text_that_looks_like_a_formula_stays_text_everywhere() -> None:
    evil = '=HYPERLINK("http://x","y")'

    def type_in(sheet: Worksheet) -> None:
        cell = sheet[f"{letters('remark')}{FIRST}"]
        cell.value, cell.data_type = evil, "s"
        sheet.parent["_form"]["B2"] = 0

    data = ledger_form("economy", typed=BAD, edit=type_in)
    assert plain_rows(came(data))[0][1]["remark"] == evil
    fresh = opened(back(data).data)[TITLE][f"{letters('remark')}{FIRST}"]
    assert (fresh.value, fresh.data_type) == (evil, "s")
    assert evil not in _formulas(back(data).data)


def _formulas(data: bytes) -> list[object]:
    return [c.value for row in opened(data)[TITLE].iter_rows() for c in row if c.data_type == "f"]
