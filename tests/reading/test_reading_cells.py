"""Which cell a value is taken from, and what a blank one says."""

import math
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.support.cells import at, coordinates, entry, read, stored, typed
from tests.support.named_cells import place_named
from tests.support.read_forms import ASKED, errors, lose, only_error, partly, whole
from tests.support.workspaces import JUNE, blank, declarations, form

DECLARED = declarations()


# --- The label is the guard ------------------------------------------------------------------------------------------


def label_ref(data: bytes, name: str) -> tuple[str, str]:
    """The cell of the label beside a value of the official layout."""
    sheet, ref = at(data, name)
    column = {"E": "C", "I": "G"}[ref[0]]
    return sheet, f"{column}{ref[1:]}"


def relabelled(data: bytes, name: str, text: str | None) -> Callable[[Workbook], None]:
    sheet, ref = label_ref(data, name)

    def edit(book: Workbook) -> None:
        book[sheet][ref].value = text

    return edit


@pytest.mark.parametrize(
    "text", ["部门检查发现的重大事故隐患 (个)", "企业自查发现的重大事故隐患", None]
)
def test_a_value_beside_another_label_is_not_believed(text: str | None) -> None:
    data = form("rescue", JUNE, edit=relabelled(whole("rescue"), "fire_self_found", text))
    assert coordinates([only_error(data)]) == [("H12f", *at(data, "fire_self_found"))]
    assert entry(read(data), "fire_self_found")[1] == "unreadable"


@pytest.mark.parametrize(
    "text", ["企业自查发现的重大事故隐患（个）", "企业自查发现的\n重大事故隐患  (个)"]
)
def test_width_and_spaces_of_a_label_do_not_matter(text: str) -> None:
    data = form("rescue", JUNE, edit=relabelled(whole("rescue"), "fire_self_found", text))
    assert read(data).findings == ()


@pytest.mark.parametrize(
    ("unit", "name", "target"),
    [
        ("rescue", "fire_self_found", "fire_dept_found"),
        (
            "planning",
            "gas_self_found",
            "construction_self_found",
        ),  # else it would be added up twice
    ],
)
def test_a_name_that_points_elsewhere_is_not_believed_and_the_label_finds_the_cell(
    unit: str, name: str, target: str
) -> None:
    data = form(unit, JUNE, edit=lambda book: _point(book, name, target))
    assert [(f.rule, f.sector) for f in read(data).findings] == [("N5", name.partition("_")[0])]
    assert repr(read(data).sheets) == repr(read(whole(unit)).sheets)


def _point(book: Workbook, name: str, target: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=book.defined_names[target].attr_text)


@pytest.mark.parametrize(
    "names",
    [("fire_self_found", "fire_penalty_wan"), ("fire_unit", "fire_period", "fire_basis"), ("fire_sector",), ()],
)  # fmt: skip
def test_where_names_are_gone_labels_find_the_cells(names: tuple[str, ...]) -> None:
    right, found = read(whole("rescue")), read(form("rescue", JUNE, edit=lose(*names)))
    assert [f.rule for f in found.findings] == ["N5"]
    assert repr(found.sheets[0].entries) == repr(right.sheets[0].entries)  # NaN is not NaN
    assert found.sheets[0].headings == right.sheets[0].headings


def test_a_sheet_that_lost_all_its_names_is_found_by_its_title() -> None:
    gas = [f"gas_{x}" for x in (*DECLARED.form.indicators, *DECLARED.form.headings)]
    found = read(form("planning", JUNE, edit=lose(*gas)))
    assert found.sectors == ("construction", "gas")
    assert [(f.rule, f.sector) for f in found.findings] == [("N5", "gas")]


def test_without_names_and_title_the_heading_tells_the_sector() -> None:
    def edit(book: Workbook) -> None:
        lose()(book)
        book["消防"].title = "Sheet1"

    found = read(form("rescue", JUNE, edit=edit))
    assert (found.sectors, [f.rule for f in found.findings]) == (("fire",), ["N5"])


def test_a_label_that_stands_twice_finds_nothing_and_what_is_lost_is_listed() -> None:
    def edit(book: Workbook) -> None:
        lose("fire_self_found", "fire_media_column")(book)
        book["消防"]["A40"] = DECLARED.form.indicators["self_found"].label

    (fault,) = errors(form("rescue", JUNE, edit=edit))
    assert (fault.rule, fault.sector) == ("H12g", "fire")
    assert ("1-1" in fault.message, "4-6" in fault.message) == (
        True,
        False,
    )  # 4-6 is not asked here


@pytest.mark.parametrize("heading", ["unit", "sector", "period", "basis"])
def test_a_heading_without_its_label_and_name_is_empty_and_a_fault(heading: str) -> None:
    def edit(book: Workbook) -> None:
        page, ref = place_named(book, f"fire_{heading}")
        lose(f"fire_{heading}")(book)
        for cell in book[page][ref[1:]]:
            if cell.value == DECLARED.form.headings[heading].label:
                cell.value = "备注"

    assert [f.rule for f in errors(form("rescue", JUNE, edit=edit))] == ["H12h"]


