"""A ledger is read as it stands: every row and cell once, nothing guessed, nothing dropped without being told."""

import datetime
from collections.abc import Callable
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.books.workbook import Cell, Sheet, open_book
from pipeline.ledger.cell_reading import reader_of
from pipeline.ledger.credit_code import check_digit
from pipeline.ledger.quick_cells import quick_reader
from pipeline.model.ledger import LedgerRow
from tests.support.cells import coordinates
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
    told,
    with_cells,
)
from tests.support.workspaces import JULY, JUNE, declarations, form

DAY = datetime.date
CODE = "91371399MA0000203"
CODE += check_digit(CODE)


def expected(rows: list[LedgerRow]) -> list[tuple[str, dict[str, str]]]:
    return [(r.sector, dict(r.values)) for r in rows]


@pytest.mark.parametrize("unit", [u for u in declarations().roster.units if u != "office"])
def test_what_was_typed_is_read_and_nothing_is_told(unit: str) -> None:
    submission = came(ledger_form(unit))
    assert plain_rows(submission) == expected(hazards(unit))
    assert codes(submission) == []


def test_a_form_without_rows_has_no_ledger_and_is_not_told_so() -> None:
    submission = came(form("rescue", JULY))
    assert submission.ledger is None
    assert codes(submission) == []


def test_a_value_leads_back_to_its_cell() -> None:
    sheet = came(ledger_form()).ledger
    assert sheet
    assert sheet.sheet == TITLE
    assert [r.number for r in sheet.rows] == list(range(FIRST, FIRST + len(hazards())))
    assert sheet.cell(sheet.rows[2], "found_on") == f"{letters('found_on')}{FIRST + 2}"


CELLS = (
    # column, what is typed, what is read (None: not readable), the rule that tells it
    ("found_on", DAY(2023, 6, 1), "2023-06-01", None),
    ("found_on", datetime.datetime(2023, 6, 1, 8, 30), "2023-06-01", "L2m"),
    ("found_on", "2023-06-01", "2023-06-01", "L2m"),
    ("found_on", " 2023年6月1日 ", "2023-06-01", "L2m"),
    ("found_on", "２０２３.６.１", "2023-06-01", "L2m"),
    ("found_on", "6月1日", None, "L2f"),
    ("found_on", "2023年6月", None, "L2f"),
    ("found_on", "2023-06-31", None, "L2f"),
    ("found_on", "无", None, "L2f"),
    ("found_on", 45078, None, "L2f"),
    ("found_on", True, None, "L2f"),
    ("found_on", "#N/A", None, "L2a"),
    ("found_on", DAY(1923, 6, 1), None, "L2g"),
    ("found_on", DAY(2032, 6, 1), None, "L2g"),
    ("uscc", CODE, CODE, None),
    ("uscc", f" {CODE}\u3000", CODE, None),
    ("uscc", CODE.lower(), CODE, "L2m"),
    ("uscc", f"{CODE[:8]} {CODE[8:]}", CODE, "L2m"),
    ("uscc", CODE.replace("9", "９"), CODE, "L2m"),
    ("uscc", CODE[:17], None, "L2k"),
    ("uscc", f"{CODE[:10]}O{CODE[11:]}", None, "L2k"),
    ("uscc", 371399198001011234, None, "L2j"),
    ("uscc", 3713991234, None, "L2k"),
    ("funds_wan", 12.5, "12.5", None),
    ("funds_wan", 0, "0", None),
    ("funds_wan", "12.5", "12.5", "L2m"),
    ("funds_wan", "1,200.5万元", "1200.5", "L2m"),
    ("funds_wan", "约12", None, "L2h"),
    ("funds_wan", "12万", None, "L2h"),
    ("funds_wan", -1, None, "L2h"),
    ("funds_wan", 0.00001, None, "L2h"),
    ("funds_wan", DAY(2023, 6, 1), None, "L2h"),
    ("source", " 举报 ", "举报", None),
    ("source", "群众举报", None, "L2i"),
    ("status", "整改", None, "L2i"),
    ("listed_level", 3, None, "L2i"),
    ("description", "  未装报警器\n第二行 ", "未装报警器\n第二行", None),
    ("description", "x" * 2001, "x" * 2001, "L2e"),
    ("description", '=HYPERLINK("http://x")', None, "L2b"),
    ("remark", "-1+1", "-1+1", None),
    ("hazard_id", 20230601001, "20230601001", None),
    ("hazard_id", 1.5, "1.5", None),
    ("hazard_id", 999999999999999, "999999999999999", None),
    ("hazard_id", 1000000000000000, None, "L2j"),  # with 16 digits Excel may have lost the last
    ("hazard_id", 202306010010000123, None, "L2j"),
    ("hazard_id", DAY(2023, 6, 1), None, "L2d"),
    ("plan", False, None, "L2d"),
    ("owner", "#REF!", None, "L2a"),
)