@pytest.mark.parametrize(
    ("ref", "heading", "told"),
    [("A5", "unit", ["H12h"]), ("F5", "sector", ["H12h"]), ("A6", "period", ["H12h"]), ("F6", "basis", ["H12h"]),
     ("A7", "reporter", ["N2"]), ("A29", "blanks_are_zero", []), ("A30", "remarks", [])],
)  # fmt: skip
def test_a_heading_beside_another_label_is_not_believed(
    ref: str, heading: str, told: list[str]
) -> None:
    def edit(book: Workbook) -> None:
        book["消防"][ref] = "备注"

    data = form("rescue", JUNE, {"fire_remarks": "更正", "fire_blanks_are_zero": "是"}, edit=edit)
    assert [f.rule for f in read(data).findings] == told
    assert read(data).sheets[0].headings[heading].text == ""


def test_a_renamed_sheet_is_read_by_its_names() -> None:
    def edit(book: Workbook) -> None:
        book["消防"].title = "Sheet1 (2)"
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace("'消防'", "'Sheet1 (2)'")

    submission = read(form("rescue", JUNE, edit=edit))
    assert submission.findings == ()
    assert submission.sheets[0].sheet == "Sheet1 (2)"


def test_rows_inserted_above_change_nothing() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(5, 2)
        sheet["A5"] = "加一行说明"
        for name in book.defined_names.values():
            page, row = name.attr_text.rsplit("$", 1)
            name.attr_text = f"{page}${int(row) + 2}"

    plain, moved = read(whole("rescue")), read(form("rescue", JUNE, edit=edit))
    assert moved.findings == ()
    assert {i: e.value for i, e in moved.sheets[0].entries.items() if e.state == "number"} == {
        i: e.value for i, e in plain.sheets[0].entries.items() if e.state == "number"
    }


def test_a_sheet_whose_labels_are_all_gone_is_not_taken_for_an_empty_one() -> None:
    def edit(book: Workbook) -> None:
        for row in book["燃气"].iter_rows(min_row=9, max_row=28):
            for cell in row:
                if cell.coordinate[0] in "CDGH" and isinstance(cell.value, str):
                    cell.value = None

    submission = read(form("planning", JUNE, edit=edit))
    assert submission.sectors == ("construction", "gas")
    faults = [f for f in submission.findings if f.severity == "error"]
    assert {(f.rule, f.sector) for f in faults} == {("H12f", "gas")}
    assert len(faults) == len(ASKED["gas"])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("1\u200b2", "1 2（含有看不见的字符U+200B）"),
        ("\u200f21", "21（含有看不见的字符U+200F）"),
        ("2\u31641", "2\u31641（含有看不见的字符U+3164）"),
        ("2\U000e01001", "2\U000e01001（含有看不见的字符U+E0100）"),
        ("2\u180b1", "2\u180b1（含有看不见的字符U+180B）"),
        ("\u202a1\u202c\u20602\ufeff3", "1 2 3（含有看不见的字符U+202A、U+202C、U+2060等4种）"),
        ("1 \n2", "1 2"),  # a gap is seen
    ],
)
def test_a_character_that_nobody_sees_is_named(text: str, seen: str) -> None:
    fault = only_error(typed(whole("rescue"), {"fire_self_found": text}))
    assert fault.rule == "H6a"
    assert f"填的是“{seen}”" in fault.message.replace("  ", " ")
    assert fault.value.replace("  ", " ") == seen


# --- Blank, zero and not to be filled --------------------------------------------------------------------------------


def test_blanks_are_one_finding_a_sheet_that_lists_them() -> None:
    data = typed(
        whole(), {"gas_self_found": None, "gas_penalty_wan": " ", "construction_inspectors": None}
    )
    first, second = errors(data)
    assert coordinates([first, second]) == [
        ("H12a", *at(data, "construction_inspectors")),
        ("H12a", *at(data, "gas_self_found")),
    ]
    assert all(part in second.message for part in ("2项", "1-1", "3-2"))
    assert entry(read(data), "gas_self_found")[1] == "blank"


@pytest.mark.parametrize("word", [None, " ", "否", " 否　"])
def test_without_a_yes_blanks_stay_missing(word: str | None) -> None:
    data = typed(whole("rescue"), {"fire_self_found": None, "fire_blanks_are_zero": word})
    assert only_error(data).rule == "H12a"


@pytest.mark.parametrize("word", ["是", " 是 ", "\u3000是"])
def test_with_a_yes_blanks_are_zeros(word: str) -> None:
    data = typed(
        whole("rescue"),
        {"fire_self_found": None, "fire_penalty_wan": None, "fire_blanks_are_zero": word},
    )
    submission = read(data)
    assert submission.findings == ()
    assert entry(submission, "fire_self_found") == (0.0, "zero")
    assert entry(submission, "fire_penalty_wan") == (0.0, "zero")
    assert entry(submission, "fire_checked_ent")[1] == "number"
    assert entry(submission, "fire_media_column")[1] == "elsewhere"


@pytest.mark.parametrize("word", ["是的", "Y", "0", "√", "不是", "是/否"])
def test_any_other_word_is_an_error_and_makes_no_zeros(word: str) -> None:
    data = typed(whole("rescue"), {"fire_self_found": None, "fire_blanks_are_zero": word})
    assert coordinates(errors(data)) == [
        ("H12c", *at(data, "fire_blanks_are_zero")),
        ("H12a", *at(data, "fire_self_found")),
    ]


@pytest.mark.parametrize(
    ("unit", "name"), [("rescue", "fire_inspectors"), ("office", "office_media_column")]
)
def test_a_stock_and_a_yes_or_no_are_never_zero_by_blank(unit: str, name: str) -> None:
    sheet = name.partition("_")[0]
    data = typed(whole(unit), {name: None, f"{sheet}_blanks_are_zero": "是"})
    assert coordinates([only_error(data)]) == [("H12b", *at(data, name))]
    assert entry(read(data), name)[1] == "blank"


def test_a_yes_on_an_empty_sheet_submits_it_with_zeros() -> None:
    data = typed(partly("construction"), {"gas_blanks_are_zero": "是"})
    submission = read(data)
    assert (submission.sectors, submission.findings) == (("construction", "gas"), ())
    assert {entry(submission, f"gas_{i}") for i in ASKED["gas"]} == {(0.0, "zero")}


def test_a_yes_concerns_its_own_sheet_only() -> None:
    data = typed(whole(), {"construction_blanks_are_zero": "是", "gas_self_found": None})
    assert coordinates(errors(data)) == [("H12a", *at(data, "gas_self_found"))]


@pytest.mark.parametrize("left", ["construction", "gas"])
def test_a_sheet_that_was_not_filled_is_no_fault(left: str) -> None:
    submission = read(partly(left))
    assert (submission.sectors, submission.findings) == ((left,), ())


@pytest.mark.parametrize(
    "value", [0, "约12", stored("e", "#N/A"), stored("n", None, "1+1"), stored("b", "1")]
)
def test_one_filled_cell_submits_its_sheet(value: object) -> None:
    submission = read(typed(partly("construction"), {"gas_self_found": value}))
    assert submission.sectors == ("construction", "gas")


@pytest.mark.parametrize("value", [" ", "\u3000", None])
def test_spaces_submit_nothing(value: object) -> None:
    submission = read(typed(partly("construction"), {"gas_self_found": value}))
    assert submission.sectors == ("construction",)


@pytest.mark.parametrize("unit", ["planning", "rescue", "office"])
def test_a_form_without_any_value_is_returned_as_such(unit: str) -> None:
    submission = read(blank(unit, JUNE))
    assert [f.rule for f in submission.findings] == ["H12d"]
    assert (submission.unit, submission.sectors, submission.period) == (unit, (), JUNE)


def test_a_number_in_a_locked_cell_is_told_and_not_counted() -> None:
    data = typed(whole(), {"gas_inspectors": 7, "construction_study_sessions": "3次"})
    warnings = read(data).findings
    assert coordinates(warnings) == [
        ("W-D2", *at(data, "construction_study_sessions")),
        ("W-D2", *at(data, "gas_inspectors")),
    ]
    assert [f.severity for f in warnings] == ["warning", "warning"]
    assert "7" in warnings[1].message
    value, state = entry(read(data), "gas_inspectors")
    assert math.isnan(value)
    assert state == "elsewhere"


@pytest.mark.parametrize("text", [None, " ", "填在“建筑施工”表", "填在 “建筑施工” 表"])
def test_the_hint_of_a_locked_cell_is_no_number(text: str | None) -> None:
    assert read(typed(whole(), {"gas_inspectors": text})).findings == ()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("约20", "H6a"),
        (stored("e", "#DIV/0!", "1/0"), "H6b"),
        (stored("n", None, "A1*2"), "H6c"),
        (stored("b", "1"), "H6e"),
        ("２０个", "N1"),
        (stored("n", "20", "10+10"), "N1"),
    ],
)
def test_how_a_value_was_read_is_told_at_its_cell(value: object, code: str) -> None:
    data = typed(whole("rescue"), {"fire_dept_found": value})
    assert coordinates(read(data).findings) == [(code, *at(data, "fire_dept_found"))]


def test_a_date_in_a_value_cell_is_an_error() -> None:
    data = form("rescue", JUNE, {"fire_dept_found": date(2023, 3, 5)})
    assert coordinates([only_error(data)]) == [("H6d", *at(data, "fire_dept_found"))]
    assert "2023-03-05" in only_error(data).message


@pytest.mark.parametrize("word", ["有", "1", 1])
def test_a_yes_or_no_has_two_answers(word: object) -> None:
    data = typed(whole("office"), {"office_media_column": word})
    assert coordinates([only_error(data)]) == [("H6f", *at(data, "office_media_column"))]


def test_a_notice_quotes_what_stands_there_and_what_was_read() -> None:
    (notice,) = read(typed(whole("rescue"), {"fire_dept_found": "１,２３４ 个"})).findings
    assert "１,２３４ 个" in notice.message
    assert "按1234计" in notice.message
    assert notice.severity == "notice"