@lru_cache
def as_stored() -> Sheet:
    """All of CELLS as they are in a file: each in the row of its number from 100 on."""

    def type_in(sheet: Worksheet) -> None:
        for number, (column, typed, *_) in enumerate(CELLS, 100):
            cell = sheet[f"{letters(column)}{number}"]
            cell.number_format = "@" if isinstance(typed, str) else "General"
            cell.value = typed

    return open_book(ledger_form(edit=type_in)).sheet(TITLE)


@pytest.mark.parametrize("number", range(len(CELLS)))
def test_a_cell_is_read_or_told(number: int) -> None:
    column, _, value, rule = CELLS[number]
    ref = f"{letters(column)}{FIRST + 1}"
    sheet, findings = with_cells({ref: as_stored().cell(f"{letters(column)}{100 + number}")})
    row = sheet.rows[1]
    assert row.values.get(column) == value
    assert (column in row.unreadable) == (value is None)
    assert coordinates(findings) == ([(rule, TITLE, ref)] if rule else [])
    for finding in findings:
        assert ledger().columns[column].label in finding.message
        assert f"第{FIRST + 1}行" in finding.message


TEXTS = st.one_of(
    st.sampled_from([str(c[1]) for c in CELLS]),
    st.text("0123456789.-eE 年月ABCDxyz是", max_size=12),
    st.dates().map(str),
    st.decimals(0, 10**9, places=4).map(str),
)


@given(
    st.sampled_from(sorted(ledger().columns)),
    st.sampled_from(["number", "text", "bool", "error", "date", "percent", "struck"]),
    TEXTS,
    st.sampled_from([None, "", "A1"]),
)
def test_the_quick_reader_says_what_the_careful_one_says_or_nothing(
    column: str, kind: str, text: str, formula: str | None
) -> None:
    if kind == "number":
        text = "".join(c for c in text if c in "0123456789.") or "0"
        text = text.replace(".", "", text.count(".") - 1)
        text = "0" if text == "." else text
    about, cell = ledger().columns[column], Cell(kind, text, formula)
    quick = quick_reader(about, ledger())(cell)
    careful = reader_of(about, ledger(), declarations().campaign)(cell)
    assert quick is None or careful == (quick, "", "")


def test_a_formula_is_read_as_its_stored_value_and_told() -> None:
    ref = f"{letters('enterprise')}{FIRST}"
    sheet, (finding,) = with_cells({ref: Cell("text", "样例企业001号", "VLOOKUP(A4,表!A:B,2,0)")})
    assert sheet.rows[0].values["enterprise"] == "样例企业001号"
    assert (finding.rule, finding.severity) == ("L2m", "notice")


@pytest.mark.parametrize("formula", [None, "A1/7"])
def test_money_that_its_format_rounds_counts_as_stored_and_both_are_told(
    formula: str | None,
) -> None:
    ref = f"{letters('funds_wan')}{FIRST}"
    sheet, (finding,) = with_cells({ref: Cell("number", "12.34", formula, "12")})
    assert sheet.rows[0].values["funds_wan"] == "12.34"
    assert (finding.rule, finding.severity, finding.cell) == ("L2n", "notice", ref)
    assert "看到的是12，存的是12.34，按12.34计" in finding.message


def test_many_faults_of_one_kind_are_told_as_one_and_stay_in_also() -> None:
    bad = {f"{letters('found_on')}{FIRST + n}": "6月" for n in range(5)}
    (finding,) = told(came(ledger_form(typed=bad)))
    cell = letters("found_on")
    assert f"{cell}4、{cell}5、{cell}6等5格" in finding.message
    assert (finding.cell, [f.cell for f in finding.also]) == (f"{cell}4", list(bad))
    assert finding.sector == "fire"


# --- Sectors ----------------------------------------------------------------------------------------------------


def without_sector(sheet: Worksheet) -> None:
    for n in range(FIRST, FIRST + 4):
        sheet[f"{letters('sector')}{n}"] = None


def test_the_sheets_own_sector_is_told_once_where_only_one_is_reported() -> None:
    submission = came(ledger_form(edit=without_sector))
    assert codes(submission) == ["L1q"]
    assert "消防" in told(submission)[0].message
    assert submission.ledger
    assert {r.sector for r in submission.ledger.rows} == {"fire"}
    assert "sector" not in submission.ledger.rows[0].values


def test_a_blank_sector_is_an_error_where_two_are_reported() -> None:
    submission = came(ledger_form("planning", edit=without_sector))
    assert codes(submission) == ["L1n"]
    assert submission.ledger
    assert [r.sector for r in submission.ledger.rows[:5]] == ["", "", "", "", "construction"]


def test_a_sector_of_another_unit_is_an_error_in_its_row() -> None:
    submission = came(ledger_form(typed={f"{letters('sector')}{FIRST}": "危险化学品"}))
    assert codes(submission) == ["L1p"]
    assert submission.ledger
    first = submission.ledger.rows[0]
    assert (first.sector, "sector" in first.unreadable) == ("", True)


def test_rows_of_a_sector_that_the_file_does_not_report_are_told_and_not_used() -> None:
    submission = came(ledger_form("planning", only=("gas",)))
    assert codes(submission) == ["L1r"]
    assert submission.ledger
    assert {r.sector for r in submission.ledger.rows} == {"gas"}
    assert {r.sector for r in submission.ledger.others} == {"construction"}
    assert len(submission.ledger.rows) + len(submission.ledger.others) == len(hazards("planning"))


def test_another_spelling_of_a_sector_is_the_sector() -> None:
    submission = came(ledger_form(typed={f"{letters('sector')}{FIRST}": "消防 领域"}))
    assert codes(submission) == []
    assert submission.ledger
    assert submission.ledger.rows[0].sector == "fire"


def test_a_ledger_alone_is_no_report_and_told() -> None:
    submission = came(ledger_form("rescue", only=()))
    assert submission.ledger is None
    assert codes(submission) == ["L1j"]
    assert [f.rule for f in submission.findings if f.severity == "error"] == ["H12d"]


# --- Rows -------------------------------------------------------------------------------------------------------


def test_blank_rows_count_for_nothing_and_rows_far_down_are_read() -> None:
    rows = hazards()

    def move(sheet: Worksheet) -> None:
        sheet.move_range(f"A{FIRST + 3}:AB{FIRST + len(rows)}", rows=4000)

    submission = came(ledger_form(edit=move))
    assert plain_rows(submission) == expected(rows)
    assert submission.ledger
    assert submission.ledger.rows[3].number == FIRST + 4003
    assert not [f for f in submission.findings if f.rule in ("N7", "N11")]


@pytest.mark.parametrize("text", ["合计", "合 计", "小计：", "注：以上数据截至月底", "说明:见附件"])
def test_a_total_or_note_is_no_hazard_and_told(text: str) -> None:
    last = FIRST + len(hazards())
    submission = came(ledger_form(typed={f"A{last}": text, f"M{last}": 99}))
    assert plain_rows(submission) == expected(hazards())
    assert coordinates(told(submission)) == [("L1k", TITLE, f"A{last}")]
    assert told(submission)[0].severity == "notice"


def test_a_row_with_nothing_that_makes_a_hazard_is_asked_about() -> None:
    last = FIRST + len(hazards()) + 3
    submission = came(ledger_form(typed={f"A{last}": "07-999", f"B{last}": "消防"}))
    assert plain_rows(submission) == expected(hazards())
    assert coordinates(told(submission)) == [("L1m", TITLE, f"A{last}")]
    assert "07-999" in told(submission)[0].message


def test_a_second_header_is_no_hazard_and_told() -> None:
    last = FIRST + len(hazards())
    again = {f"{letters(c.id)}{last}": c.label for c in ledger().columns.values()}
    submission = came(ledger_form(typed=again))
    assert plain_rows(submission) == expected(hazards())
    assert codes(submission) == ["L1k"]


def test_a_merged_cell_in_a_row_is_an_error_for_each_row_that_it_hides() -> None:
    cell = letters("enterprise")

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells(f"{cell}{FIRST}:{cell}{FIRST + 2}")

    behind = [("L2c", TITLE, f"{cell}{FIRST + 1}"), ("L2c", TITLE, f"{cell}{FIRST + 2}")]
    submission = came(ledger_form(edit=merge))  # empties what it hides, as Excel does
    assert coordinates(told(submission)) == behind

    def hide(sheet: Worksheet) -> None:
        sheet.merged_cells.add(f"{cell}{FIRST}:{cell}{FIRST + 2}")

    submission = came(ledger_form(edit=hide))
    assert coordinates(told(submission)) == behind


# --- Header and pages -------------------------------------------------------------------------------------------


def reordered(sheet: Worksheet) -> None:
    """Columns in the opposite order, two rows put above the header, a column of numbers put in."""
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=FIRST - 1)]
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate(rows, 6):
        for column, value in enumerate(reversed(row), 2):
            sheet.cell(number, column, value)


def test_columns_may_stand_in_any_order_with_rows_above() -> None:
    submission = came(ledger_form(edit=reordered))
    assert plain_rows(submission) == expected(hazards())
    assert codes(submission) == []


def test_the_sheet_may_have_another_name_and_be_hidden() -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.title, sheet.sheet_state = "7月隐患", "hidden"

    submission = came(ledger_form(edit=rename))
    assert plain_rows(submission) == expected(hazards())
    assert codes(submission) == ["L1g", "L1h"]


def test_names_lost_and_labels_spaced_do_not_matter() -> None:
    def change(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book
        for name in [n for n in book.defined_names if n.startswith("ledger_")]:
            del book.defined_names[name]
        sheet["A3"], sheet["M3"] = " 隐患 编号", "整改资金\n(万元)"

    assert plain_rows(came(ledger_form(edit=change))) == expected(hazards())


def test_a_label_that_was_moved_up_is_found_by_its_name() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"], sheet["D3"] = sheet["D3"].value, None
        sheet["B2"] = None
        book = sheet.parent
        assert book
        book.defined_names["ledger_enterprise"].attr_text = "隐患台账!$D$2"

    submission = came(ledger_form(edit=change))
    assert plain_rows(submission) == expected(hazards())


HEADERS: tuple[tuple[Callable[[Worksheet], None], str, str], ...] = (
    (lambda s: s.cell(3, 30, "企业名称"), "L1b", "企业名称"),
    (lambda s: s.cell(3, 8, "日期"), "L1c", "发现日期"),
    (lambda s: s.delete_cols(8), "L1c", "发现日期"),
    (lambda s: s.delete_rows(3), "L1a", TITLE),
)


@pytest.mark.parametrize(("edit", "rule", "named"), HEADERS)
def test_a_header_that_leaves_a_doubt_is_an_error(
    edit: Callable[[Worksheet], None], rule: str, named: str
) -> None:
    submission = came(ledger_form(edit=edit))
    assert submission.ledger is None
    (finding,) = [f for f in told(submission) if f.severity == "error"]
    assert finding.rule == rule
    assert named in finding.message


def test_a_column_that_nothing_depends_on_may_be_missing_and_is_told() -> None:
    number = list(ledger().columns).index("plan") + 1
    submission = came(ledger_form(edit=lambda s: s.delete_cols(number)))
    assert coordinates(told(submission)) == [("L1d", TITLE, "A3")]
    assert submission.ledger
    assert submission.ledger.cell(submission.ledger.rows[0], "plan") == ""


def test_what_stands_beside_the_columns_is_told_once() -> None:
    beside = {"AD3": "我的备注", f"AD{FIRST}": "甲", f"AE{FIRST + 2}": 5, f"AD{FIRST + 60}": "乙"}
    submission = came(ledger_form(typed=beside))
    assert plain_rows(submission) == expected(hazards())
    assert coordinates(told(submission)) == [("L1e", TITLE, f"AD{FIRST}")]
    assert "乙" in told(submission)[0].message


def test_a_second_ledger_is_an_error_unless_it_is_empty() -> None:
    def copy(sheet: Worksheet) -> None:
        assert sheet.parent
        sheet.parent.copy_worksheet(sheet)

    assert codes(came(ledger_form(edit=copy))) == ["L1f"]
    assert codes(came(ledger_form(rows=[], edit=copy))) == []


def test_more_rows_than_a_unit_can_have_are_refused() -> None:
    def fill(sheet: Worksheet) -> None:
        for n in range(ledger().most_rows + 1):
            sheet.cell(FIRST + n, 4, "甲")

    submission = came(ledger_form(rows=[], edit=fill))
    assert submission.ledger is None
    assert codes(submission) == ["L1i"]


def test_june_is_clean_and_july_continues_it() -> None:
    june = {r.values.get("hazard_id"): r for r in hazards("traffic", JUNE)}
    july = {r.values.get("hazard_id"): r for r in hazards("traffic", JULY)}
    assert june.keys() < july.keys()
    for key, row in june.items():
        same = ("enterprise", "uscc", "found_on", "description", "source")
        assert [row.values[c] for c in same] == [july[key].values[c] for c in same]
